"""Shapes of raw lots."""

from marshmallow import fields

from ocop.schemas.fields import Choice, Code, DateOn, Number, Quantity, Text
from ocop.schemas.pages import PageQuery, page_of
from ocop.schemas.shapes import Patch, Shape

_CODE = {"title": "Mã lô", "description": "Bỏ trống thì sổ tự đặt theo ngày.", "example": "H-261123-1"}
_STATES = ("open", "closed", "used_up")


class RawLotIn(Shape):
    """A raw lot to open. Offices name the subject; a producer's token writes for its own."""

    subject_id = Text(36, metadata={"title": "Chủ thể", "description": "Chỉ cơ quan cần ghi."})
    name = Text(120, required=True, names=True, metadata={"title": "Tên", "example": "Mật hoa dừa"})
    origin = Choice(
        ["harvest", "purchase"],
        required=True,
        metadata={
            "title": "Từ đâu",
            "description": "harvest: tự thu hoạch; purchase: mua vào.",
            "example": "harvest",
        },
    )
    made_on = DateOn(required=True, metadata={"title": "Ngày", "example": "2026-11-23"})
    code = Code(
        r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}",
        longest=20,
        told="Mã lô gồm 1 đến 20 chữ không dấu, số, dấu chấm hoặc gạch ngang.",
        metadata=_CODE,
    )
    quantity = Quantity(allow_none=True, metadata={"title": "Số lượng", "example": 200})
    unit = Text(20, metadata={"title": "Đơn vị tính", "example": "kg"})
    supplier_id = Text(36, metadata={"title": "Nơi bán", "description": "`id` của một nơi trong sổ."})
    site_id = Text(36, metadata={"title": "Nơi làm", "description": "`id` của một nơi trong sổ."})


class RawLotPatch(Patch):
    """What to change of a raw lot; what is not named stays. The code only before events name the lot."""

    name = Text(120, required=True, names=True, metadata={"title": "Tên", "example": "Mật hoa dừa"})
    code = Code(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}", longest=20, told="Mã lô không đúng dạng.", metadata=_CODE)
    quantity = Quantity(allow_none=True, metadata={"title": "Số lượng", "example": 200})
    unit = Text(20, metadata={"title": "Đơn vị tính", "example": "kg"})
    state = Choice(_STATES, metadata={"title": "Tình trạng", "example": "closed"})


class RawLotOut(Shape):
    """A raw lot; `left` is what events leave of it, null where they do not know."""

    id = fields.String(required=True)
    subject_id = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    origin = Choice(["harvest", "purchase"], required=True)
    state = Choice(["open", "closed", "recalled", "used_up"], required=True)
    made_on = DateOn(required=True)
    quantity = fields.Float(required=True, allow_none=True)
    left = fields.Float(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    supplier_id = fields.String(required=True, allow_none=True)
    site_id = fields.String(required=True, allow_none=True)
    uri = fields.String(required=True, metadata={"description": "Tên trong sự kiện EPCIS; không phải khóa GS1."})
    opened_at = fields.AwareDateTime(required=True)
    version = Number(1, 2_147_483_647, required=True)


class RawLotQuery(PageQuery):
    """Which raw lots to list."""

    subject_id = Text(36, metadata={"description": "Chỉ cơ quan cần ghi."})
    state = Choice([*_STATES, "recalled"], metadata={"title": "Tình trạng"})
    q = Text(60, metadata={"title": "Tên hoặc mã"})


class OwnerQuery(PageQuery):
    """Whose partners or places to list."""

    subject_id = Text(36, metadata={"description": "Chỉ cơ quan cần ghi."})


RawLotPage = page_of(RawLotOut)

"""Shapes of lots."""

from marshmallow import fields

from ocop.schemas.fields import Choice, Code, DateOn, Number, Quantity, Text
from ocop.schemas.pages import PageQuery, page_of
from ocop.schemas.shapes import Shape


class LotIn(Shape):
    """A lot to open."""

    code = Code(
        r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}",
        longest=20,
        told="Mã lô gồm 1 đến 20 chữ không dấu, số, dấu chấm hoặc gạch ngang.",
        required=True,
        metadata={"title": "Mã lô", "example": "L2411A"},
    )
    made_on = DateOn(allow_none=True, metadata={"title": "Ngày sản xuất", "example": "2024-11-20"})
    best_before = DateOn(allow_none=True, metadata={"title": "Hạn sử dụng", "example": "2025-11-20"})
    quantity = Quantity(allow_none=True, metadata={"title": "Số lượng", "example": 200})
    unit = Text(20, metadata={"title": "Đơn vị tính", "example": "kg"})


class LotOut(Shape):
    """A lot; `quantity` and `unit` only for its own people and offices."""

    product = fields.String(required=True, metadata={"description": "Mã ngắn của sản phẩm."})
    code = fields.String(required=True)
    state = Choice(["open", "closed", "recalled", "used_up"], required=True)
    made_on = DateOn(required=True, allow_none=True)
    best_before = DateOn(required=True, allow_none=True)
    quantity = fields.Float(allow_none=True)
    unit = fields.String(allow_none=True)
    url = fields.String(required=True)
    qr_content = fields.String(required=True)
    opened_at = fields.AwareDateTime(required=True)
    version = Number(1, 2_147_483_647, required=True)


class LotQuery(PageQuery):
    """Which lots of a product to list."""


LotPage = page_of(LotOut)

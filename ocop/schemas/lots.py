"""Shapes of lots."""

from marshmallow import fields

from ocop.schemas.fields import Choice, Code, DateOn, Flag, Number, Quantity, Text
from ocop.schemas.pages import PageQuery, page_of
from ocop.schemas.shapes import Patch, Query, Shape, part


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


class LotPatch(Patch):
    """What to change of a lot; what is not named stays, null empties."""

    made_on = DateOn(allow_none=True, metadata={"title": "Ngày sản xuất", "example": "2024-11-20"})
    best_before = DateOn(allow_none=True, metadata={"title": "Hạn sử dụng", "example": "2025-11-20"})
    quantity = Quantity(allow_none=True, metadata={"title": "Số lượng", "example": 200})
    unit = Text(20, metadata={"title": "Đơn vị tính", "example": "kg"})
    state = Choice(
        ["open", "closed", "used_up"],
        metadata={"title": "Tình trạng", "description": "Thu hồi có địa chỉ riêng.", "example": "closed"},
    )


class RecallTold(Shape):
    """A recall that holds: since when, why, and what its buyers should do."""

    on = DateOn(required=True, metadata={"description": "Thu hồi từ ngày này."})
    reason = fields.String(required=True, metadata={"title": "Lý do"})
    advice = fields.String(required=True, metadata={"title": "Người mua cần làm"})


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
    recall = part(RecallTold, required=True, allow_none=True)
    version = Number(1, 2_147_483_647, required=True)


def _reason(example: str) -> Text:
    told = "Ai quét mã cũng đọc được."
    return Text(2000, lines=True, required=True, metadata={"title": "Lý do", "description": told, "example": example})


class RecallIn(Shape):
    """Why a lot is called back, and what its buyers should do; a dry run changes nothing."""

    reason = _reason("Phát hiện nấm mốc ở ba hũ.")
    advice = Text(
        2000,
        lines=True,
        metadata={
            "title": "Người mua cần làm",
            "description": "Bỏ trống là lời dặn chung.",
            "example": "Ngừng dùng, trả lại nơi mua.",
        },
    )
    dry_run = Flag(metadata={"title": "Chỉ cho xem, không thu hồi"})


class LiftingIn(Shape):
    """Why a recalled lot is let go again."""

    reason = _reason("Kiểm nghiệm lại ngày 30/11/2026: đạt.")


class ReachOut(Shape):
    """How much of a lot is known to be outside."""

    labels = Number(0, 2_147_483_647, required=True, metadata={"description": "Nhãn đã in theo lượt, cả bản sao."})
    serials = Number(0, 2_147_483_647, required=True, metadata={"description": "Số đã cấp cho từng đơn vị."})
    scans = Number(0, 2_147_483_647, required=True, metadata={"description": "Lượt xem các mã của lô."})
    visitors = Number(0, 2_147_483_647, required=True, metadata={"description": "Số máy, mỗi máy một lần mỗi ngày."})


class RecallQuery(Query):
    """Which page of the recalled lots of an area to list."""

    page = Number(1, 100_000)


class LotQuery(PageQuery):
    """Which lots of a product to list."""


LotPage = page_of(LotOut)

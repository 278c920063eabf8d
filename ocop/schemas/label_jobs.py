"""Shapes of label jobs and of the ledger of serials."""

from marshmallow import fields

from ocop.domain.label_jobs import MOST_OF_JOB, JobState
from ocop.domain.serials import MOST
from ocop.schemas.fields import Choice, Code, Flag, Number, Text
from ocop.schemas.labels import DESIGN_NAME, printer_nudge, used_cells
from ocop.schemas.printers import STOCK, STOCK_TOLD
from ocop.schemas.shapes import Shape


class LabelJobIn(Shape):
    """Labels to print: of which product and lot, how many, on what paper, with serials or without."""

    product = Text(40, required=True, blank=False, metadata={"title": "Sản phẩm", "example": "21SD1T7Z"})
    lot = Code(
        r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}",
        longest=20,
        told="Mã lô gồm 1 đến 20 chữ không dấu, số, dấu chấm hoặc gạch ngang.",
        allow_none=True,
        metadata={"title": "Lô", "example": "L2411A"},
    )
    count = Number(1, MOST_OF_JOB, required=True, metadata={"title": "Số nhãn", "example": 2400})
    serials = fields.Boolean(
        load_default=False, truthy={True}, falsy={False}, metadata={"description": "Mỗi nhãn một số riêng."}
    )
    stock = Code(
        STOCK,
        longest=60,
        told=STOCK_TOLD,
        load_default="a4-24-70x37",
        blank=False,
        metadata={"title": "Giấy", "example": "a4-24-70x37"},
    )
    design = Code(
        DESIGN_NAME,
        longest=20,
        told="Tên mẫu nhãn gồm chữ thường.",
        allow_none=True,
        metadata={"title": "Mẫu nhãn", "example": "wide"},
    )
    start = Number(1, 300, load_default=1, metadata={"title": "Ô đầu tiên còn trống", "example": 1})
    used = used_cells()
    cut_marks = Flag(load_default=False, metadata={"title": "In dấu cắt"})
    nudge = printer_nudge()
    copies = Number(1, 1000, load_default=1, metadata={"title": "Số bản mỗi nhãn", "example": 1})
    collate = Flag(load_default=False, metadata={"description": "In hết một bộ rồi tới bộ sau."})
    format = Choice(["pdf"], load_default="pdf")
    dpi = Choice(["203", "300", "600"], load_default="600", metadata={"title": "Máy in"})
    check = Choice(["sample", "all"], load_default="sample", metadata={"description": "Đọc lại trang nào khi xong."})


class LabelJobOut(Shape):
    """A label job and how far it is."""

    id = fields.String(required=True)
    product = fields.String(required=True)
    lot = fields.String(required=True, allow_none=True)
    count = Number(1, MOST_OF_JOB, required=True)
    copies = Number(1, 1000, required=True)
    serials = fields.Boolean(required=True)
    first_serial = Number(1, MOST, required=True, allow_none=True)
    stock = fields.String(required=True)
    design = fields.String(required=True, allow_none=True)
    start = Number(1, 300, required=True)
    format = fields.String(required=True)
    status = Choice(JobState, required=True)
    done = Number(0, MOST_OF_JOB, required=True)
    total = Number(1, MOST_OF_JOB, required=True)
    pages = Number(1, MOST_OF_JOB, required=True, allow_none=True)
    message = fields.String(required=True, allow_none=True)
    reprint_of = fields.String(required=True, allow_none=True)
    file = fields.String(required=True, allow_none=True)
    kept_until = fields.AwareDateTime(required=True, allow_none=True)
    made_at = fields.AwareDateTime(required=True)


class RangeOut(Shape):
    """Serials of a lot that one job issued, counted from 1."""

    first = Number(1, MOST, required=True)
    last = Number(1, MOST, required=True)
    job = fields.String(required=True)
    issued_at = fields.AwareDateTime(required=True)


class VoidOut(Shape):
    """Labels of a lot that are void, counted from 1."""

    first = Number(1, MOST, required=True)
    last = Number(1, MOST, required=True)
    reason = fields.String(required=True)
    voided_at = fields.AwareDateTime(required=True)


class LedgerOut(Shape):
    """The serials of a lot."""

    issued = Number(0, MOST, required=True)
    ranges = fields.List(fields.Nested(RangeOut), required=True)
    voids = fields.List(fields.Nested(VoidOut), required=True)


class VoidIn(Shape):
    """Labels to declare void, from the first to the last, counted from 1."""

    first = Number(1, MOST, required=True, metadata={"title": "Từ số", "example": 17})
    last = Number(1, MOST, required=True, metadata={"title": "Đến số", "example": 20})
    reason = Text(200, required=True, blank=False, metadata={"title": "Lý do", "example": "Kẹt giấy"})

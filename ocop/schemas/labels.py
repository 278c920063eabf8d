"""Shapes of labels: what is asked of the press by address."""

from ocop.schemas.fields import Choice, Code, Number
from ocop.schemas.shapes import Query

#: Labels that an address gives at once; longer runs are a job of their own.
MOST_LABELS = 240
#: A design by name; the press knows which there are.
DESIGN_NAME = r"[a-z]{1,20}"


class LabelQuery(Query):
    """What to print: which lot, on what paper, how many, from which place of a used sheet."""

    lot = Code(
        r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}",
        longest=20,
        told="Mã lô gồm 1 đến 20 chữ không dấu, số, dấu chấm hoặc gạch ngang.",
        blank=False,
        allow_none=False,
        metadata={"description": "Lô đã mở của sản phẩm.", "example": "L2411A"},
    )
    stock = Code(
        r"[a-z0-9][a-z0-9.:@,+/\-]{0,59}",
        longest=60,
        told="Tên giấy gồm chữ thường, số và gạch ngang, hoặc lưới như 3x8:70x37@0,0.5.",
        load_default="single-70x37",
        blank=False,
        allow_none=False,
        metadata={"description": "Loại giấy nhãn.", "example": "single-70x37"},
    )
    design = Code(
        DESIGN_NAME,
        longest=20,
        told="Tên mẫu nhãn gồm chữ thường.",
        allow_none=True,
        metadata={"description": "Mẫu nhãn; bỏ trống là mẫu hợp với cỡ giấy.", "example": "wide"},
    )
    dpi = Choice(["203", "300", "600"], load_default="600", metadata={"description": "Máy in."})
    start = Number(1, 300, load_default=1, metadata={"description": "Ô đầu tiên còn trống trên tờ."})
    count = Number(1, MOST_LABELS, load_default=1, metadata={"description": "Số nhãn."})

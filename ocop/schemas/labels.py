"""Shapes of labels: what is asked of the press by address."""

from ocop.schemas.fields import Choice, Code, Flag, Number, Numbers
from ocop.schemas.printers import STOCK, STOCK_TOLD
from ocop.schemas.shapes import Query

#: Labels that an address gives at once; longer runs are a job of their own.
MOST_LABELS = 240
#: A design by name; the press knows which there are.
DESIGN_NAME = r"[a-z]{1,20}"


def used_cells() -> Numbers:
    """Return the field of the cells that are gone from the first sheet."""
    told = "Ô đã dùng là các số cách nhau bằng dấu phẩy, như 1,2,9."
    about = {"title": "Ô đã dùng", "description": "Các ô đã dùng của tờ đầu.", "example": "1,2,9"}
    return Numbers(1, 400, whole=True, told=told, metadata=about)


def printer_nudge() -> Numbers:
    """Return the field of what mends a printer that is off."""
    about = {
        "description": "Máy in lệch: mm thêm sang phải, xuống dưới, rồi hệ số ngang, dọc.",
        "example": "0.5,-1,1,1",
    }
    return Numbers(4, 4, told="Cần bốn số cách nhau bằng dấu phẩy, như 0.5,-1,1,1.", metadata=about)


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
        STOCK,
        longest=60,
        told=STOCK_TOLD,
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
    dpi = Choice(
        ["203", "300", "600"], metadata={"description": "Máy in; không ghi: pdf, svg 600, png 300, zpl 203."}
    )
    used = used_cells()
    cut_marks = Flag(metadata={"description": "In dấu cắt ở góc nhãn."})
    nudge = printer_nudge()
    start = Number(1, 300, load_default=1, metadata={"description": "Ô đầu tiên còn trống trên tờ."})
    count = Number(1, MOST_LABELS, load_default=1, metadata={"description": "Số nhãn."})

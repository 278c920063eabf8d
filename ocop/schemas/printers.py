"""Shapes of printers: what was read off a calibration page."""

from typing import Any

from ocop.schemas.fields import Code, Text
from ocop.schemas.shapes import Query, Shape

STOCK = r"[a-z0-9][a-z0-9.:@,+/\-]{0,59}"
STOCK_TOLD = "Tên giấy gồm chữ thường, số và gạch ngang, hoặc lưới như 3x8:70x37@0,0.5."


def reading_of(title: str) -> Code:
    """Return the field of one number on a ruler, in mm."""
    return Code(
        r"[+-]?[0-9]{1,2}(?:\.[0-9]{1,3})?",
        longest=8,
        told="Cần số mm, như 0.5 hoặc -1.",
        required=True,
        metadata={"title": title, "example": "0.5"},
    )


class PrinterIn(Shape):
    """A printer with a paper, and where the cut edges lie on the rulers A and B."""

    printer = Text(60, required=True, names=True, metadata={"title": "Máy in", "example": "Canon ở nhà"})
    stock = Code(STOCK, longest=60, told=STOCK_TOLD, required=True, metadata={"title": "Giấy"})
    a_right = reading_of("A, thước ngang")
    a_down = reading_of("A, thước dọc")
    b_right = reading_of("B, thước ngang")
    b_down = reading_of("B, thước dọc")


class CalibrationQuery(Query):
    """Which page to print: of a paper, or to try a printer that was measured."""

    stock = Code(STOCK, longest=60, told=STOCK_TOLD, load_default="a4-24-70x37", blank=False, allow_none=False)
    printer: Any = Text(36, blank=False, allow_none=False)

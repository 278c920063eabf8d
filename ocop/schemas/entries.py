"""Shapes of entries in the diary."""

from ocop.schemas.fields import Code, DateOn, Flag, Number, Text
from ocop.schemas.shapes import Shape

_ID = r"[0-9a-f-]{36}"


class EntryIn(Shape):
    """What a form of the diary says; which of it counts is the kind's to tell. Amounts are read apart."""

    name = Text(120, names=True)
    unit = Text(20)
    site = Code(_ID, longest=36, told="Nơi này không có trong sổ.")
    partner = Code(_ID, longest=36, told="Nơi này không có trong sổ.")
    partner_name = Text(200, names=True)
    partner_phone = Text(20)
    product = Text(40)
    lot = Text(40)
    best_before = DateOn(allow_none=True)
    box = Text(40)
    count = Number(1, 50, allow_none=True)
    code = Text(600)
    note = Text(500, lines=True)
    anyway = Flag(allow_none=True)


class EntryDay(Shape):
    """The day of an entry."""

    day = DateOn(required=True)

"""Shapes of holidays."""

from ocop.schemas.fields import Choice, DateOn, Text
from ocop.schemas.shapes import Shape


class HolidayIn(Shape):
    """A day that is not like others of its week."""

    day = DateOn(required=True)
    name = Text(120, required=True, names=True)
    kind = Choice(["off", "work"], required=True)

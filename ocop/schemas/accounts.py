"""Shapes of what people ask about accounts in their rooms."""

from ocop.schemas.fields import Number, Text
from ocop.schemas.shapes import Shape


class TokenIn(Shape):
    """A token to make: what it is for and how long it lasts."""

    label = Text(120, metadata={"title": "Dùng cho việc gì"})
    days = Number(1, 365, required=True, metadata={"title": "Có hạn trong"})


class EndIn(Shape):
    """An account to put out of use."""

    why = Text(300, metadata={"title": "Lý do"})


class DropFactorIn(Shape):
    """A second factor to drop: the audit trail says why."""

    why = Text(300, required=True, metadata={"title": "Lý do"})

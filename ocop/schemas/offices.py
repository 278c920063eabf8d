"""Shapes of what an office asks of its lists."""

from ocop.domain.ratings import Rating
from ocop.schemas.fields import Choice, Text
from ocop.schemas.shapes import Query
from ocop.schemas.subjects import unit


class OfficeQuery(Query):
    """What narrows a list of the area, and after which thing the page begins."""

    q = Text(200)
    unit_code = unit()
    rating = Choice(Rating)
    due = Choice(["expiring", "window"])
    show = Choice(["unconfirmed"])
    after_name = Text(300)
    after_id = Text(60)

"""Shapes of what an office asks of its lists."""

from ocop.domain.ratings import Rating
from ocop.domain.reminders import Phase
from ocop.schemas.fields import Choice, Number, Text
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


class ExpiryQuery(Query):
    """Which certificates of the calendar to list: of a phase, or of a month."""

    show = Choice(Phase)
    month = Text(7, pattern=r"2[01][0-9]{2}-(?:0[1-9]|1[0-2])", told="Cần là tháng, dạng 2027-03.")
    page = Number(1, 100_000)

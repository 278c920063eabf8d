"""Shapes of what a page of scans asks, and of what a person finds about a suspicion."""

from ocop.domain.suspicions import SuspicionState
from ocop.schemas.fields import Choice, Flag, Number, Text
from ocop.schemas.shapes import Query, Shape
from ocop.schemas.subjects import unit

#: The stretches that charts show, in days.
STRETCHES = ("30", "90")


class ScanQuery(Query):
    """Which scans to draw: over how many days, of which lot (`-` for codes without one) or unit."""

    days = Choice(list(STRETCHES))
    lot = Text(20)
    unit_code = unit()


class SuspicionQuery(Query):
    """Which suspicions to list: those that wait, or those decided."""

    show = Choice(["decided"])
    page = Number(1, 100_000)


class SuspicionDecisionIn(Shape):
    """What a person found about a suspicion, with the words."""

    outcome = Choice([SuspicionState.DISMISSED, SuspicionState.CONFIRMED], required=True)
    why = Text(2000, lines=True, required=True, metadata={"title": "Lý do"})
    whole_lot = Flag(load_default=False)

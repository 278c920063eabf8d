"""What lies in a box, and how long: its packings and unpackings in the order of their time."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Packing(NamedTuple):
    """One aggregation of a box: `action` ADD, OBSERVE or DELETE; a DELETE without children empties it."""

    number: int
    at: datetime
    action: str | None
    children: tuple[int, ...]


class Stay(NamedTuple):
    """That something lay in the box, from the event that put it there until the one that took it out."""

    child: int
    event: int
    since: datetime
    until: datetime | None


def stays_in(packings: Iterable[Packing]) -> list[Stay]:
    """Return what lay in a box and when; events may come in any order, as they do from telephones without a network.

    What an OBSERVE finds inside without an ADD lies there from then on. A second ADD of the same is no second stay.
    """
    open_since: dict[int, tuple[int, datetime]] = {}
    stays = []
    for one in sorted(packings, key=lambda one: (one.at, one.number)):
        if one.action == "DELETE":
            for child in one.children or tuple(open_since):
                begun = open_since.pop(child, None)
                if begun:
                    stays.append(Stay(child, *begun, one.at))
            continue
        for child in one.children:
            open_since.setdefault(child, (one.number, one.at))
    return stays + [Stay(child, *begun, None) for child, begun in open_since.items()]

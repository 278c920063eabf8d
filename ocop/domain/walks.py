"""Ways through a genealogy: what came before a thing, or after it, with respect to how long things lay in boxes."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from ocop.domain.event_things import Link


class Direction(StrEnum):
    """Which way a trace goes."""

    BACK = "back"
    FORWARD = "forward"
    BOTH = "both"


class Arrow(NamedTuple):
    """That `src` went into `dst` by an event; of what lies in a box, from when to when."""

    src: int
    dst: int
    event: int
    kind: int
    from_time: datetime | None = None
    to_time: datetime | None = None


class Window(NamedTuple):
    """A span of time; open where it has no end."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether a moment lies in it, both ends included."""
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)

    def meet(self, since: datetime | None, until: datetime | None) -> "Window | None":
        """Return what it shares with another span, or None."""
        first = max((one for one in (self.since, since) if one), default=None)
        last = min((one for one in (self.until, until) if one), default=None)
        return None if first and last and first > last else Window(first, last)


ALWAYS: Final = Window()


class Walk(NamedTuple):
    """What was reached: the distance of each thing, the spans in which boxes belong to the story, the arrows gone."""

    depths: dict[int, int]
    windows: dict[int, set[Window]]
    arrows: list[Arrow]


def walk(start: int, arrows: Iterable[Arrow], *, forward: bool) -> Walk:
    """Follow arrows from a thing, nearest first.

    A box that is used again holds other things at other times: whoever comes to it through its contents sees it as
    long as they lay in it, and goes on only with what overlaps. Lots are not bound to a time: a part may lie here, a
    part there.
    """
    onward: dict[int, list[Arrow]] = {}
    for one in arrows:
        onward.setdefault(one.src if forward else one.dst, []).append(one)
    depths = {start: 0}
    gone: dict[Arrow, None] = {}
    windows: dict[int, set[Window]] = {start: {ALWAYS}}
    queue = deque([(start, ALWAYS)])
    while queue:
        place, window = queue.popleft()
        for one in onward.get(place, ()):
            if one.kind == Link.PACKED:
                seen = window.meet(one.from_time, one.to_time)
                if seen is None:
                    continue
            else:
                seen = ALWAYS
            gone[one] = None
            there = one.dst if forward else one.src
            depths.setdefault(there, depths[place] + 1)
            known = windows.setdefault(there, set())
            if seen not in known:
                known.add(seen)
                queue.append((there, seen))
    return Walk(depths, windows, list(gone))

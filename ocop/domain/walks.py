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
        first = since if self.since is None or (since is not None and since > self.since) else self.since
        last = until if self.until is None or (until is not None and until < self.until) else self.until
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
    gone: dict[int, Arrow] = {}
    windows: dict[int, set[Window]] = {start: {ALWAYS}}
    queue = deque([(start, ALWAYS)])
    while queue:
        place, window = queue.popleft()
        depth = depths[place] + 1
        for one in onward.get(place, ()):
            seen = ALWAYS if one.kind == Link.MADE else _seen(one, window)
            if seen is None:
                continue
            gone[id(one)] = one
            there = one.dst if forward else one.src
            known = windows.get(there)
            if known is None:
                depths[there], windows[there] = depth, {seen}
            elif seen in known:
                continue
            else:
                known.add(seen)
            queue.append((there, seen))
    return Walk(depths, windows, list(gone.values()))


def _seen(one: Arrow, window: Window) -> Window | None:
    """Return for how long the other end of an arrow belongs to the story; None where it does not at all."""
    if one.kind == Link.PACKED:
        return window.meet(one.from_time, one.to_time)
    if one.kind == Link.SENT and one.from_time and not window.holds(one.from_time):
        return None
    return ALWAYS

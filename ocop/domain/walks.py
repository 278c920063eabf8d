"""Ways through a genealogy: what came before a thing, or after it, with respect to how long things lay in boxes."""

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
_ALWAYS: Final = frozenset((ALWAYS,))
#: Plain numbers: they are compared for every arrow.
_MADE, _PACKED, _SENT = int(Link.MADE), int(Link.PACKED), int(Link.SENT)


class Walk(NamedTuple):
    """What was reached: the distance of each thing, the spans in which it belongs to the story, the arrows gone.

    Spans are a frozen set only of what belongs to the story always, as nearly everything does.
    """

    depths: dict[int, int]
    windows: dict[int, frozenset[Window] | set[Window]]
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
    windows: dict[int, frozenset[Window] | set[Window]] = {start: _ALWAYS}
    gone: list[Arrow] = []
    queue = [(start, ALWAYS)]
    for place, window in queue:
        depth = depths[place] + 1
        for one in onward.get(place, ()):
            seen = ALWAYS if one.kind == _MADE else _seen(one, window)
            if seen is None:
                continue
            gone.append(one)
            other = one.dst if forward else one.src
            known = windows.get(other)
            if known is None:
                depths[other], windows[other] = depth, _ALWAYS if seen is ALWAYS else {seen}
            elif seen in known:
                continue
            elif isinstance(known, set):
                known.add(seen)
            else:
                windows[other] = {seen, *known}
            queue.append((other, seen))
    # Where each place was come to once, no arrow was gone twice.
    return Walk(depths, windows, gone if len(queue) == len(depths) else list({id(one): one for one in gone}.values()))


def _seen(one: Arrow, window: Window) -> Window | None:
    """Return for how long the other end of an arrow belongs to the story; None where it does not at all."""
    _, _, _, kind, since, until = one
    if kind == _PACKED:
        return window.meet(since, until)
    if kind == _SENT and since and not window.holds(since):
        return None
    return ALWAYS

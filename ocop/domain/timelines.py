"""Timelines: the way of a lot as anybody may read it: a dozen lines without amounts, addresses, partners' secrets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

#: Lines that a page tells at most; what stands in the middle of a longer story is counted.
MOST_LINES: Final = 12
_FIRST: Final = 6
#: The day of an event is Vietnam's.
VIETNAM: Final = timezone(timedelta(hours=7))

#: What each line is, by the kind of its event, its action and its business step; others are not told.
_KINDS: Final = {
    ("ObjectEvent", "ADD", "commissioning"): "harvested",
    ("ObjectEvent", "ADD", "receiving"): "bought",
    ("ObjectEvent", "OBSERVE", "receiving"): "bought",
    ("ObjectEvent", "ADD", "creating_class_instance"): "made",
    ("ObjectEvent", "OBSERVE", "inspecting"): "inspected",
    ("AggregationEvent", "ADD", "packing"): "boxed",
    ("ObjectEvent", "OBSERVE", "shipping"): "delivered",
}
#: What is said once, however often it was done; of what came before the lot, how it was moved is nobody's matter.
SUMMED: Final = ("boxed", "delivered")


@dataclass(frozen=True)
class Line:
    """One step: what was done with what, when and where; `who` None is the lot's own maker.

    `party` is from whom something came, where that may be said. A line that speaks for several days has `until`.
    """

    kind: str
    on: date
    until: date
    what: tuple[str, ...] = ()
    place: str | None = None
    is_own: bool = True
    who: str | None = None
    parties: tuple[str, ...] = ()
    count: int = 1
    note: str | None = None

    def told(self) -> dict[str, Any]:
        """Return the line as it is kept; what is not said is left out."""
        said: dict[str, Any] = {"kind": self.kind, "on": self.on.isoformat(), "own": self.is_own}
        if self.until != self.on:
            said["until"] = self.until.isoformat()
        more = {"what": list(self.what), "place": self.place, "who": self.who, "parties": list(self.parties)}
        said |= {name: value for name, value in {**more, "note": self.note}.items() if value}
        return said | ({"count": self.count} if self.kind == "delivered" else {})


def kind_of(event_type: str, action: str | None, step: str | None) -> str | None:
    """Return what a line calls an event; None for what no page tells.

    >>> kind_of("TransformationEvent", None, None), kind_of("ObjectEvent", "DELETE", "destroying")
    ('made', None)
    """
    return "made" if event_type == "TransformationEvent" else _KINDS.get((event_type, action or "", step or ""))


def day_of(at: datetime) -> date:
    """Return the day in Vietnam."""
    return at.astimezone(VIETNAM).date()


def timeline_of(lines: Iterable[Line]) -> dict[str, Any]:
    """Return a timeline as it is kept: lines in order, those that say the same as one, `left_out` in the middle."""
    merged: dict[tuple[Any, ...], Line] = {}
    for one in sorted(lines, key=lambda one: (one.on, one.until)):
        key: tuple[Any, ...] = (one.kind, one.what, one.place, one.is_own, one.who, one.parties, one.note)
        if one.kind in SUMMED:
            key = (one.kind,)
        before = merged.get(key)
        merged[key] = _joined(before, one) if before else one
    told = [one.told() for one in sorted(merged.values(), key=lambda one: (one.until, one.on, _order(one)))]
    left_out = max(0, len(told) - MOST_LINES)
    kept = told if not left_out else [*told[:_FIRST], *told[_FIRST - MOST_LINES :]]
    return {"lines": kept, "left_out": left_out, "after": _FIRST if left_out else 0}


def _joined(first: Line, last: Line) -> Line:
    parties = tuple(dict.fromkeys((*first.parties, *last.parties)))
    place = first.place if first.place == last.place else None
    return Line(
        first.kind, min(first.on, last.on), max(first.until, last.until), first.what, place, first.is_own, first.who,
        parties, first.count + last.count, first.note,
    )  # fmt: skip


def _order(line: Line) -> int:
    """Return the place of a line among those of a day: as things are done."""
    return ("harvested", "bought", "made", "inspected", "boxed", "delivered").index(line.kind)


def lines_on(facts: dict[str, Any] | None) -> Sequence[dict[str, Any]]:
    """Return the lines of a kept timeline with days as days."""
    if not facts:
        return ()
    return [one | {"on": date.fromisoformat(one["on"]), "until": _day(one.get("until"))} for one in facts["lines"]]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

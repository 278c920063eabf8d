"""What only the events of a document together can show: the same identity twice, circles, more out than in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ocop.domain.epcis_faults import Event, Fault
from ocop.domain.epcis_keys import is_one_thing

#: An event's place in the document, as the start of its pointers, and the event.
Placed = tuple[str, Event]

#: Units of mass in grams and of volume in millilitres (UN/ECE Recommendation 20).
UNITS: Final[Mapping[str, tuple[str, float]]] = {
    "MGM": ("g", 0.001),
    "GRM": ("g", 1.0),
    "HGM": ("g", 100.0),
    "KGM": ("g", 1000.0),
    "DTN": ("g", 100_000.0),
    "TNE": ("g", 1_000_000.0),
    "MLT": ("ml", 1.0),
    "CLT": ("ml", 10.0),
    "DLT": ("ml", 100.0),
    "LTR": ("ml", 1000.0),
    "HLT": ("ml", 100_000.0),
    "MTQ": ("ml", 1_000_000.0),
}
#: How much more may come out than went in before it is said: scales round.
_ROUNDING: Final = 1.001


def repeated_identities(events: Iterable[Placed]) -> Iterator[Fault]:
    """Yield each event that bears the eventID of an earlier one.

    An error declaration repeats the eventID of the event that it takes back (EPCIS 2.0, section 7.3.8), so one may
    stand beside it.
    """
    first: dict[tuple[str, bool], str] = {}
    for where, event in events:
        identity = event.get("eventID")
        if not identity:
            continue
        earlier = first.setdefault((identity, "errorDeclaration" in event), where)
        if earlier is not where:
            words = f"eventID này đã có ở sự kiện {earlier or '/'}; mỗi sự kiện một mã, hoặc bỏ trống để sổ tự tính."
            yield Fault(f"{where}/eventID", "event-id-repeated", words)


@dataclass(slots=True)
class _Change:
    """Transformation events that are one: alone, or under one transformationID."""

    where: str
    inputs: set[str] = field(default_factory=set)
    outputs: set[str] = field(default_factory=set)
    taken: list[Mapping[str, Any]] = field(default_factory=list)
    made: list[Mapping[str, Any]] = field(default_factory=list)
    has_items: bool = False


def _things(event: Event, items: str, quantities: str) -> Iterator[str]:
    yield from (epc for epc in event.get(items, ()) if epc)
    for entry in event.get(quantities, ()):
        kind = entry and entry.get("epcClass")
        if kind and is_one_thing(kind):
            yield kind


def changes_of(events: Iterable[Placed]) -> list[_Change]:
    """Return the transformations that stand, each with what went in and what came out."""
    changes: dict[str, _Change] = {}
    for where, event in events:
        if event.get("type") != "TransformationEvent" or "errorDeclaration" in event:
            continue
        change = changes.setdefault(event.get("transformationID") or where, _Change(where))
        change.where = where
        change.inputs.update(_things(event, "inputEPCList", "inputQuantityList"))
        change.outputs.update(_things(event, "outputEPCList", "outputQuantityList"))
        change.taken += [one for one in event.get("inputQuantityList", ()) if one]
        change.made += [one for one in event.get("outputQuantityList", ()) if one]
        change.has_items |= bool(event.get("inputEPCList"))
    return list(changes.values())


def circles(changes: list[_Change]) -> Iterator[Fault]:
    """Yield each transformation that something would have had to come out of before it went in.

    What has no origin in the document, or no use, is on no circle: both are taken away until nothing changes.
    """
    for change in changes:
        both = min(change.inputs & change.outputs, default=None)
        if both is not None:
            words = f"“{both[:80]}” vừa là đầu vào vừa là đầu ra của một lần chế biến; đặt mã mới cho thành phẩm."
            yield Fault(change.where, "made-of-itself", words)
    made = set().union(*(change.outputs for change in changes))
    if all(made.isdisjoint(change.inputs) for change in changes):
        return
    plain = [change for change in changes if change.inputs.isdisjoint(change.outputs)]
    for change in _left(_left(plain, forward=True), forward=False):
        words = (
            "Các lần chế biến trong tài liệu nối thành vòng: một lô thành nguyên liệu của chính nó; xem lại đầu vào."
        )
        yield Fault(change.where, "circle", words)


def _left(changes: list[_Change], *, forward: bool) -> list[_Change]:
    """Return the changes that are left once those that wait for nothing are taken away, again and again."""
    users: defaultdict[str, list[int]] = defaultdict(list)
    makers: Counter[str] = Counter()
    for place, change in enumerate(changes):
        makers.update(change.outputs if forward else change.inputs)
        for thing in change.inputs if forward else change.outputs:
            users[thing].append(place)
    waits = [sum(thing in makers for thing in (one.inputs if forward else one.outputs)) for one in changes]
    free = [place for place, count in enumerate(waits) if not count]
    for place in free:
        for thing in changes[place].outputs if forward else changes[place].inputs:
            makers[thing] -= 1
            if makers[thing]:
                continue
            for user in users[thing]:
                waits[user] -= 1
                if not waits[user]:
                    free.append(user)
    return [change for change, count in zip(changes, waits, strict=True) if count]


def _sum(entries: list[Mapping[str, Any]]) -> tuple[dict[str, float], bool]:
    """Return the sums by kind of measure, and whether every entry had one."""
    sums: dict[str, float] = {}
    is_whole = True
    for entry in entries:
        kind, factor = UNITS.get(entry.get("uom", ""), ("", 0.0))
        if kind and "quantity" in entry:
            sums[kind] = sums.get(kind, 0.0) + entry["quantity"] * factor
        else:
            is_whole = False
    return sums, is_whole


def balances(changes: list[_Change]) -> Iterator[Fault]:
    """Yield each transformation out of which more mass or volume came than went in.

    Nothing is said where an input was not measured or was counted in pieces: what it weighed is not known.
    """
    for change in changes:
        if change.has_items or not change.taken:
            continue
        taken, is_whole = _sum(change.taken)
        if not is_whole or len(taken) != 1:
            continue
        ((kind, total),) = taken.items()
        made = _sum(change.made)[0].get(kind, 0.0)
        if made > total * _ROUNDING:
            name = "kg" if kind == "g" else "lít"
            words = f"Ra {made / 1000:g} {name} từ {total / 1000:g} {name} đầu vào; xem lại số lượng."
            yield Fault(change.where, "mass-balance", words)

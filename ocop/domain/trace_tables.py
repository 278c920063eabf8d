"""Tables of traces: every thing of a told trace in a row of its own, with what it came from and what it went into.

They are made of what `services.trace_views` tells, so that no reader learns more from a table than from the trace.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from ocop.domain.measures import amount_words
from ocop.domain.recall_amounts import sums

Told = Mapping[str, Any]
#: What a thing is called by its kind.
KIND_WORDS: Final = {
    "raw_lot": "Nguyên liệu",
    "lot": "Lô sản phẩm",
    "item": "Đơn vị",
    "box": "Thùng",
    "party": "Nơi nhận",
    "thing": "Vật khác",
    "step": "Chế biến",
}
_MAKING: Final = ("output", "output_quantity")
_SEEN: Final = ("epc", "quantity")


@dataclass(frozen=True, slots=True)
class ThingRow:
    """One thing of a trace; `sources` and `targets` are places in the table, in its order."""

    id: str
    kind: str
    name: str
    lot: str | None
    subject: Told | None
    product: Told | None
    raw_lot_id: str | None
    state: str | None
    amount: str
    on: date | None
    depth: int
    sources: tuple[int, ...]
    targets: tuple[int, ...]

    @property
    def title(self) -> str:
        """What people call it in full."""
        return f"{self.name}, lô {self.lot}" if self.lot else self.name


def related(rows: Sequence[ThingRow], places: Sequence[int]) -> list[tuple[str, list[str]]]:
    """Return the things at some places as names, each once, with the codes of its lots."""
    found: dict[str, list[str]] = {}
    for place in places:
        codes = found.setdefault(rows[place].name, [])
        if code := rows[place].lot:
            codes.append(code)
    return list(found.items())


def related_words(rows: Sequence[ThingRow], places: Sequence[int]) -> str:
    """Return the things at some places in one line."""
    return "; ".join(f"{name}, lô {', '.join(codes)}" if codes else name for name, codes in related(rows, places))


def thing_rows(told: Told, zone: ZoneInfo) -> list[ThingRow]:
    """Return the things of a told trace from the first beginning to the last end; steps of work are passed over."""
    receivers = {one["to"] for one in told["edges"] if one["kind"] == "sent"}
    nodes = [_known(one, receivers) for one in told["nodes"] if one["kind"] != "step"]
    nodes.sort(key=lambda one: one["depth"])
    places = {one["id"]: place for place, one in enumerate(nodes)}
    before, after = _neighbours(told, places)
    events, units = _events_by_node(told), {one["id"]: one["unit"] for one in told["nodes"]}
    return [
        _row(one, before[one["id"]], after[one["id"]], _facts(one, told, events, units), zone)
        for one in nodes
    ]  # fmt: skip


def _known(node: Told, receivers: Collection[str]) -> Told:
    """Return a node; what nobody here knows and things were sent to is who or where they were sent."""
    return {**node, "kind": "party"} if node["kind"] == "thing" and node["id"] in receivers else node


def _row(
    node: Told, before: Sequence[int], after: Sequence[int], facts: tuple[str, datetime | None], zone: ZoneInfo
) -> ThingRow:
    name, _, code = node["label"].rpartition(", lô ")
    amount, at = facts
    return ThingRow(
        node["id"], node["kind"], name or node["label"], (code if name else None), node["subject"], node["product"],
        node["uri"].rpartition("/")[2] if node["kind"] == "raw_lot" else None, node["state"],
        amount, at.astimezone(zone).date() if at else None, node["depth"], tuple(before), tuple(after),
    )  # fmt: skip


def _neighbours(told: Told, places: Mapping[str, int]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the places of what each thing came from and went into; steps of work stand for what is beyond them."""
    onward: dict[str, list[str]] = {one["id"]: [] for one in told["nodes"]}
    for edge in told["edges"]:
        if edge["from"] in onward and edge["to"] in onward:
            onward[edge["from"]].append(edge["to"])
    before: dict[str, set[int]] = {key: set() for key in places}
    after: dict[str, set[int]] = {key: set() for key in places}
    for src, place in places.items():
        for one in onward[src]:
            for dst in (one,) if one in places else onward[one]:
                if dst in places and dst != src:
                    after[src].add(places[dst])
                    before[dst].add(place)
    return {key: sorted(several) for key, several in before.items()}, {
        key: sorted(several) for key, several in after.items()
    }


def _events_by_node(told: Told) -> dict[str, list[tuple[Told, Told]]]:
    found: dict[str, list[tuple[Told, Told]]] = {}
    for event in told["events"]:
        for thing in event["things"]:
            found.setdefault(thing["node"], []).append((event, thing))
    return found


def _facts(
    node: Told, told: Told, events: Mapping[str, Sequence[tuple[Told, Told]]], units: Mapping[str, str | None]
) -> tuple[str, datetime | None]:
    """Return how much of a thing there is in words, and when it came to be or was given away last."""
    if node["kind"] == "party":
        return _delivered(node, told, units)
    own = events.get(node["id"], [])
    if node["kind"] == "box":
        filled = [event for event, thing in own if thing["role"] == "parent" and event["action"] == "ADD"]
        inside = [
            (thing["quantity"], thing["unit"], units.get(thing["node"]))
            for event in filled
            for thing in event["things"]
            if thing["role"] == "child_quantity"
        ]
        items = sum(thing["role"] == "child" for event in filled for thing in event["things"])
        return _said(inside, {"đơn vị": items}), _first(filled or [event for event, _ in own])
    made = [(event, thing) for event, thing in own if _makes(event, thing)]
    amounts = [(thing["quantity"], thing["unit"], node["unit"]) for _, thing in made]
    return _said(amounts), _first([event for event, _ in made or own])


def _makes(event: Told, thing: Told) -> bool:
    return thing["role"] in _MAKING or (thing["role"] in _SEEN and event["action"] == "ADD")


def _delivered(node: Told, told: Told, units: Mapping[str, str | None]) -> tuple[str, datetime | None]:
    """Return what a receiver got, as far as its deliveries say, and when the last time was."""
    edges = [one for one in told["edges"] if one["to"] == node["id"] and one["kind"] == "sent"]
    kinds = {one["id"]: one["kind"] for one in told["nodes"]}
    sent = {(one["event"], one["from"]) for one in edges}
    amounts = [
        (thing["quantity"], thing["unit"], units.get(thing["node"]))
        for event in told["events"]
        for thing in event["things"]
        if (event["number"], thing["node"]) in sent
    ]
    boxes = Counter(kinds.get(one) for _, one in sent)
    at = max((one["since"] for one in edges if one["since"]), default=None)
    return _said(amounts, {"thùng": boxes["box"], "đơn vị": boxes["item"]}), at


def _said(
    amounts: Sequence[tuple[float | None, str | None, str | None]], counts: Mapping[str, int] | None = None
) -> str:
    told = [amount_words(one["quantity"], one["unit"]) for one in sums(amounts)]
    return ", ".join([*told, *(amount_words(count, unit) for unit, count in (counts or {}).items() if count)])


def _first(events: Sequence[Told]) -> datetime | None:
    return min((one["time"] for one in events), default=None)

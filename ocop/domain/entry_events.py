"""Entries as events: what people say they did, in EPCIS 2.0.

Each kind is a row of `_SAYS`: what kind of event, its action, its business step and disposition (CBV 2.0, sections
7.1 and 7.2). An entry is plain values; places, parties and things are the URIs that stand for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from ocop.domain.measures import code_of


class EntryKind(StrEnum):
    """What people can say they did."""

    HARVEST = "harvest"
    PURCHASE = "purchase"
    PACK = "pack"
    BOX = "box"
    DELIVERY = "delivery"
    RECEIPT = "receipt"
    DESTRUCTION = "destruction"
    NOTE = "note"


@dataclass(frozen=True)
class Amount:
    """How much of something; without a quantity it is the thing itself, or all of the lot."""

    uri: str
    quantity: Decimal | None = None
    unit: str | None = None

    def told(self) -> dict[str, Any]:
        """Return it as an entry of a quantity list (EPCIS 2.0, section 7.3.3.3)."""
        told: dict[str, Any] = {"epcClass": self.uri}
        if self.quantity is not None:
            whole = self.quantity == self.quantity.to_integral_value()
            told["quantity"] = int(self.quantity) if whole else float(self.quantity)
            if code := code_of(self.unit):
                told["uom"] = code
        return told


@dataclass(frozen=True)
class Entry:
    """One entry as plain values. `at` bears the zone of the place; `things` are what it is about.

    `made` are the outputs of packing, `box` the parent of what is boxed, `items` things one by one (boxes that are
    delivered), `party` the other side, `own_party` this one.
    """

    kind: EntryKind
    at: datetime
    event_id: str
    things: Sequence[Amount] = ()
    items: Sequence[str] = ()
    made: Sequence[Amount] = ()
    site: str | None = None
    party: str | None = None
    own_party: str | None = None
    box: str | None = None
    lot: str | None = None
    made_on: date | None = None
    best_before: date | None = None
    name: str | None = None
    note: str | None = None
    photo: str | None = None
    transformation_id: str | None = None
    is_known: bool = False


@dataclass(frozen=True)
class _Says:
    event: str
    action: str | None
    step: str
    disposition: str | None


_SAYS: Final[Mapping[EntryKind, _Says]] = {
    EntryKind.HARVEST: _Says("ObjectEvent", "ADD", "commissioning", "active"),
    EntryKind.PURCHASE: _Says("ObjectEvent", "ADD", "receiving", "in_progress"),
    EntryKind.PACK: _Says("TransformationEvent", None, "creating_class_instance", "active"),
    EntryKind.BOX: _Says("AggregationEvent", "ADD", "packing", "in_progress"),
    EntryKind.DELIVERY: _Says("ObjectEvent", "OBSERVE", "shipping", "in_transit"),
    EntryKind.RECEIPT: _Says("ObjectEvent", "OBSERVE", "receiving", "in_progress"),
    EntryKind.DESTRUCTION: _Says("ObjectEvent", "DELETE", "destroying", "destroyed"),
    EntryKind.NOTE: _Says("ObjectEvent", "OBSERVE", "inspecting", None),
}
#: Our own names for what the standard has none for.
PREFIX: Final = "ocop"
STANDARD_CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
_SOURCED = (EntryKind.PURCHASE, EntryKind.RECEIPT)


_KINDS: Final[dict[tuple[str, str | None, str | None], EntryKind]] = {
    **{(one.event, one.action, one.step): kind for kind, one in _SAYS.items()},
    ("ObjectEvent", "OBSERVE", "receiving"): EntryKind.RECEIPT,
}


def kind_of(event: str, action: str | None, step: str | None) -> EntryKind | None:
    """Return what kind of entry an event is like; None for those that no form makes.

    >>> kind_of("ObjectEvent", "ADD", "commissioning"), kind_of("ObjectEvent", "OBSERVE", "storing")
    (<EntryKind.HARVEST: 'harvest'>, None)
    """
    return _KINDS.get((event, action, step))


def context_of(base_url: str) -> list[Any]:
    """Return the `@context` of entries: the standard's own, and our one prefix."""
    return [STANDARD_CONTEXT, {PREFIX: f"{base_url}/terms/"}]


def event_of(entry: Entry) -> dict[str, Any]:
    """Return an entry as one EPCIS event, without its context."""
    says = _SAYS[entry.kind]
    told: dict[str, Any] = {
        "type": says.event,
        "eventID": entry.event_id,
        "eventTime": entry.at.isoformat(timespec="milliseconds" if entry.at.microsecond else "seconds"),
        "eventTimeZoneOffset": entry.at.isoformat()[-6:],
        # A purchased lot of the registry is known already, so it is only seen again.
        "action": "OBSERVE" if entry.is_known and entry.kind == EntryKind.PURCHASE else says.action,
        "bizStep": says.step,
        "disposition": says.disposition,
        "readPoint": {"id": entry.site} if entry.site else None,
        "bizLocation": {"id": entry.site} if entry.site and entry.kind != EntryKind.DELIVERY else None,
        **_things(entry),
        **_parties(entry),
        **_more(entry),
    }
    return {name: value for name, value in told.items() if value not in (None, [], {})}


def _things(entry: Entry) -> dict[str, Any]:
    quantities = [one.told() for one in entry.things]
    if entry.kind == EntryKind.PACK:
        made = [one.told() for one in entry.made]
        return {
            "transformationID": entry.transformation_id,
            "inputQuantityList": quantities,
            "outputQuantityList": made,
        }
    if entry.kind == EntryKind.BOX:
        return {"parentID": entry.box, "childEPCs": list(entry.items), "childQuantityList": quantities}
    return {"epcList": list(entry.items), "quantityList": quantities}


def _parties(entry: Entry) -> dict[str, Any]:
    """Return from whom to whom, as far as both are known (CBV 2.0, section 7.4)."""
    pair = (entry.party, entry.own_party) if entry.kind in _SOURCED else (entry.own_party, entry.party)
    if entry.party is None or entry.kind not in (*_SOURCED, EntryKind.DELIVERY):
        return {}
    source, destination = pair
    return {
        "sourceList": [{"type": "possessing_party", "source": source}] if source else [],
        "destinationList": [{"type": "possessing_party", "destination": destination}] if destination else [],
    }


def _more(entry: Entry) -> dict[str, Any]:
    """Return what is said of the lot itself (ILMD), the note and the photograph."""
    ilmd: dict[str, Any] = {}
    if entry.lot and entry.kind in (EntryKind.HARVEST, EntryKind.PURCHASE, EntryKind.PACK) and not entry.is_known:
        ilmd["cbvmda:lotNumber"] = entry.lot
        if entry.name:
            ilmd[f"{PREFIX}:name"] = entry.name
        if entry.kind == EntryKind.HARVEST:
            ilmd["cbvmda:harvestStartDate"] = entry.at.date().isoformat()
        if entry.kind == EntryKind.PACK and entry.best_before:
            ilmd["cbvmda:itemExpirationDate"] = entry.best_before.isoformat()
        if entry.made_on and entry.kind == EntryKind.PACK:
            ilmd[f"{PREFIX}:productionDate"] = entry.made_on.isoformat()
    photo = f"ni:///sha-256;{entry.photo}" if entry.photo else None
    return {"ilmd": ilmd, f"{PREFIX}:note": entry.note, f"{PREFIX}:photo": photo}


def declaration_of(
    event: Mapping[str, Any], at: datetime, reason: str, *, why: str | None = None, corrected_by: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the event that declares another wrong: the same again, with who mends it (EPCIS 2.0, section 7.4.1.2).

    `reason` is `did_not_occur` or `incorrect_data`; `why` says it in the words of people.
    """
    declaration: dict[str, Any] = {"declarationTime": at.isoformat(timespec="seconds"), "reason": reason}
    if corrected_by:
        declaration["correctiveEventIDs"] = list(corrected_by)
    if why:
        declaration[f"{PREFIX}:why"] = why
    kept = {name: value for name, value in event.items() if name not in ("recordTime", "@context")}
    return {**kept, "errorDeclaration": declaration}

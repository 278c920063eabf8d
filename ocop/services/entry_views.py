"""The diary: entries as their subject reads them, and as their forms show them again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any, Final

import orjson
from sqlalchemy import select

from ocop.domain.entries import AMOUNT
from ocop.domain.entry_events import EntryKind, kind_of
from ocop.domain.epc_uris import canonical_uri
from ocop.domain.measures import amount_words, unit_of
from ocop.domain.refusals import NotFound
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.events import Epc, EventPhoto, TraceEvent
from ocop.models.lots import Lot
from ocop.models.partners import Partner
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.sites import Site
from ocop.models.subjects import Subject
from ocop.services.chunks import in_chunks
from ocop.services.entries import declarations_of, find_entry
from ocop.services.entry_sources import boxes_of
from ocop.services.stored_events import document_of

#: Where events tell of things with amounts, and of things one by one.
_QUANTITIES: Final = ("quantityList", "inputQuantityList", "childQuantityList", "outputQuantityList")
_SINGLES: Final = ("epcList", "inputEPCList", "childEPCs", "outputEPCList")


@dataclass(frozen=True)
class Named:
    """What a URI means to its subject. `ref` is its name in forms."""

    name: str
    code: str
    unit: str | None = None
    ref: str = ""


@dataclass(frozen=True)
class Line:
    """An entry in the diary. `things` are what it is about or takes from, `made` what came of it, in words.

    `withdrawn` is empty while it stands, else `withdrawn` or `corrected`; `kind` None is an event that no form makes.
    """

    number: int
    event_id: str
    kind: EntryKind | None
    step: str | None
    at: datetime
    day: date
    recorded_at: datetime
    who: str
    things: Sequence[str] = field(default_factory=list)
    made: Sequence[str] = field(default_factory=list)
    box: str | None = None
    party: str | None = None
    place: str | None = None
    note: str | None = None
    has_photo: bool = False
    withdrawn: str = ""


def diary_of(
    subject: Subject, base_url: str, zone: tzinfo, *, before: int | None = None, limit: int = 30
) -> tuple[list[Line], int | None]:
    """Return a page of what a subject recorded, the newest first, and the number to go on before; None at the end."""
    query = select(TraceEvent).where(TraceEvent.subject_id == subject.id, ~TraceEvent.is_declaration)
    if before is not None:
        query = query.where(TraceEvent.id < before)
    events = list(db.session.scalars(query.order_by(TraceEvent.id.desc()).limit(limit + 1)))
    return lines_of(subject, events[:limit], base_url, zone), (events[limit - 1].id if len(events) > limit else None)


def lines_of(subject: Subject, events: Sequence[TraceEvent], base_url: str, zone: tzinfo) -> list[Line]:
    """Return events as lines of the diary, as many queries for one as for many."""
    documents = {one.id: orjson.loads(one.document) for one in events}
    words = Names(subject, _uris(documents.values()), base_url)
    users = _users({one.actor_id for one in events})
    declared = declarations_of(list(documents))
    with_photo = set(db.session.scalars(select(EventPhoto.event_id).where(EventPhoto.event_id.in_(list(documents)))))
    return [
        Line(
            number=one.id, event_id=one.event_id, kind=kind_of(one.event_type, one.action, one.biz_step),
            step=one.biz_step, at=one.event_time, day=one.event_time.astimezone(zone).date(),
            recorded_at=one.record_time, who=users.get(one.actor_id, ""),
            has_photo=one.id in with_photo, **_told(documents[one.id], words),
            withdrawn="" if one.id not in declared else "corrected" if declared[one.id] else "withdrawn",
        )
        for one in events
    ]  # fmt: skip


def _told(document: Mapping[str, Any], words: "Names") -> dict[str, Any]:
    things = [words.thing(one) for name in _QUANTITIES[:3] for one in document.get(name, ())]
    things += [words.thing({"epcClass": uri}) for name in _SINGLES[:3] for uri in document.get(name, ())]
    place = document.get("readPoint") or document.get("bizLocation") or {}
    note = document.get("ocop:note")
    return {
        "things": things,
        "made": [words.thing(one) for one in document.get("outputQuantityList", ())],
        "box": words.code(document["parentID"]) if document.get("parentID") else None,
        "party": words.party(document),
        "place": words.sites.get(canonical_uri(str(place.get("id", "")))),
        "note": note if isinstance(note, str) else None,
    }


def _uris(documents: Iterable[Mapping[str, Any]]) -> set[str]:
    found = set()
    for one in documents:
        found |= {canonical_uri(entry["epcClass"]) for name in _QUANTITIES for entry in one.get(name, ())}
        found |= {canonical_uri(uri) for name in _SINGLES for uri in one.get(name, ())}
        found |= {canonical_uri(uri) for _, uri in _parties(one)}
        found |= {canonical_uri(one[place]["id"]) for place in ("readPoint", "bizLocation") if one.get(place)}
        found |= {canonical_uri(one["parentID"])} if one.get("parentID") else set()
    return found


def _parties(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the sides of an event: from whom, to whom."""
    told = [("source", one["source"]) for one in document.get("sourceList", ())]
    return told + [("destination", one["destination"]) for one in document.get("destinationList", ())]


class Names:
    """What URIs mean to one subject, read once for many events."""

    def __init__(self, subject: Subject, uris: Collection[str], base_url: str) -> None:
        """Read names of the subject's raw lots, partners and sites, and of every lot."""
        self._boxes, self._own = boxes_of(subject, base_url), f"/subjects/{subject.id}"
        self.things: dict[str, Named] = {}
        self.sites: dict[str, str] = {}
        self._partners: dict[str, tuple[str, str]] = {}
        self._site_ids: dict[str, str] = {}
        for some in in_chunks(uris):
            for raw in db.session.scalars(select(RawLot).where(RawLot.uri.in_(some))):
                self.things[raw.uri] = Named(raw.name, raw.code, raw.unit, f"raw:{raw.id}")
            self._read_lots(some, subject)
            for partner in db.session.scalars(
                select(Partner).where(Partner.uri.in_(some), Partner.subject_id == subject.id)
            ):
                self._partners[partner.uri] = (partner.name, partner.id)
            for site in db.session.scalars(select(Site).where(Site.uri.in_(some), Site.subject_id == subject.id)):
                self.sites[site.uri], self._site_ids[site.uri] = site.name, site.id

    def _read_lots(self, uris: Sequence[str], subject: Subject) -> None:
        query = (
            select(Epc.uri, Epc.main_id, Epc.lot, Product.code, Product.name, Product.subject_id, Lot.unit)
            .join(Product, Product.id == Epc.product_id)
            .outerjoin(Lot, (Lot.product_id == Epc.product_id) & (Lot.code == Epc.lot))
        )
        for uri, number, lot, code, name, owner, unit in db.session.execute(query.where(Epc.uri.in_(uris))):
            ref = f"lot:{code}:{lot}" if owner == subject.id else f"epc:{number}"
            self.things[uri] = Named(name, lot or code, unit, ref)

    def thing(self, entry: Mapping[str, Any]) -> str:
        """Return a thing with its amount in words."""
        named = self.named(entry["epcClass"])
        amount = amount_words(entry.get("quantity"), unit_of(entry.get("uom"), named.unit))
        what = f"{named.name} ({named.code})" if named.code else named.name
        return f"{amount} {what}".strip()

    def named(self, uri: str) -> Named:
        """Return what a URI means; of what nobody knows its last part."""
        uri = canonical_uri(uri)
        code = self.code(uri)
        is_box = uri.startswith((self._boxes, "https://id.gs1.org/00/"))
        return self.things.get(uri) or (Named(f"thùng {code}", "", ref=f"box:{code}") if is_box else Named(code, ""))

    def code(self, uri: str) -> str:
        """Return the last part of an address."""
        return canonical_uri(uri).removeprefix(self._boxes).rpartition("/")[2]

    def party(self, document: Mapping[str, Any]) -> str | None:
        """Return the name of the other side of an event."""
        for _, uri in _parties(document):
            if not uri.endswith(self._own):
                return self._partners.get(canonical_uri(uri), ("Một nơi khác", ""))[0]
        return None

    def partner_id(self, document: Mapping[str, Any]) -> str | None:
        """Return the id of the partner on the other side of an event."""
        uris = [canonical_uri(uri) for _, uri in _parties(document)]
        return next((self._partners[uri][1] for uri in uris if uri in self._partners), None)

    def site_id(self, document: Mapping[str, Any]) -> str | None:
        """Return the id of the site where an event happened."""
        place = document.get("readPoint") or {}
        return self._site_ids.get(canonical_uri(str(place.get("id", ""))))


def _users(ids: Collection[str]) -> dict[str, str]:
    query = select(User.id, User.name).where(User.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(query)}


def form_values(subject: Subject, event: TraceEvent, zone: tzinfo, base_url: str) -> dict[str, str]:
    """Return an entry as its form was filled in."""
    document = orjson.loads(event.document)
    words = Names(subject, _uris([document]), base_url)
    kind = kind_of(event.event_type, event.action, event.biz_step)
    at = event.event_time.astimezone(zone)
    values: dict[str, Any] = {
        "day": at.date().isoformat(),
        "time": at.strftime("%H:%M"),
        "note": document.get("ocop:note"),
        "site": words.site_id(document),
        "partner": words.partner_id(document),
    }
    own = document.get("outputQuantityList") or (
        document.get("quantityList") if kind in (EntryKind.HARVEST, EntryKind.PURCHASE, EntryKind.RECEIPT) else None
    )
    if own:
        values |= _own_values(own[0], document, words, kind)
    if kind == EntryKind.NOTE:
        values["about"] = (
            words.named(document["quantityList"][0]["epcClass"]).ref if "quantityList" in document else None
        )
    elif kind in (EntryKind.BOX, EntryKind.DELIVERY, EntryKind.DESTRUCTION, EntryKind.PACK):
        values |= _takes(document, words)
    if kind == EntryKind.BOX and (code := words.code(document["parentID"])).isdigit():
        values["box"] = code
    return {name: str(value) for name, value in values.items() if value is not None}


def form_values_of(subject: Subject, number: int, zone: tzinfo, base_url: str) -> tuple[EntryKind, dict[str, str]]:
    """Return an entry's kind and how its form was filled in. Raises NotFound `entry-unknown`, `entry-of-no-form`."""
    event = find_entry(subject, number)
    kind = kind_of(event.event_type, event.action, event.biz_step)
    if kind is None:
        raise NotFound("entry-of-no-form", "Sự kiện này không ghi từ nhật ký; hãy sửa ở phần mềm đã gửi nó.")
    return kind, form_values(subject, event, zone, base_url)


def find_line(subject: Subject, number: int, base_url: str, zone: tzinfo) -> Line:
    """Return one entry of a subject's. Raises NotFound `entry-unknown`."""
    return lines_of(subject, [find_entry(subject, number)], base_url, zone)[0]


def event_document(subject: Subject, number: int, now: datetime) -> dict[str, Any]:
    """Return an entry as the EPCIS document that other systems read."""
    return document_of([find_entry(subject, number)], now)


def _own_values(
    entry: Mapping[str, Any], document: Mapping[str, Any], words: Names, kind: EntryKind | None
) -> dict[str, Any]:
    """Return what came to be or came in, as the form asks for it."""
    named = words.named(entry["epcClass"])
    values = {
        "quantity": _number(entry.get("quantity")),
        "unit": unit_of(entry.get("uom"), named.unit),
        "name": named.name,
    }
    if kind == EntryKind.PACK:
        _, product, lot = f"{named.ref}::".split(":")[:3]
        values |= {"product": product, "lot": lot, "best_before": document.get("ilmd", {}).get(_BEST_BEFORE)}
    if kind == EntryKind.RECEIPT:
        values |= {"code": entry["epcClass"]}
    return values


_BEST_BEFORE: Final = "cbvmda:itemExpirationDate"


def _takes(document: Mapping[str, Any], words: Names) -> dict[str, str]:
    members = ("quantityList", "inputQuantityList", "childQuantityList")
    entries = [one for name in members for one in document.get(name, ())]
    found = {AMOUNT + words.named(one["epcClass"]).ref: _number(one.get("quantity")) or "" for one in entries}
    boxes = [words.named(uri).ref for uri in document.get("epcList", ())]
    return found | {ref: "1" for ref in boxes if ref}


def _number(value: float | None) -> str | None:
    return None if value is None else f"{Decimal(str(value)):f}"


def last_of(kind: EntryKind, subject: Subject) -> TraceEvent | None:
    """Return the last entry of some kind that a subject made."""
    about = (TraceEvent.subject_id == subject.id, ~TraceEvent.is_declaration)
    found = db.session.scalars(select(TraceEvent).where(*about).order_by(TraceEvent.id.desc()).limit(200))
    return next((one for one in found if kind_of(one.event_type, one.action, one.biz_step) == kind), None)

"""What the forms of the diary offer, so that most of an entry is there before anybody types: as it was last time."""

from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any, Final

from sqlalchemy import select

from ocop.domain.entry_events import EntryKind
from ocop.models.database import db
from ocop.models.raw_lots import RawLot
from ocop.models.subjects import Subject
from ocop.services.entry_sources import Source, sources_for
from ocop.services.entry_views import form_values, last_of
from ocop.services.lots import last_lot, next_lot
from ocop.services.partners import partners_of
from ocop.services.products import products_of
from ocop.services.sites import sites_of

#: What is not said again: it was of that time.
_OF_THEN: Final = ("day", "time", "note", "quantity", "lot", "best_before", "code", "box", "about")
_MOST_NAMES: Final = 8
_ORIGINS: Final = {EntryKind.HARVEST: "harvest", EntryKind.PURCHASE: "purchase"}


@dataclass(frozen=True)
class Offers:
    """What one form offers. `values` stand in its fields; `things` are names with their unit, the latest first."""

    values: dict[str, str] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    partners: list[tuple[str, str]] = field(default_factory=list)
    sites: list[tuple[str, str]] = field(default_factory=list)
    products: list[dict[str, Any]] = field(default_factory=list)
    things: list[tuple[str, str]] = field(default_factory=list)


def offers_for(kind: EntryKind, subject: Subject, today: date, zone: tzinfo, base_url: str) -> Offers:
    """Return what the form of some kind of entry offers to a subject today."""
    last = last_of(kind, subject)
    before = form_values(subject, last, zone, base_url) if last else {}
    values = {name: text for name, text in before.items() if name not in _OF_THEN and ":" not in name}
    products = _products(subject, today) if kind == EntryKind.PACK else []
    if products:
        chosen = next((one for one in products if one["code"] == values.get("product")), products[0])
        values |= {"product": chosen["code"], "lot": chosen["lot"], "best_before": chosen["best_before"] or ""}
        values["unit"] = chosen["unit"] or values.get("unit", "")
    sites = [(one.id, one.name) for one in sites_of(subject)]
    if sites and values.get("site") not in {id_ for id_, _ in sites}:
        values["site"] = sites[0][0]
    partners = [(one.id, one.name) for one in _partners(kind, subject)]
    if values.get("partner") not in {id_ for id_, _ in partners}:
        values.pop("partner", None)
    return Offers(values, sources_for(kind, subject, base_url), partners, sites, products, _things(kind, subject))


def _partners(kind: EntryKind, subject: Subject) -> list[Any]:
    if kind in (EntryKind.PURCHASE, EntryKind.RECEIPT):
        return partners_of(subject, supplies=True)
    return partners_of(subject, receives=True) if kind == EntryKind.DELIVERY else []


def _things(kind: EntryKind, subject: Subject) -> list[tuple[str, str]]:
    """Return what was harvested or bought before, with its unit, each once, the latest first."""
    if kind not in _ORIGINS:
        return []
    query = select(RawLot.name, RawLot.unit).where(RawLot.subject_id == subject.id, RawLot.origin == _ORIGINS[kind])
    rows = db.session.execute(query.order_by(RawLot.opened_at.desc()).limit(200))
    found: dict[str, str] = {}
    for name, unit in rows:
        found.setdefault(name, unit or "kg")
    return list(found.items())[:_MOST_NAMES]


def _products(subject: Subject, today: date) -> list[dict[str, Any]]:
    """Return a subject's products with what a lot of each would be like today, the last packed first."""
    found = []
    for product in products_of(subject.id):
        last, lot = last_lot(product), next_lot(product, today)
        best_before = lot.get("best_before")
        row = {
            "code": product.code, "name": product.name, "lot": lot["code"], "unit": lot.get("unit"),
            "best_before": best_before.isoformat() if best_before else None,
        }  # fmt: skip
        found.append((last.opened_at.timestamp() if last else 0, row))
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]

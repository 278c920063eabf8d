"""A story to recall: raw lots, the lots made of them, and who got those."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.partners import Partner
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.subjects import Subject
from ocop.services.epcs import lot_uri
from ocop.services.work import unit_of_work
from tests.factories import NOW
from tests.traces import BASE, change, harvest, keep, producer, ship


def raw_lot(subject: Subject, code: str, **more: Any) -> RawLot:
    """Write a raw lot of a subject down."""
    wanted = {"name": "Dừa sáp", "origin": "harvest", "made_on": date(2026, 11, 1), "opened_at": NOW} | more
    with unit_of_work():
        found = RawLot(subject_id=subject.id, code=code, uri=f"{BASE}/raw/{code}", **wanted)
        db.session.add(found)
        db.session.flush()
        found.uri = f"{BASE}/raw/{found.id}"
    return found


def partner(subject: Subject, name: str, phone: str | None = None, **more: Any) -> Partner:
    """Write a partner of a subject down."""
    with unit_of_work():
        found = Partner(
            subject_id=subject.id, name=name, name_fold=name.lower(), phone=phone, created_at=NOW, uri=name, **more
        )
        db.session.add(found)
        db.session.flush()
        found.uri = f"{BASE}/partners/{found.id}"
    return found


@dataclass
class Story:
    """Three raw lots, forty lots of four products, twelve receivers; raw lot `i % 3` went into lot `i`."""

    subject: Subject
    products: list[Product]
    raw_lots: list[RawLot]
    lots: list[tuple[Product, str]]
    partners: list[Partner]

    def of_raw(self, place: int) -> set[tuple[str, str]]:
        """Return the code and lot of what a raw lot went into."""
        return {(one.code, lot) for number, (one, lot) in enumerate(self.lots) if number % 3 == place}

    def receivers_of_raw(self, place: int) -> set[str]:
        """Return the names of who got what a raw lot went into."""
        return {self.partners[number % 12].name for number in range(40) if number % 3 == place}


def story_to_recall(make: Any, subject: Subject) -> Story:
    """Record the story through the use cases themselves; `make` are the factories."""
    by = producer(subject)
    products = [make.product(subject=subject, gtin=bool(place % 2), name=f"Món dừa {place}") for place in range(4)]
    raws = [raw_lot(subject, f"H-26110{place + 1}-1") for place in range(3)]
    partners = [partner(subject, f"Cửa hàng {place:02}", f"09010000{place:02}") for place in range(12)]
    lots = [(products[place % 4], f"L{place:02}") for place in range(40)]
    uris = [lot_uri(product, lot, BASE) for product, lot in lots]
    keep(by, *(harvest(raw.uri, 1000) for raw in raws))
    keep(by, *(change({raws[place % 3].uri: 10}, {uri: 100}, 1 + place / 100) for place, uri in enumerate(uris)))
    keep(by, *(ship({uri: 60}, partners[place % 12].uri, 3) for place, uri in enumerate(uris)))
    return Story(subject, products, raws, lots, partners)


def state_of(product: Product, lot: str) -> str:
    """Return what a lot is now."""
    found = db.session.get(Lot, (product.id, lot), populate_existing=True)
    assert found is not None
    return found.state

"""Looks: what a code opens, read in as few rows as can be: the product's story, its lot, the item of a serial."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, select

from ocop.domain.gtins import gtin14, is_gtin
from ocop.domain.lots import lot_code
from ocop.domain.product_codes import short_code
from ocop.domain.refusals import BadInput, NotFound
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.timelines import LotTimeline
from ocop.services.label_jobs import item_state
from ocop.services.lots import find_lot
from ocop.services.products import published_product
from ocop.services.scans import item_seen
from ocop.services.stories import find_story, story_facts

_LOTS, _WAYS = Lot.__table__, LotTimeline.__table__
_OF_LOT = (_WAYS.c.product_id == _LOTS.c.product_id) & (_WAYS.c.lot == _LOTS.c.code)


@dataclass(frozen=True)
class Look:
    """What somebody looks at: the facts of a product, and of a lot and an item where the code names them."""

    facts: Mapping[str, Any]
    lot: Mapping[str, Any] | None = None
    unknown_lot: str | None = None
    serial: str | None = None
    #: `issued`, `void` or `unknown`; None without a serial.
    item: str | None = None
    #: The item's place in its lot, from 1.
    number: int | None = None
    seen: Mapping[str, Any] | None = None

    @property
    def made_on(self) -> date | None:
        """The day on which the lot was made."""
        return self.lot["made_on"] if self.lot else None


def registry_engine() -> Engine:
    """Return the engine of the registry's store, to look with outside any session."""
    return db.engine


def quick_look(engine: Engine, code: str, lot: str | None) -> Look | None:
    """Return what a plain code opens, by one row or two and without a session; None where that is not enough."""
    facts = _story(engine, code)
    if facts is None or lot is None:
        return Look(facts) if facts else None
    with engine.connect() as connection:
        found = lot_facts(connection, facts["id"], lot)
    return Look(facts, found) if found else None


def look_at(code: str, lot: str | None, serial: str | None, keys: Mapping[str, bytes]) -> Look:
    """Return what a code opens. Raises NotFound `product-unknown`."""
    connection = db.session.connection()
    facts = _story(db.engine, code)
    if facts is None:
        facts = story_facts(published_product(code))
    if lot is None and serial is None:
        return Look(facts)
    found = lot_facts(connection, facts["id"], lot) if lot else None
    look = Look(facts, found, (lot or "")[:20] if lot and not found else None, serial[:24] if serial else None)
    return _with_item(look, keys) if serial else look


def product_facts(engine: Engine, gtin: str) -> dict[str, Any] | None:
    """Return the story of the product that bears a 14-digit GTIN now or bore it before; None where there is none."""
    if facts := _story(engine, gtin):
        return facts
    try:
        return story_facts(published_product(gtin))
    except NotFound:
        return None


def is_lot_of(gtin: str, lot: str) -> bool:
    """Tell whether a product has a lot, by its 14-digit GTIN and the lot's code."""
    facts = product_facts(db.engine, gtin)
    return facts is not None and lot_facts(db.session.connection(), facts["id"], lot) is not None


def _story(engine: Engine, code: str) -> dict[str, Any] | None:
    """Return the story of a code as labels carry it; what people type otherwise is looked up by its spellings."""
    try:
        if is_gtin(code):
            return find_story(engine, gtin=gtin14(code))
        return find_story(engine, code=short_code(code))
    except BadInput:
        return None


def lot_facts(connection: Connection, product_id: str, code: str) -> dict[str, Any] | None:
    """Return what the page tells of a lot; None where there is none of that code."""
    try:
        wanted = lot_code(code)
    except BadInput:
        return None
    query = select(_LOTS, _WAYS.c.facts.label("timeline")).outerjoin(_WAYS, _OF_LOT)
    query = query.where(_LOTS.c.product_id == product_id, _LOTS.c.code == wanted)
    row = connection.execute(query).mappings().first()
    return dict(row) | {"timeline": orjson.loads(row["timeline"]) if row["timeline"] else None} if row else None


def _with_item(look: Look, keys: Mapping[str, bytes]) -> Look:
    """Add what the ledger says of the serial, and how often its label was looked at."""
    assert look.serial is not None
    if look.lot is None:
        return Look(look.facts, None, look.unknown_lot, look.serial, "unknown")
    product = published_product(look.facts["product"]["code"])
    state, number = item_state(product, find_lot(product, look.lot["code"]), look.serial, keys)
    seen = item_seen(product.id, look.lot["code"], number - 1) if number else None
    return Look(look.facts, look.lot, None, look.serial, state, number, seen)

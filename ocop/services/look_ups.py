"""Look-ups: from any text on a label, typed, pasted or read by a camera, to the page it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import select

from ocop.domain.gtins import gtin14, is_gtin
from ocop.domain.lots import lot_code
from ocop.domain.refusals import BadInput, NotFound
from ocop.domain.serials import index_of
from ocop.domain.typed_codes import TypedCode, is_serial, readings_of
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.services.catalogue import path_of
from ocop.services.products import published_product

#: Longer texts are no code: a GS1 symbol holds a few hundred signs, an address of ours less.
LONGEST = 600
#: Products that share a lot's code and are offered to choose from; their owner is told to type the other code too.
MOST_CHOICES = 24
#: Products among which the one is sought whose lot a serial belongs to: each costs two HMACs.
_MOST_VOUCHED = 500


@dataclass(frozen=True)
class LookUp:
    """What a text leads to: one product, several to choose from, or none yet because a serial needs its lot."""

    products: tuple[Product, ...]
    lot: str | None = None
    serial: str | None = None

    @property
    def needs_lot(self) -> bool:
        """Tell whether only a serial was said: what vouches for it is a key of its lot."""
        return not self.products

    def path(self, product: Product) -> str:
        """Return the path of one of the products, with the lot and the serial that were said; never a host."""
        lot = f"/10/{quote(self.lot, safe='')}" if self.lot else ""
        serial = f"/21/{quote(self.serial, safe='')}" if self.serial else ""
        return path_of(product) + lot + serial


def look_up(text: str, keys: Mapping[str, bytes], *, lot: str | None = None) -> LookUp:
    """Return what a text leads to; `lot` is that of a serial typed alone, in a field of its own.

    The lot and the serial of a product that was found are passed on as they were said: its page tells what they are.
    Raises NotFound `product-unknown`, `lot-unknown` for that field, and BadInput `gtin-check-digit`, `gtin-malformed`
    for a GTIN that was mistyped.
    """
    text = text[:LONGEST]
    readings = readings_of(text)
    if lot and (lot := lot.strip()[:LONGEST]):
        readings = [TypedCode(one.code, one.lot or lot, one.serial) for one in readings]
    for reading in readings:
        if found := _found(reading, keys):
            return found
    if lot and any(one.serial for one in readings):
        raise NotFound("lot-unknown", "Không có sản phẩm nào có lô “%(lot)s”.", field="lot", lot=lot[:20])
    _check_gtins(readings)
    shown = " ".join(text.split())[:40]
    raise NotFound("product-unknown", "Không có sản phẩm nào mang mã “%(code)s”.", field="code", code=shown)


def best_of(texts: Sequence[str], keys: Mapping[str, bytes]) -> LookUp:
    """Return what the symbols of one picture lead to: of those of one product what says most, of several all.

    Raises what `look_up` raises for the first text where none leads anywhere.
    """
    found: dict[str, LookUp] = {}
    waiting: list[LookUp] = []
    refusals: list[NotFound | BadInput] = []
    for text in texts:
        try:
            one = look_up(text, keys)
        except (NotFound, BadInput) as refusal:
            refusals.append(refusal)
            continue
        if len(one.products) != 1:
            waiting.append(one)
        elif (held := found.get(one.products[0].id)) is None or _says(one) > _says(held):
            found[one.products[0].id] = one
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        return LookUp(tuple(one.products[0] for one in found.values()))
    if waiting:
        return waiting[0]
    raise refusals[0]


def _says(found: LookUp) -> int:
    return bool(found.lot) + 2 * bool(found.serial)


def _found(reading: TypedCode, keys: Mapping[str, bytes]) -> LookUp | None:
    """Return what one way to read a text leads to, if anything."""
    if reading.code:
        try:
            return LookUp((published_product(reading.code),), reading.lot, reading.serial)
        except NotFound:
            return None
    if not reading.lot:
        return LookUp((), None, reading.serial) if reading.serial and is_serial(reading.serial) else None
    products = products_with_lot(reading.lot, _MOST_VOUCHED if reading.serial else MOST_CHOICES)
    if reading.serial and len(products) > 1:
        products = _vouched(products, reading, keys) or products[:MOST_CHOICES]
    return LookUp(tuple(products), lot_code(reading.lot), reading.serial) if products else None


def products_with_lot(text: str, most: int = MOST_CHOICES) -> list[Product]:
    """Return the published products that have a lot of that code, by name."""
    try:
        code = lot_code(text)
    except BadInput:
        return []
    query = select(Product).join(Lot, Lot.product_id == Product.id).where(Lot.code == code, Product.state != "draft")
    return list(db.session.scalars(query.order_by(Product.name_fold, Product.id).limit(most)))


def _vouched(products: Sequence[Product], reading: TypedCode, keys: Mapping[str, bytes]) -> list[Product]:
    """Return the product whose lot's key made the serial."""
    for product in products:
        try:
            index_of(reading.serial or "", keys, product.code, lot_code(reading.lot or ""))
        except NotFound:
            continue
        return [product]
    return []


def _check_gtins(readings: Sequence[TypedCode]) -> None:
    """Say what is wrong with a GTIN whose check digit does not hold: it was mistyped, or misread."""
    for reading in readings:
        if reading.code and is_gtin(reading.code):
            gtin14(reading.code)

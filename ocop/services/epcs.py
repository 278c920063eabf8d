"""EPCs: the things that events name, recognised as the registry's own lots where they are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import unquote

from sqlalchemy import insert, or_, select, tuple_, update

from ocop.domain.epc_uris import canonical_uri
from ocop.models.database import db, new_numbers
from ocop.models.events import Edge, Epc, EventEpc
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.services.chunks import in_chunks

_GS1: Final = "https://id.gs1.org/"


@dataclass(frozen=True, slots=True)
class Known:
    """A thing as the registry knows it; `number` is what events and edges point at (`Epc.main_id`).

    `row` is the number of its own row where that is new.
    """

    number: int
    uri: str
    kind: str = "thing"
    product_id: str | None = None
    lot: str | None = None
    raw_lot_id: str | None = None
    subject_id: str | None = None
    row: int | None = None


def lot_uri(product: Product, lot: str, base_url: str) -> str:
    """Return how events name a lot: by GS1's keys where its product has a GTIN, else by an address of ours."""
    if product.gtin:
        return canonical_uri(f"{_GS1}01/{product.gtin}/10/{lot}")
    return f"{base_url}/t/{product.code}/10/{lot}"


def known_epcs(uris: Collection[str], *, base_url: str) -> dict[str, Known]:
    """Return what each canonical URI means; unknown ones are recognised, get a number and are not kept yet.

    The number of queries grows with five hundreds of URIs, not with URIs.
    """
    found = _kept(uris)
    missing = [uri for uri in uris if uri not in found]
    if missing:
        found |= _recognised(missing, base_url)
    return found


def _kept(uris: Iterable[str]) -> dict[str, Known]:
    columns = (Epc.uri, Epc.main_id, Epc.kind, Epc.product_id, Epc.lot, Epc.raw_lot_id, Epc.subject_id)
    found = {}
    for some in in_chunks(uris):
        for row in db.session.execute(select(*columns).where(Epc.uri.in_(some))):
            found[row.uri] = Known(row.main_id, row.uri, *row[2:])
    return found


def _recognised(uris: Sequence[str], base_url: str) -> dict[str, Known]:
    fresh = zip(uris, new_numbers(len(uris)), strict=True)
    found = {uri: Known(number, uri, _kind(uri, base_url), row=number) for uri, number in fresh}
    keys = {uri: key for uri in uris if (key := _product_key(uri, base_url))}
    products = _products({key[0] for key in keys.values()})
    for uri, (code, lot, serial) in keys.items():
        product = products.get(code)
        if product:
            kind = "item" if serial else "lot" if lot else "thing"
            found[uri] = replace(found[uri], kind=kind, product_id=product[0], lot=lot, subject_id=product[1])
    start = f"{base_url}/raw/"
    raw = {uri.removeprefix(start): uri for uri in uris if uri.startswith(start)}
    for some in in_chunks(raw):
        for raw_id, subject in db.session.execute(select(RawLot.id, RawLot.subject_id).where(RawLot.id.in_(some))):
            uri = raw[raw_id]
            found[uri] = replace(found[uri], kind="raw_lot", raw_lot_id=raw_id, subject_id=subject)
    return _joined(found)


def _kind(uri: str, base_url: str) -> str:
    if uri.startswith((f"{_GS1}00/", f"{base_url}/boxes/")):
        return "box"
    if uri.startswith((f"{base_url}/partners/", f"{_GS1}417/", "party:")):
        return "party"
    return "step" if uri.startswith("step:") else "thing"


def _product_key(uri: str, base_url: str) -> tuple[str, str | None, str | None] | None:
    """Return a product's GTIN or code, the lot and the serial in an address of GS1's shape or of ours."""
    if uri.startswith(f"{_GS1}01/"):
        code, *rest = uri.removeprefix(f"{_GS1}01/").split("/")
    elif uri.startswith(f"{base_url}/t/"):
        code, *rest = uri.removeprefix(f"{base_url}/t/").partition("?")[0].split("/")
        code = code.upper()
    else:
        return None
    pairs = dict(zip(rest[::2], map(unquote, rest[1::2]), strict=False))
    return code, pairs.get("10"), pairs.get("21")


def _products(codes: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return the ids of products and of their subjects, by GTIN and by code."""
    found = {}
    for some in in_chunks(codes):
        query = select(Product.code, Product.gtin, Product.id, Product.subject_id)
        for code, gtin, *ids in db.session.execute(query.where(or_(Product.code.in_(some), Product.gtin.in_(some)))):
            found[code] = found[gtin or code] = (ids[0], ids[1])
    return found


def _joined(found: dict[str, Known]) -> dict[str, Known]:
    """Let new names of a lot that has one mean the same as that, and several new ones the same as each other."""
    names: dict[tuple[str | None, str | None], list[str]] = {}
    for uri, one in found.items():
        if one.kind == "lot":
            names.setdefault((one.product_id, one.lot), []).append(uri)
    mains = {key: found[uris[0]].number for key, uris in names.items()}
    for some in in_chunks(names):
        query = select(Epc.product_id, Epc.lot, Epc.main_id).where(
            tuple_(Epc.product_id, Epc.lot).in_(some), Epc.kind == "lot", Epc.id == Epc.main_id
        )
        mains |= {(product_id, lot): number for product_id, lot, number in db.session.execute(query)}
    for key, uris in names.items():
        found |= {uri: replace(found[uri], number=mains[key]) for uri in uris}
    return found


def epc_rows(things: Iterable[Known]) -> list[dict[str, Any]]:
    """Return the rows of new things; a further name of a known one gets a number of its own."""
    columns = ("uri", "kind", "product_id", "lot", "raw_lot_id", "subject_id")
    return [
        {"id": one.row, "main_id": one.number, **{name: getattr(one, name) for name in columns}}
        for one in things
        if one.row is not None
    ]


def epc_of_lot(product: Product, lot: str) -> int | None:
    """Return the number that events know a lot by; None where none is about it."""
    query = select(Epc.main_id).where(Epc.product_id == product.id, Epc.lot == lot, Epc.kind == "lot")
    return db.session.scalar(query.limit(1))


def epc_of_raw_lot(raw_lot_id: str) -> int | None:
    """Return the number that events know a raw lot by; None where none is about it."""
    return db.session.scalar(select(Epc.main_id).where(Epc.raw_lot_id == raw_lot_id).limit(1))


def alias_lots(product: Product) -> int:
    """Let the lots of a product that has a GTIN now be found by GS1's keys too; return how many names were added.

    Events that named them so before the registry knew are joined with those under the registry's own names.
    """
    if not product.gtin:
        return 0
    query = select(Epc).where(Epc.product_id == product.id, Epc.kind == "lot", Epc.id == Epc.main_id)
    mains = {str(one.lot): one for one in db.session.scalars(query)}
    strangers = list(db.session.scalars(select(Epc).where(Epc.uri.startswith(f"{_GS1}01/{product.gtin}/10/"))))
    for one in strangers:
        lot = unquote(one.uri.rpartition("/")[2])
        if one.product_id is None and lot in mains:
            _join(one, mains[lot])
        elif one.product_id is None:
            one.kind, one.lot, one.product_id, one.subject_id = "lot", lot, product.id, product.subject_id
    named = {one.uri for one in strangers}
    wanted = {lot_uri(product, lot, ""): one for lot, one in mains.items()}
    rows = [
        {"id": number, "uri": uri, "main_id": one.id, "kind": "lot", "product_id": product.id, "lot": one.lot}
        | {"subject_id": one.subject_id, "raw_lot_id": None}
        for number, (uri, one) in zip(new_numbers(len(wanted)), wanted.items(), strict=True)
        if uri not in named
    ]
    if rows:
        db.session.execute(insert(Epc), rows)
    return len(rows)


def _join(stranger: Epc, main: Epc) -> None:
    """Let everything that pointed at one thing point at another, which it is."""
    for column in (EventEpc.epc_id, Edge.src, Edge.dst):
        table = column.class_
        db.session.execute(update(table).where(column == stranger.id).values({column.key: main.id}))
    stranger.main_id, stranger.kind, stranger.lot = main.id, "lot", main.lot
    stranger.product_id, stranger.subject_id = main.product_id, main.subject_id


def mapped_lots(things: Iterable[Known]) -> dict[tuple[str, str], Lot]:
    """Return the lots that things are, or are of, by product id and code."""
    wanted = {(one.product_id, one.lot) for one in things if one.product_id and one.lot}
    found = {}
    for some in in_chunks(wanted):
        for lot in db.session.scalars(select(Lot).where(tuple_(Lot.product_id, Lot.code).in_(some))):
            found[lot.product_id, lot.code] = lot
    return found

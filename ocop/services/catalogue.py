"""The catalogue: products as people and programs see them on a day, filtered, in pages."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from ocop.domain.certificates import CertificateFacts
from ocop.domain.electronic_labels import ELECTRONIC_LABEL
from ocop.domain.ratings import RECOGNISED, Rating
from ocop.domain.texts import folded
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.product_sets import ProductSet
from ocop.models.products import Product, ProductPhoto, ProductTool
from ocop.models.standings import StandingRow
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.certificates import certificates_of, current_certificate, ratings_on
from ocop.services.places import code_of
from ocop.services.products import tools_on
from ocop.services.units import within

#: What a list of products and the statistics may be narrowed by.
FILTERS = (
    "rating", "star", "subject_type", "sector", "product_set", "unit_code", "expiring_before", "expiring_from", "q",
    "subject_id", "tool", "recognised", "digital",
)  # fmt: skip


def held_on(day: date, standing: type[StandingRow] = StandingRow) -> ColumnElement[bool]:
    """Return the condition that a standing is held on a day."""
    return and_(standing.from_on <= day, or_(standing.to_on.is_(None), standing.to_on >= day))


def digital_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a product has a recorded digital tool on a day."""
    tool = aliased(ProductTool)
    return exists().where(tool.product_id == Product.id, tool.since_on <= day)


def _has_certificate(day: date, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that the product's newest certificate of a day is in force on it."""
    newer = aliased(Certificate)
    is_newer = or_(
        newer.issued_on > Certificate.issued_on,
        and_(newer.issued_on == Certificate.issued_on, newer.id > Certificate.id),
    )
    superseded = exists().where(newer.product_id == Certificate.product_id, is_newer, newer.issued_on <= day)
    return exists().where(
        Certificate.product_id == Product.id,
        Certificate.issued_on <= day,
        last_day_of_certificate() >= day,
        or_(Certificate.revoked_on.is_(None), Certificate.revoked_on > day),
        ~superseded,
        *more,
    )


def last_day_of_certificate() -> ColumnElement[date]:
    """Return the last valid day of a certificate, an extension included."""
    return func.coalesce(Certificate.extended_until, Certificate.valid_until)


def products_matching(
    query: Select[*tuple[Any, ...]], day: date, filters: Mapping[str, Any]
) -> Select[*tuple[Any, ...]]:
    """Narrow a query over Product joined with Subject and ProductSet; drafts never show."""
    query = query.where(Product.state != "draft")
    plain = {
        "subject_type": Subject.subject_type,
        "sector": ProductSet.sector_id,
        "product_set": Product.product_set,
        "subject_id": Product.subject_id,
    }
    for name, column in plain.items():
        if filters.get(name) is not None:
            query = query.where(column == filters[name])
    for condition in _conditions(day, filters):
        query = query.where(condition)
    for word in folded(filters.get("q") or "").split():
        in_product = Product.search_fold.contains(word, autoescape=True)
        query = query.where(or_(in_product, Subject.name_fold.contains(word, autoescape=True)))
    return query


def _conditions(day: date, filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.get("rating") is not None:
        found.append(_rated(day, [Rating(filters["rating"])]))
    if filters.get("recognised"):
        found.append(_rated(day, RECOGNISED))
    if filters.get("star") is not None:
        found.append(_has_certificate(day, Certificate.star == filters["star"]))
    if filters.get("expiring_before") is not None:
        found.append(_has_certificate(day, last_day_of_certificate() < filters["expiring_before"]))
    if filters.get("expiring_from") is not None:
        found.append(_has_certificate(day, last_day_of_certificate() >= filters["expiring_from"]))
    if filters.get("unit_code"):
        found.append(within(Product.unit_id, Product.former_unit_id, filters["unit_code"]))
    if filters.get("tool"):
        tool = aliased(ProductTool)
        is_wanted = and_(tool.tool == filters["tool"], tool.since_on <= day)
        found.append(exists().where(tool.product_id == Product.id, is_wanted))
    if filters.get("digital"):
        found.append(digital_on(day))
    return found


def _rated(day: date, ratings: Sequence[Rating]) -> ColumnElement[bool]:
    standing = aliased(StandingRow)  # its own rows, also inside a query that joins standings
    of_day = and_(standing.product_id == Product.id, held_on(day, standing))
    held = exists().where(of_day, standing.rating.in_(ratings))
    return or_(held, ~exists().where(of_day)) if Rating.UNRATED in ratings else held


def known_by(day: date, moment: datetime) -> ColumnElement[bool]:
    """Return the condition that a product was entered by a moment, or has a standing of the day all the same."""
    standing = aliased(StandingRow)
    held = exists().where(standing.product_id == Product.id, held_on(day, standing))
    return or_(Product.created_at <= moment, held)


def list_products(
    day: date,
    *,
    after: Sequence[str] | None = None,
    limit: int = 50,
    filters: Mapping[str, Any] | None = None,
    entered_by: datetime | None = None,
) -> tuple[list[Product], tuple[str, str] | None]:
    """Return a page of products by name, and the key to go on from, or None at the end.

    `entered_by` leaves out what was entered later, as the statistics of a past day do.
    """
    query = select(Product).join(Subject, Subject.id == Product.subject_id)
    query = query.join(ProductSet, ProductSet.id == Product.product_set)
    query = products_matching(query, day, filters or {}).order_by(Product.name_fold, Product.id)
    if entered_by is not None:
        query = query.where(known_by(day, entered_by))
    if after:
        name, product_id = after
        query = query.where(or_(Product.name_fold > name, and_(Product.name_fold == name, Product.id > product_id)))
    found = list(db.session.scalars(query.limit(limit + 1)))
    more = len(found) > limit
    found = found[:limit]
    return found, ((found[-1].name_fold, found[-1].id) if more else None)


def count_products(day: date, filters: Mapping[str, Any], *, entered_by: datetime | None = None) -> int:
    """Return how many products a filter leaves; `entered_by` as in the list."""
    query = select(func.count(Product.id)).join(Subject, Subject.id == Product.subject_id)
    query = query.join(ProductSet, ProductSet.id == Product.product_set)
    query = products_matching(query, day, filters)
    if entered_by is not None:
        query = query.where(known_by(day, entered_by))
    return db.session.scalar(query) or 0


def views_of(products: Sequence[Product], day: date, *, base_url: str) -> list[dict[str, Any]]:
    """Return products as DESIGN section 4 shows them, with the same number of queries for one and for many."""
    ids = [product.id for product in products]
    certificates = certificates_of(ids)
    shared = {
        "subjects": _named(Subject, {product.subject_id for product in products}),
        "sets": _named(ProductSet, {product.product_set for product in products}),
        "units": _units(products),
        "decisions": _named(Decision, {one.decision_id for several in certificates.values() for one in several}),
        "ratings": ratings_on(ids, day),
        "tools": tools_on(ids),
        "photos": _first_photos(ids),
    }
    return [_view(product, certificates.get(product.id, []), day, base_url, shared) for product in products]


def view_of(product: Product, day: date, *, base_url: str) -> dict[str, Any]:
    """Return one product as DESIGN section 4 shows it."""
    return views_of([product], day, base_url=base_url)[0]


def _named(model: Any, ids: set[Any]) -> dict[Any, Any]:
    """Return rows by their id."""
    return {one.id: one for one in db.session.scalars(select(model).where(model.id.in_(ids)))} if ids else {}


def _units(products: Sequence[Product]) -> dict[str, Unit]:
    ids = {product.unit_id for product in products} | {one.former_unit_id for one in products if one.former_unit_id}
    units: dict[str, Unit] = _named(Unit, ids)
    parents: dict[str, Unit] = _named(Unit, {one.parent_id for one in units.values() if one.parent_id})
    return parents | units


def _first_photos(ids: Sequence[str]) -> dict[str, str]:
    query = select(ProductPhoto).where(ProductPhoto.product_id.in_(ids))
    photos = db.session.scalars(query.order_by(ProductPhoto.position.desc(), ProductPhoto.added_at.desc()))
    return {one.product_id: one.file_hash for one in photos}


def _view(
    product: Product, certificates: Sequence[Certificate], day: date, base_url: str, shared: Mapping[str, Any]
) -> dict[str, Any]:
    subject, product_set = shared["subjects"][product.subject_id], shared["sets"][product.product_set]
    unit, former = shared["units"][product.unit_id], shared["units"].get(product.former_unit_id)
    province = shared["units"].get(unit.parent_id)
    path = path_of(product)
    photo = shared["photos"].get(product.id)
    return {
        "code": product.code,
        "name": product.name,
        "gtin": product.gtin,
        "ocop_code": product.ocop_code,
        "product_set": product.product_set,
        "product_set_name": product_set.name,
        "sector": product_set.sector_id,
        "sector_name": product_set.sector_name,
        "subject": {"id": subject.id, "name": subject.name, "subject_type": subject.subject_type},
        "unit_code": unit.code,
        "unit_name": unit.name,
        "province_name": province.name if province else None,
        "former_unit_code": former.code if former else None,
        "former_unit_name": former.name if former else None,
        "description": product.description,
        "net_weight": product.net_weight,
        **{name: getattr(product, name) for name in ELECTRONIC_LABEL},
        "state": product.state,
        "tools": [{"tool": one.tool, "since_on": one.since_on} for one in shared["tools"].get(product.id, ())],
        "rating": shared["ratings"][product.id],
        "certificate": certificate_view(certificates, day, shared["decisions"]),
        "photo_url": f"{base_url}/media/{photo}" if photo else None,
        "url": base_url + path,
        "qr_content": (base_url + path).upper(),
        "path": path,
        "version": product.version,
        "created_at": product.created_at,
        "updated_at": product.updated_at,
    }


def path_of(product: Product) -> str:
    """Return the address path that the product's label carries: its GTIN's, or its short code's."""
    return f"/01/{product.gtin}" if product.gtin else f"/t/{product.code}"


def certificate_view(
    certificates: Sequence[Certificate], day: date, decisions: Mapping[str, Decision]
) -> dict[str, Any] | None:
    """Return the newest certificate of a day with what it is on it; None if none was ever issued."""
    current = current_certificate(certificates, day)
    if current is None:
        return None
    certificate, facts = current
    return certificate_shown(certificate, facts, day, decisions[certificate.decision_id])


def certificate_shown(
    certificate: Certificate, facts: CertificateFacts, day: date, decision: Decision
) -> dict[str, Any]:
    """Return one certificate with what it is on a day."""
    return {
        "number": certificate.number,
        "star": certificate.star,
        "issued_on": certificate.issued_on,
        "valid_until": certificate.valid_until,
        "extended_until": certificate.extended_until,
        "revoked_on": certificate.revoked_on,
        "status": facts.status(day),
        "decision_number": decision.number,
        "decided_by": code_of(decision.unit_id) if decision.unit_id else None,
    }

"""Profiles: subjects as people and programs see them; more of them for their own people and offices."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select

from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import NotFound
from ocop.domain.subjects import shows_contact
from ocop.models.database import db
from ocop.models.products import Product
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.products import find_product
from ocop.services.subjects import find_subject
from ocop.services.units import area_of

#: What only the subject's own people and its offices see.
PRIVATE_FIELDS = (
    "tax_code", "representative", "email", "contact_agreed", "entered_at_desk", "confirmed_at",
    "created_at", "updated_at", "version",
)  # fmt: skip


def profiles_of(subjects: Sequence[Subject], by: Actor | None) -> list[dict[str, Any]]:
    """Return subjects as DESIGN section 4 shows them, with the same number of queries for one and for many."""
    units = _units(subjects)
    counts = _published_products([subject.id for subject in subjects])
    known = looked_after(subjects, by)
    return [_profile(subject, units, counts.get(subject.id, 0), subject.id in known) for subject in subjects]


def profile_of(subject: Subject, by: Actor | None) -> dict[str, Any]:
    """Return one subject as the asker may see it."""
    return profiles_of([subject], by)[0]


def _profile(subject: Subject, units: dict[str, Unit], products: int, is_known: bool) -> dict[str, Any]:
    unit, former = units[subject.unit_id], units.get(subject.former_unit_id or "")
    province = units.get(unit.parent_id or "")
    is_shown = is_known or shows_contact(subject.subject_type, agreed=subject.contact_agreed)
    shown = {
        "id": subject.id,
        "name": subject.name,
        "subject_type": subject.subject_type,
        "address": subject.address if is_shown else None,
        "unit_code": unit.code,
        "unit_name": unit.name,
        "province_name": province.name if province else None,
        "former_unit_code": former.code if former else None,
        "former_unit_name": former.name if former else None,
        "phone": subject.phone if is_shown else None,
        "website": subject.website,
        "story": subject.story,
        "products": products,
    }
    return shown | {name: getattr(subject, name) for name in PRIVATE_FIELDS} if is_known else shown


def _units(subjects: Sequence[Subject]) -> dict[str, Unit]:
    """Return the communes of subjects, those of before and the provinces above, by id."""
    ids = {one.unit_id for one in subjects} | {one.former_unit_id for one in subjects if one.former_unit_id}
    units = {one.id: one for one in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    above = {one.parent_id for one in units.values() if one.parent_id}
    return {one.id: one for one in db.session.scalars(select(Unit).where(Unit.id.in_(above)))} | units


def _published_products(ids: Sequence[str]) -> dict[str, int]:
    query = select(Product.subject_id, func.count(Product.id))
    query = query.where(Product.subject_id.in_(ids), Product.state != "draft").group_by(Product.subject_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def overseen_product(code: str, by: Actor, *, for_update: bool = False) -> Product:
    """Return a product whose subject the asker is, acts for or oversees; another's is not found."""
    product = find_product(code, for_update=for_update)
    if not oversees(by, product):
        raise NotFound("product-unknown", "Không có sản phẩm nào mang mã “%(code)s”.", field="code", code=code[:40])
    return product


def oversees(by: Actor | None, product: Product) -> bool:
    """Tell whether the asker is the product's subject, acts for it or oversees it."""
    return bool(looked_after([find_subject(product.subject_id)], by))


def looked_after_ids(ids: Collection[str], by: Actor) -> set[str]:
    """Return which of some subjects the asker is, acts for or oversees."""
    return looked_after(list(db.session.scalars(select(Subject).where(Subject.id.in_(ids)))), by)


def looked_after(subjects: Sequence[Subject], by: Actor | None) -> set[str]:
    """Return the ids of the subjects that the asker is, acts for or oversees."""
    if by is None:
        return set()
    if by.role == Role.PRODUCER:
        return {subject.id for subject in subjects if subject.id == by.subject_id}
    area = area_of(by)
    if area is None:
        return {subject.id for subject in subjects}
    inside = set(
        db.session.scalars(
            select(Unit.id).where(Unit.id.in_({one.unit_id for one in subjects} or {""}), Unit.id.in_(area))
        )
    )
    return {subject.id for subject in subjects if subject.unit_id in inside}

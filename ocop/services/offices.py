"""Offices: what lies in an office's area, what waits for it, and whose accounts it looks after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from ocop.domain.accounts import Actor, Role
from ocop.domain.certificates import WINDOW_CLOSES_DAYS, WINDOW_OPENS_DAYS
from ocop.domain.ratings import Rating
from ocop.domain.refusals import NotFound
from ocop.domain.texts import folded
from ocop.domain.units import Level
from ocop.models.accounts import User
from ocop.models.acts import Act
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.products import Product
from ocop.models.subjects import Subject
from ocop.models.units import Unit, UnitSuccession
from ocop.services.accounts import managed_roles
from ocop.services.catalogue import count_products
from ocop.services.subjects import find_subject
from ocop.services.units import area_of, ids_under, is_under, unit_named


@dataclass(frozen=True)
class Waiting:
    """How many things of an area want somebody's eye today."""

    expiring: int
    in_window: int
    potential: int
    unconfirmed: int


def area_code(by: Actor) -> str | None:
    """Return the code of the unit that an office looks after; None is the whole country."""
    return by.unit_id if area_of(by) is not None else None


def area_name(by: Actor) -> str | None:
    """Return the name of the unit that an office looks after; None is the whole country."""
    code = area_code(by)
    return unit_named(code).name if code else None


def narrowed(by: Actor, unit_code: str | None) -> str | None:
    """Return the unit that a list of an office is about: the one asked for if it lies in the area, or the area."""
    area = area_code(by)
    if unit_code and (area is None or is_under(unit_code, area)):
        return unit_code
    return area


def overseen_subject(by: Actor, subject_id: str) -> Subject:
    """Return a subject of the office's area; another's is not found. Raises NotFound `subject-unknown`."""
    subject = find_subject(subject_id)
    area = area_code(by)
    if area is not None and not is_under(subject.unit_id, area):
        raise NotFound("subject-unknown", "Không có chủ thể nào mang mã “%(id)s”.", id=subject_id[:40])
    return subject


def expiring_filter(day: date) -> dict[str, Any]:
    """Return the filter of what lapses within the time in which a re-evaluation may still be prepared."""
    return {"expiring_before": day + timedelta(days=WINDOW_OPENS_DAYS + 1)}


def window_filter(day: date) -> dict[str, Any]:
    """Return the filter of what may file its re-evaluation today (QĐ 26/2026/QĐ-TTg, Điều 7 khoản 6a)."""
    return expiring_filter(day) | {"expiring_from": day + timedelta(days=WINDOW_CLOSES_DAYS)}


def waiting_for(by: Actor, day: date) -> Waiting:
    """Return what waits in the office's area on a day."""
    area = {"unit_code": area_code(by)}
    return Waiting(
        expiring=count_products(day, area | expiring_filter(day)),
        in_window=count_products(day, area | window_filter(day)),
        potential=count_products(day, area | {"rating": Rating.POTENTIAL_FIVE_STAR}),
        unconfirmed=db.session.scalar(_unconfirmed(by, func.count(Subject.id))) or 0,
    )


def _unconfirmed(by: Actor, *what: Any) -> Select[Any]:
    query = select(*what).where(Subject.entered_at_desk, Subject.confirmed_at.is_(None))
    area = area_of(by)
    return query if area is None else query.where(Subject.unit_id.in_(area))


def unconfirmed_subjects(by: Actor) -> list[Subject]:
    """Return subjects entered at a desk that their household has not confirmed, the oldest first."""
    return list(db.session.scalars(_unconfirmed(by, Subject).order_by(Subject.created_at, Subject.id).limit(200)))


def accounts_of(subject_id: str) -> list[User]:
    """Return the accounts that act for a subject, the oldest first."""
    query = select(User).where(User.subject_id == subject_id)
    return list(db.session.scalars(query.order_by(User.created_at, User.id)))


def managed_users(by: Actor, q: str = "", after: str | None = None, limit: int = 50) -> tuple[list[User], str | None]:
    """Return a page of the accounts that the actor looks after, by name, and the name to go on from or None."""
    query = select(User).where(User.role.in_([str(role) for role in managed_roles(by)])).order_by(User.name)
    area = area_of(by)
    if area is not None:
        subjects = select(Subject.id).where(Subject.unit_id.in_(area))
        query = query.where(or_(User.unit_id.in_(area), User.subject_id.in_(subjects)))
    if q.strip():
        word = q.strip().lower()[:60].replace("\x00", "")
        query = query.where(
            or_(User.name.contains(word, autoescape=True), User.full_name.contains(word, autoescape=True))
        )
    if after:
        query = query.where(User.name > after.replace("\x00", ""))
    found = list(db.session.scalars(query.limit(limit + 1)))
    return found[:limit], (found[limit - 1].name if len(found) > limit else None)


def unit_names(ids: Sequence[str | None]) -> dict[str, str]:
    """Return the names of units by id."""
    wanted = {one for one in ids if one}
    return {one.id: one.name for one in db.session.scalars(select(Unit).where(Unit.id.in_(wanted)))}


def subject_names(ids: Sequence[str | None]) -> dict[str, str]:
    """Return the names of subjects by id."""
    wanted = {one for one in ids if one}
    query = select(Subject.id, Subject.name).where(Subject.id.in_(wanted))
    return {row[0]: row[1] for row in db.session.execute(query)}


def acts_on(product: Product) -> list[tuple[Act, str]]:
    """Return the acts on a product, its lots, certificates and dossiers, the newest first, each with who acted."""
    own = and_(Act.noun == "product", Act.noun_id == product.code)
    lots = and_(Act.noun == "lot", Act.noun_id.startswith(f"{product.code}/", autoescape=True))
    numbers = select(Certificate.number).where(Certificate.product_id == product.id)
    papers = and_(Act.noun == "certificate", Act.noun_id.in_(numbers))
    dossiers = and_(Act.noun == "dossier", Act.noun_id.startswith(f"HS-{product.code}-", autoescape=True))
    acts = list(
        db.session.scalars(
            select(Act).where(or_(own, lots, papers, dossiers)).order_by(Act.at.desc(), Act.id.desc()).limit(500)
        )
    )
    users = select(User.id, User.name).where(User.id.in_({act.actor_id for act in acts}))
    names = {row[0]: row[1] for row in db.session.execute(users)}
    return [(act, names.get(act.actor_id, act.actor_id)) for act in acts]


def deciders_for(by: Actor, product: Product) -> list[tuple[str, str]]:
    """Return the units that may have decided about a product and whose papers this office keeps: code and name.

    A province keeps its own and those of the provinces and districts that went into it, as far as the
    product lay in them; the Ministry stands for itself and has none. One code is named once, although two
    units of different times may bear it: the day of signing tells which is meant.
    """
    if by.role != Role.PROVINCE or not by.unit_id:
        return []
    own = unit_named(by.unit_id)
    chosen = {own.code: own.name}
    for unit in db.session.scalars(_former_deciders(own, product).order_by(Unit.level.desc(), Unit.name_fold)):
        chosen.setdefault(unit.code, unit.name)
    return list(chosen.items())


def _former_deciders(own: Unit, product: Product) -> Select[Unit]:
    """Return the former provinces and districts above the product's former commune, or all that went into its own."""
    heirs = select(UnitSuccession.former_id).where(UnitSuccession.unit_id == own.id)
    provinces = [one.id for one in db.session.scalars(select(Unit).where(Unit.id.in_(heirs)))]
    within: ColumnElement[bool] = Unit.id.in_(ids_under(provinces))
    query = select(Unit).where(within, Unit.level.in_([Level.PROVINCE, Level.DISTRICT]), Unit.valid_to.is_not(None))
    if product.former_unit_id:
        district = unit_named(product.former_unit_id).parent_id
        province = unit_named(district).parent_id if district else None
        query = query.where(Unit.id.in_([district, province]))
    return query


def suggested_name(subject: Subject) -> str:
    """Return a free account name that a household can remember: its telephone, or the words of its name."""
    digits = "".join(letter for letter in subject.phone or "" if letter.isdigit())
    stem = digits or folded(subject.name).removeprefix("ho kinh doanh ").replace(" ", "")[:24] or "chuthe"
    stem = stem if stem.isascii() and len(stem) > 1 else "chuthe"
    taken = set(db.session.scalars(select(User.name).where(User.name.startswith(stem, autoescape=True))))
    names = (stem if count == 1 else f"{stem}-{count}" for count in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)

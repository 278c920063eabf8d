"""Expiries: which certificates of an area or a subject end when, and how far each is on its way to the next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from ocop.domain.accounts import Actor, Role
from ocop.domain.certificates import CertificateFacts, renewal_window
from ocop.domain.dossiers import STATE_WORDS, DossierState
from ocop.domain.reminders import Phase, months_from, phase_on
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.dossiers import Dossier
from ocop.models.products import Product
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.catalogue import path_of
from ocop.services.units import area_of, full_name

#: Months that the calendar shows, the running one first.
MONTHS = 24
#: A dossier in one of these states has not been filed, or is no longer.
UNFILED = (DossierState.DRAFT, DossierState.RETURNED, DossierState.WITHDRAWN, DossierState.REJECTED)


@dataclass(frozen=True)
class Ending:
    """A certificate that stands for its product until it ends; `facts` are its days."""

    id: str
    number: str
    product_id: str
    version: int
    facts: CertificateFacts

    def phase(self, day: date) -> Phase:
        """Return where it stands on a day."""
        return phase_on(self.facts, day)


def endings_for(by: Actor, day: date) -> list[Ending]:
    """Return the certificates of whom the asker looks after, or of its own subject, by last day."""
    query = _standing(day)
    if by.role == Role.PRODUCER:
        query = query.where(Product.subject_id == (by.subject_id or ""))
    else:
        area = area_of(by)
        query = query if area is None else query.where(Product.unit_id.in_(area))
    return endings_of(query)


def all_endings(day: date, until: date) -> list[Ending]:
    """Return every certificate that still runs on a day and whose printed last day lies by another."""
    query = _standing(day).where(Certificate.valid_until >= day, Certificate.valid_until <= until)
    return endings_of(query)


def endings_of(query: Select[*tuple[Any, ...]]) -> list[Ending]:
    """Return the certificates of a query, by last day."""
    found = [Ending(row[0], row[1], row[2], row[3], CertificateFacts(*row[4:])) for row in db.session.execute(query)]
    return sorted(found, key=lambda one: (one.facts.last_day, one.number))


def _standing(day: date) -> Select[*tuple[Any, ...]]:
    """Return the query of certificates that nothing has revoked and none has taken the place of by a day."""
    newer = aliased(Certificate)
    query = select(
        Certificate.id, Certificate.number, Certificate.product_id, Certificate.version,
        Certificate.star, Certificate.issued_on, Certificate.valid_until, Certificate.extended_until,
    )  # fmt: skip
    query = query.join(Product, Product.id == Certificate.product_id)
    is_of_the_day = (newer.issued_on == Certificate.issued_on) & (newer.id > Certificate.id)
    is_newer = (newer.product_id == Certificate.product_id) & or_(
        newer.issued_on > Certificate.issued_on, is_of_the_day
    )
    return query.where(
        Product.state == "published",
        Certificate.issued_on <= day,
        Certificate.revoked_on.is_(None),
        ~exists().where(is_newer, newer.issued_on <= day),
    )


def phase_counts(endings: Sequence[Ending], day: date) -> dict[Phase, int]:
    """Return how many there are of each phase."""
    counted = Counter(one.phase(day) for one in endings)
    return {phase: counted[phase] for phase in Phase}


def month_counts(endings: Sequence[Ending], day: date) -> list[tuple[date, int]]:
    """Return the coming months with how many certificates end in each, from the day on."""
    counted = Counter(one.facts.last_day.replace(day=1) for one in endings if one.facts.last_day >= day)
    return [(month, counted[month]) for month in months_from(day, MONTHS)]


def ending_rows(endings: Sequence[Ending], day: date, *, base_url: str) -> list[dict[str, Any]]:
    """Return certificates with product, subject, place, window and dossier; the same queries for one and for many."""
    products = _named(Product, {one.product_id for one in endings})
    subjects = _named(Subject, {one.subject_id for one in products.values()})
    units = _named(Unit, {one.unit_id for one in products.values()} | {one.unit_id for one in subjects.values()})
    dossiers = running_dossiers(list(products))
    shown = []
    for one in endings:
        product = products[one.product_id]
        subject, dossier = subjects[product.subject_id], dossiers.get(one.product_id)
        opens, closes = renewal_window(one.facts.valid_until)
        dossier_words = None
        if dossier is not None and dossier.created_at.date() >= one.facts.issued_on:
            dossier_words = STATE_WORDS[DossierState(dossier.state)]
        shown.append(
            {
                "id": one.id, "number": one.number, "star": one.facts.star, "phase": one.phase(day),
                "code": product.code, "product": product.name, "url": base_url + path_of(product),
                "subject": subject.name, "subject_id": subject.id, "phone": subject.phone, "email": subject.email,
                "address": subject.address, "place": units[subject.unit_id], "unit_name": units[product.unit_id].name,
                "issued_on": one.facts.issued_on, "valid_until": one.facts.valid_until,
                "extended_until": one.facts.extended_until, "last_day": one.facts.last_day,
                "opens": opens, "closes": closes, "days_to_close": (closes - day).days,
                "days_left": (one.facts.last_day - day).days, "dossier": dossier_words,
            }
        )  # fmt: skip
    return shown


def running_dossiers(product_ids: Sequence[str]) -> dict[str, Dossier]:
    """Return the newest dossier of each product that has one."""
    query = select(Dossier).where(Dossier.product_id.in_(product_ids)).order_by(Dossier.created_at, Dossier.id)
    return {one.product_id: one for one in db.session.scalars(query)}


def is_filed(ending: Ending, dossier: Dossier | None) -> bool:
    """Tell whether something was filed for the product that counts for the certificate's next one."""
    return (
        dossier is not None and dossier.state not in UNFILED and dossier.created_at.date() >= ending.facts.issued_on
    )


def place_words(row: dict[str, Any]) -> str:
    """Return the subject's address as a letter has it."""
    return str(row["address"] or full_name(row["place"]))


def _named(model: Any, ids: set[str]) -> dict[str, Any]:
    return {one.id: one for one in db.session.scalars(select(model).where(model.id.in_(ids)))} if ids else {}

"""Partners: from whom a subject buys and to whom it delivers; known to it alone."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.party_numbers import gln as gln_of
from ocop.domain.refusals import Conflict, NotFound
from ocop.domain.subjects import phone as phone_of
from ocop.domain.texts import folded
from ocop.models.database import db, new_id
from ocop.models.partners import Partner
from ocop.models.subjects import Subject
from ocop.services.acts import changes, record_act
from ocop.services.subjects import acts_for
from ocop.services.timelines import refresh_timelines_of


def add_partner(
    by: Actor, now: datetime, subject: Subject, *, base_url: str, name: str, phone: str | None = None,
    address: str | None = None, gln: str | None = None, supplies: bool = False, receives: bool = False,
    is_named: bool = False,
) -> Partner:  # fmt: skip
    """Add a supplier or receiver; its URI is fixed for good, for events name it.

    Raises Conflict `partner-exists`, BadInput `phone-malformed`, `gln-malformed`, `gln-check-digit`.
    """
    if _named(subject, name) is not None:
        raise _exists(name)
    number = gln_of(gln) if gln else None
    partner_id = new_id()
    partner = Partner(
        id=partner_id, subject_id=subject.id, name=name, name_fold=folded(name),
        phone=phone_of(phone) if phone else None, address=address, gln=number, supplies=supplies, receives=receives,
        is_named=is_named, created_at=now,
        uri=f"https://id.gs1.org/417/{number}" if number else f"{base_url}/partners/{partner_id}",
    )  # fmt: skip
    db.session.add(partner)
    record_act(by, now, "add", "partner", partner_id, after={"name": name})
    db.session.flush()
    return partner


def _named(subject: Subject, name: str) -> Partner | None:
    query = select(Partner).where(Partner.subject_id == subject.id, Partner.name_fold == folded(name))
    return db.session.scalars(query.where(Partner.closed_at.is_(None)).order_by(Partner.created_at)).first()


def _exists(name: str) -> Conflict:
    return Conflict("partner-exists", "Sổ đã có “%(name)s”.", field="name", name=name)


def partner_named(
    by: Actor, now: datetime, subject: Subject, *, base_url: str, name: str, phone: str | None = None,
    supplies: bool = False, receives: bool = False,
) -> Partner:  # fmt: skip
    """Return the partner of a name, who supplies or receives from now on too; a new one where there is none."""
    partner = _named(subject, name)
    if partner is None:
        return add_partner(
            by, now, subject, base_url=base_url, name=name, phone=phone, supplies=supplies, receives=receives
        )
    wanted: dict[str, Any] = {
        "supplies": partner.supplies or supplies,
        "receives": partner.receives or receives,
        "phone": partner.phone or phone,
    }
    return change_partner(by, now, partner, **wanted)


def find_partner(subject: Subject, partner_id: str) -> Partner:
    """Return a partner of a subject. Raises NotFound `partner-unknown`, for another's too."""
    partner = db.session.get(Partner, partner_id) if len(partner_id) == 36 and "\x00" not in partner_id else None
    if partner is None or partner.subject_id != subject.id:
        raise _unknown()
    return partner


def find_own_partner(by: Actor, partner_id: str) -> Partner:
    """Return a partner of a subject that the actor may act for. Raises NotFound `partner-unknown`."""
    partner = db.session.get(Partner, partner_id) if len(partner_id) == 36 and "\x00" not in partner_id else None
    if partner is None or not acts_for(by, db.session.get_one(Subject, partner.subject_id)):
        raise _unknown()
    return partner


def _unknown() -> NotFound:
    return NotFound("partner-unknown", "Sổ của bạn không có nơi này.", field="partner")


def partners_of(
    subject: Subject, *, supplies: bool | None = None, receives: bool | None = None, closed: bool = False
) -> list[Partner]:
    """Return the partners of a subject by name; closed ones only when asked for."""
    query = select(Partner).where(Partner.subject_id == subject.id)
    query = query.where(Partner.closed_at.is_not(None) if closed else Partner.closed_at.is_(None))
    if supplies is not None:
        query = query.where(Partner.supplies.is_(supplies))
    if receives is not None:
        query = query.where(Partner.receives.is_(receives))
    return list(db.session.scalars(query.order_by(Partner.name_fold, Partner.id)))


def partner_names(ids: Collection[str]) -> dict[str, str]:
    """Return names of partners by id."""
    return {one.id: one.name for one in db.session.scalars(select(Partner).where(Partner.id.in_(ids)))}


def change_partner(by: Actor, now: datetime, partner: Partner, **fields: Any) -> Partner:
    """Change the fields given: name, phone, address, supplies, receives, is_named; public timelines follow.

    Raises Conflict `partner-exists`, BadInput `phone-malformed`.
    """
    wanted = dict(fields)
    if "name" in wanted:
        subject = db.session.get_one(Subject, partner.subject_id)
        other = _named(subject, wanted["name"])
        if other is not None and other.id != partner.id:
            raise _exists(wanted["name"])
        wanted["name_fold"] = folded(wanted["name"])
    if wanted.get("phone"):
        wanted["phone"] = phone_of(wanted["phone"])
    before, after = changes(partner, wanted)
    if after:
        for name, value in after.items():
            setattr(partner, name, value)
        partner.version += 1
        record_act(by, now, "change", "partner", partner.id, before=before, after=after)
        db.session.flush()
        if {"is_named", "name"} & set(after):
            refresh_timelines_of(partner.uri)
    return partner


def close_partner(by: Actor, now: datetime, partner: Partner) -> None:
    """Offer a partner in forms no longer; events keep naming it."""
    if partner.closed_at is None:
        partner.closed_at = now
        partner.version += 1
        record_act(by, now, "close", "partner", partner.id)
        db.session.flush()


def reopen_partner(by: Actor, now: datetime, partner: Partner) -> None:
    """Offer a partner again. Raises Conflict `partner-exists`."""
    if partner.closed_at is not None:
        if _named(db.session.get_one(Subject, partner.subject_id), partner.name) is not None:
            raise _exists(partner.name)
        partner.closed_at = None
        partner.version += 1
        record_act(by, now, "reopen", "partner", partner.id)
        db.session.flush()


def partner_view(partner: Partner) -> dict[str, Any]:
    """Return a partner as its subject and its offices see it."""
    names = (
        "id",
        "name",
        "phone",
        "address",
        "gln",
        "supplies",
        "receives",
        "is_named",
        "uri",
        "created_at",
        "version",
    )
    return {name: getattr(partner, name) for name in names} | {"closed": partner.closed_at is not None}

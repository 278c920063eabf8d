"""Subjects: registered, found, changed, confirmed; who may act for whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, NotFound
from ocop.domain.subjects import SubjectType, phone, tax_code
from ocop.domain.texts import folded
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.models.subjects import Subject
from ocop.services.acts import changes, record_act
from ocop.services.units import area_of, find_commune, find_former_commune, is_under, within

#: Fields that a request may set as they stand.
_PLAIN_FIELDS = ("representative", "address", "email", "website", "story")


def register_subject(
    by: Actor, now: datetime, *, name: str, subject_type: str, unit_code: str, **more: Any
) -> Subject:
    """Enter a subject: a producer its own, once; a commune or province one of its area.

    Raises Conflict `subject-exists`, `tax-code-taken`; NotAllowed `role-not-allowed`, `unit-not-yours`.
    """
    _check_may_register(by, unit_code)
    unit = find_commune(unit_code)
    former_code = more.pop("former_unit_code", None)
    subject = Subject(
        name=name,
        name_fold=folded(name),
        subject_type=SubjectType(subject_type),
        unit_id=unit.id,
        former_unit_id=find_former_commune(former_code, unit).id if former_code else None,
        entered_at_desk=by.role == Role.COMMUNE,
        created_at=now,
        updated_at=now,
        **_checked(more),
    )
    _check_tax_code_is_free(subject.tax_code, None)
    db.session.add(subject)
    db.session.flush()
    if by.role == Role.PRODUCER:
        _take_as_own(by, subject)
    record_act(by, now, "register", "subject", subject.id, after={"name": name, "subject_type": str(subject_type)})
    return subject


def _check_may_register(by: Actor, unit_code: str) -> None:
    if by.role == Role.PRODUCER:
        if by.subject_id is not None:
            raise Conflict("subject-exists", "Tài khoản này đã có chủ thể.")
    elif by.role in (Role.COMMUNE, Role.PROVINCE):
        find_commune(unit_code)
        if not is_under(unit_code, by.unit_id or ""):
            raise NotAllowed(
                "unit-not-yours",
                "Xã mã “%(code)s” không thuộc địa bàn của cơ quan bạn.",
                field="unit_code",
                code=unit_code,
            )
    elif by.role != Role.ADMINISTRATOR:
        raise NotAllowed("role-not-allowed", "Vai trò này không đăng ký chủ thể.")


def _take_as_own(by: Actor, subject: Subject) -> None:
    """Bind the producer's account to the subject that it just registered."""
    user = db.session.get(User, by.id, with_for_update=True)
    if user is None or user.subject_id is not None:
        raise Conflict("subject-exists", "Tài khoản này đã có chủ thể.")
    user.subject_id = subject.id
    db.session.flush()


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the free fields of a subject, each in its one true form; empty words are nothing."""
    checked = {name: fields.get(name) or None for name in _PLAIN_FIELDS if name in fields}
    if "tax_code" in fields:
        checked["tax_code"] = tax_code(fields["tax_code"]) if fields["tax_code"] else None
    if "phone" in fields:
        checked["phone"] = phone(fields["phone"]) if fields["phone"] else None
    if fields.get("contact_agreed") is not None:
        checked["contact_agreed"] = fields["contact_agreed"]
    return checked


def _check_tax_code_is_free(code: str | None, subject_id: str | None) -> None:
    if code is None:
        return
    holder = db.session.scalar(select(Subject.id).where(Subject.tax_code == code))
    if holder not in (None, subject_id):
        raise Conflict("tax-code-taken", "Mã số thuế %(code)s đã thuộc chủ thể khác.", field="tax_code", code=code)


def find_subject(subject_id: str, *, for_update: bool = False) -> Subject:
    """Return a subject by id. Raises NotFound `subject-unknown`."""
    can_be = len(subject_id) <= 36 and "\x00" not in subject_id
    subject = db.session.get(Subject, subject_id, with_for_update=for_update) if can_be else None
    if subject is None:
        raise NotFound(
            "subject-unknown", "Không có chủ thể nào mang mã “%(id)s”.", field="subject_id", id=subject_id[:40]
        )
    return subject


def acts_for(by: Actor, subject: Subject) -> bool:
    """Tell whether the actor may write in the subject's name: its own, or an office for its area."""
    if by.role == Role.PRODUCER:
        return by.subject_id == subject.id
    if by.role in (Role.COMMUNE, Role.PROVINCE):
        return is_under(subject.unit_id, by.unit_id or "")
    return by.role == Role.ADMINISTRATOR


def own_subject(by: Actor, subject_id: str, *, for_update: bool = False) -> Subject:
    """Return a subject that the actor may act for; another's is not found."""
    subject = find_subject(subject_id, for_update=for_update)
    if not acts_for(by, subject):
        raise NotFound(
            "subject-unknown", "Không có chủ thể nào mang mã “%(id)s”.", field="subject_id", id=subject_id[:40]
        )
    return subject


def update_subject(by: Actor, now: datetime, subject: Subject, **fields: Any) -> Subject:
    """Change the fields given; what is not given stays. The place moves only with its former commune checked."""
    wanted = _checked(fields)
    if "name" in fields:
        wanted |= {"name": fields["name"], "name_fold": folded(fields["name"])}
    if "subject_type" in fields:
        wanted["subject_type"] = SubjectType(fields["subject_type"])
    if "unit_code" in fields or "former_unit_code" in fields:
        wanted |= _moved(by, subject, fields)
    _check_tax_code_is_free(wanted.get("tax_code"), subject.id)
    before, after = changes(subject, wanted)
    if after:
        for name, value in after.items():
            setattr(subject, name, value)
        subject.version += 1
        subject.updated_at = now
        record_act(by, now, "change", "subject", subject.id, before=before, after=after)
        db.session.flush()
    return subject


def _moved(by: Actor, subject: Subject, fields: dict[str, Any]) -> dict[str, Any]:
    unit = find_commune(fields.get("unit_code") or subject.unit_id)
    if by.role in (Role.COMMUNE, Role.PROVINCE) and not is_under(unit.id, by.unit_id or ""):
        raise NotAllowed(
            "unit-not-yours",
            "Xã mã “%(code)s” không thuộc địa bàn của cơ quan bạn.",
            field="unit_code",
            code=unit.code,
        )
    former_code = fields.get("former_unit_code")
    former = find_former_commune(former_code, unit).id if former_code else None
    if "former_unit_code" not in fields and unit.id == subject.unit_id:
        former = subject.former_unit_id
    return {"unit_id": unit.id, "former_unit_id": former}


def confirm_subject(by: Actor, now: datetime, subject: Subject) -> Subject:
    """Note that the household itself has seen and confirmed what a desk officer entered for it."""
    if by.role != Role.PRODUCER or by.subject_id != subject.id:
        raise NotAllowed("role-not-allowed", "Chỉ chính chủ thể mới xác nhận được hồ sơ của mình.")
    if subject.confirmed_at is None:
        subject.confirmed_at = now
        subject.version += 1
        record_act(by, now, "confirm", "subject", subject.id)
    return subject


def subjects_matching(
    *, subject_type: str | None = None, unit_code: str | None = None, q: str | None = None
) -> Select[Subject]:
    """Return the query of subjects by kind, place and words without marks."""
    query = select(Subject)
    if subject_type:
        query = query.where(Subject.subject_type == subject_type)
    if unit_code:
        query = query.where(within(Subject.unit_id, Subject.former_unit_id, unit_code))
    for word in folded(q or "").split():
        query = query.where(Subject.name_fold.contains(word, autoescape=True))
    return query


def list_subjects(
    *, after: Sequence[str] | None = None, limit: int = 50, **filters: Any
) -> tuple[list[Subject], tuple[str, str] | None]:
    """Return a page of subjects by name, and the key to go on from, or None at the end."""
    query = subjects_matching(**filters).order_by(Subject.name_fold, Subject.id)
    if after:
        name, subject_id = after
        query = query.where(or_(Subject.name_fold > name, (Subject.name_fold == name) & (Subject.id > subject_id)))
    found = list(db.session.scalars(query.limit(limit + 1)))
    more = len(found) > limit
    found = found[:limit]
    return found, ((found[-1].name_fold, found[-1].id) if more else None)


def subjects_like(name: str, unit_code: str | None = None) -> list[Subject]:
    """Return subjects of the same folded name, to warn of a double entry."""
    query = select(Subject).where(Subject.name_fold == folded(name))
    if unit_code:
        query = query.where(Subject.unit_id == unit_code)
    return list(db.session.scalars(query.limit(5)))


def subjects_of_office(by: Actor) -> list[Subject]:
    """Return the latest subjects of an office's area."""
    area = area_of(by)
    query = select(Subject).order_by(Subject.created_at.desc(), Subject.id.desc())
    if area is not None:
        query = query.where(Subject.unit_id.in_(area))
    return list(db.session.scalars(query.limit(50)))


def parse_subject_type(text: str) -> SubjectType:
    """Return the kind of subject that a word names. Raises BadInput `subject-type-unknown`."""
    try:
        return SubjectType(text)
    except ValueError as fault:
        raise BadInput(
            "subject-type-unknown", "Không có loại hình chủ thể “%(text)s”.", field="subject_type", text=text[:40]
        ) from fault

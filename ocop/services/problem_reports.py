"""Problem reports: sent by whoever holds a thing, read again by reference, erased when their time is up."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from ocop.domain.problem_reports import (
    ANSWER_DAYS,
    KIND_WORDS,
    STATE_WORDS,
    ProblemKind,
    ProblemLevel,
    ProblemState,
    contact_of,
    kept_until,
    new_reference,
    reference_of,
)
from ocop.domain.refusals import BadInput, NotFound, TooMany
from ocop.domain.working_days import working_days_after
from ocop.models.database import db
from ocop.models.files import File
from ocop.models.problem_reports import ProblemReport
from ocop.models.products import Product
from ocop.models.units import Unit
from ocop.services.acts import record_act
from ocop.services.catalogue import path_of
from ocop.services.files import keep_file
from ocop.services.files import path_of as file_path_of
from ocop.services.photos import redrawn
from ocop.services.products import published_product
from ocop.services.throttles import PROBLEM_REPORTS, check_throttle, note_failure

#: What the longest code, lot and serial of an address are worth keeping.
_CODE, _LOT, _SERIAL = 60, 20, 24


@dataclass(frozen=True)
class Photo:
    """A photograph, drawn anew: WebP without metadata, its size in pixels."""

    data: bytes
    size: tuple[int, int]


def photo_of(data: bytes) -> Photo | None:
    """Return what was sent as a photograph, or None where nothing was; it takes a while, so do it outside a unit.

    Raises BadInput `photo-too-large`, `photo-unreadable`.
    """
    return Photo(*redrawn(data)) if data else None


def count_try(network: str, now: datetime) -> None:
    """Count a report of a network before it is read. Raises TooMany `too-many-problem-reports`."""
    key = f"problem-report-network:{network}"
    try:
        check_throttle(key, now)
    except TooMany as refusal:
        raise TooMany(
            "too-many-problem-reports",
            "Từ mạng của bạn vừa có nhiều phản ánh. Xin gửi lại sau %(seconds)s giây.",
            retry_after=refusal.retry_after,
            seconds=refusal.retry_after,
        ) from refusal
    note_failure(key, now, PROBLEM_REPORTS)


def file_report(
    now: datetime,
    today: date,
    *,
    kind: ProblemKind,
    words: str,
    folder: Path,
    holidays: Mapping[date, bool],
    code: str | None = None,
    lot: str | None = None,
    serial: str | None = None,
    contact: str | None = None,
    photo: Photo | None = None,
    once: str | None = None,
) -> ProblemReport:
    """Keep a report, with a deadline of five working days; the same form sent twice is one report.

    `code` is any code of a product, known or not; `folder` the data folder; `holidays` the days that are not like
    others of the week; `once` a word that the form was made with. Raises BadInput `contact-malformed`.
    """
    product = product_meant(code)
    once_hash = _once_hash(once, kind, words, code, lot, serial) if once else None
    if once_hash and (held := _sent_before(once_hash)) is not None:
        return held
    report = ProblemReport(
        reference=new_reference(), kind=kind, words=words, contact=contact_of(contact), once_hash=once_hash,
        state=ProblemState.RECEIVED, level=ProblemLevel.COMMUNE if product else ProblemLevel.PROVINCE,
        product_id=product.id if product else None, unit_id=product.unit_id if product else None,
        typed_code=_cut(code, _CODE), lot=_cut(lot, _LOT), serial=_cut(serial, _SERIAL),
        photo_hash=keep_file(photo.data, "image/webp", now, folder=folder, size=photo.size) if photo else None,
        received_at=now, received_on=today, due_on=working_days_after(today, ANSWER_DAYS, holidays),
        kept_until=kept_until(today),
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    after = {"kind": kind, "product": product.code if product else None, "due_on": report.due_on}
    record_act(None, now, "file", "problem-report", report.id, after=after)
    db.session.flush()
    return report


def product_meant(code: str | None) -> Product | None:
    """Return the product that a code stands for, or None where the registry does not know it."""
    if not (code or "").strip():
        return None
    try:
        return published_product((code or "").strip().replace("\x00", ""))
    except (NotFound, BadInput):
        return None


def _cut(text: str | None, longest: int) -> str | None:
    return (text or "").replace("\x00", "").strip()[:longest] or None


def _once_hash(*parts: str | None) -> str:
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()


def _sent_before(once_hash: str) -> ProblemReport | None:
    return db.session.scalar(select(ProblemReport).where(ProblemReport.once_hash == once_hash))


def find_report(reference: str, *, for_update: bool = False) -> ProblemReport:
    """Return the report of a reference. Raises NotFound `problem-report-unknown`."""
    try:
        query = select(ProblemReport).where(ProblemReport.reference == reference_of(reference))
    except BadInput as fault:
        raise _unknown() from fault
    report = db.session.scalar(query.with_for_update() if for_update else query)
    if report is None:
        raise _unknown()
    return report


def _unknown() -> NotFound:
    return NotFound("problem-report-unknown", "Không có phản ánh nào mang mã này. Xin xem lại từng chữ và số.")


def public_report(report: ProblemReport, today: date) -> dict[str, Any]:
    """Return what whoever knows the reference may read: never the contact, the photograph or what was told."""
    product = db.session.get(Product, report.product_id) if report.product_id else None
    return {
        "reference": report.reference,
        "kind": report.kind,
        "kind_words": KIND_WORDS[ProblemKind(report.kind)][0],
        "state": report.state,
        "state_words": STATE_WORDS[ProblemState(report.state)],
        "product": {"name": product.name, "path": path_of(product), "code": product.code} if product else None,
        "code": report.typed_code,
        "lot": report.lot,
        "office": office_name(report),
        "received_on": report.received_on,
        "due_on": report.due_on,
        "is_late": report.state == ProblemState.RECEIVED and today > report.due_on,
        "answer": report.answer,
        "answered_at": report.answered_at,
        "has_contact": report.contact is not None,
        "has_photo": report.photo_hash is not None,
        "kept_until": report.kept_until,
    }


def office_name(report: ProblemReport) -> str | None:
    """Return the unit whose turn it is to answer; None is the province where nobody knows which."""
    unit = db.session.get(Unit, report.unit_id) if report.unit_id else None
    if unit is not None and report.level == ProblemLevel.PROVINCE and unit.parent_id:
        unit = db.session.get(Unit, unit.parent_id)
    return unit.name if unit else None


def erase_contact(now: datetime, report: ProblemReport) -> None:
    """Forget how the sender can be reached, because somebody who knows the reference says so."""
    if report.contact is None:
        return
    report.contact = None
    record_act(None, now, "erase-contact", "problem-report", report.id)
    db.session.flush()


def erase_old(now: datetime, today: date) -> list[str]:
    """Forget contacts and photographs whose twelve months are over; return the hashes that nothing holds any more.

    The bytes are the caller's to drop once this is kept (`drop_contents`).
    """
    query = select(ProblemReport).where(ProblemReport.kept_until < today)
    query = query.where(or_(ProblemReport.contact.is_not(None), ProblemReport.photo_hash.is_not(None)))
    hashes = set()
    for report in db.session.scalars(query.limit(1000)).all():
        if report.photo_hash:
            hashes.add(report.photo_hash)
        report.contact = report.photo_hash = None
        record_act(None, now, "expire", "problem-report", report.id)
    db.session.flush()
    loose = sorted(one for one in hashes if not _is_held(one))
    for one in loose:
        db.session.delete(db.session.get_one(File, one))
    db.session.flush()
    return loose


def _is_held(name: str) -> bool:
    """Tell whether any row of any table points at a kept content."""
    columns = [
        column
        for table in db.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "files.hash" for key in column.foreign_keys)
    ]
    return any(db.session.scalar(select(column).where(column == name).limit(1)) is not None for column in columns)


def drop_contents(hashes: list[str], folder: Path) -> None:
    """Remove contents from the disk unless somebody has sent the same again meanwhile."""
    for name in hashes:
        if db.session.get(File, name) is None:
            file_path_of(name, folder).unlink(missing_ok=True)

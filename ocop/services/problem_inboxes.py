"""Inboxes of problem reports: which an office sees, what it does about one, and what the producer says of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, case, func, or_, select

from ocop.domain.accounts import ROLE_WORDS, Actor, Role
from ocop.domain.problem_reports import (
    KIND_WORDS,
    STATE_WORDS,
    ProblemKind,
    ProblemLevel,
    ProblemState,
    check_move,
)
from ocop.domain.refusals import Conflict, NotAllowed, NotFound
from ocop.domain.working_days import working_days_between
from ocop.models.database import db
from ocop.models.problem_reports import ProblemNote, ProblemReport
from ocop.models.products import Product
from ocop.models.units import Unit
from ocop.services.acts import record_act
from ocop.services.catalogue import path_of
from ocop.services.files import find_file
from ocop.services.problem_reports import find_report, office_name
from ocop.services.units import area_of

#: Who answers; others who look after an area only read.
ANSWERING = (Role.COMMUNE, Role.PROVINCE)


def reports_for(by: Actor) -> Select[ProblemReport]:
    """Return the query of reports that somebody may see: an office's area, a producer's own products.

    A code that the registry does not know lies nowhere, so that every province sees it.
    """
    query = select(ProblemReport)
    if by.role == Role.PRODUCER:
        products = select(Product.id).where(Product.subject_id == (by.subject_id or ""))
        return query.where(ProblemReport.product_id.in_(products))
    area = area_of(by)
    if area is None:
        return query
    is_ours = ProblemReport.unit_id.in_(area)
    return query.where(or_(is_ours, ProblemReport.unit_id.is_(None)) if by.role == Role.PROVINCE else is_ours)


def count_open(by: Actor) -> int:
    """Return how many reports still want an answer."""
    return state_counts(by)[ProblemState.RECEIVED]


def state_counts(by: Actor) -> dict[ProblemState, int]:
    """Return how many reports there are of each state."""
    held = reports_for(by).subquery()
    found = db.session.execute(select(held.c.state, func.count()).group_by(held.c.state))
    counted: Counter[str] = Counter({row[0]: row[1] for row in found})
    return {state: counted[state] for state in ProblemState}


def list_reports(
    by: Actor, state: ProblemState | None = None, *, page: int = 1, limit: int = 50
) -> tuple[list[ProblemReport], bool]:
    """Return a page of reports and whether more follow: open ones by deadline, others by when they came."""
    query = reports_for(by)
    if state is not None:
        query = query.where(ProblemReport.state == state)
    is_open = ProblemReport.state == ProblemState.RECEIVED
    order = (
        is_open.desc(),
        case((is_open, ProblemReport.due_on)),
        ProblemReport.received_at.desc(),
        ProblemReport.id,
    )
    found = list(db.session.scalars(query.order_by(*order).offset((page - 1) * limit).limit(limit + 1)))
    return found[:limit], len(found) > limit


def report_rows(reports: Sequence[ProblemReport], today: date, holidays: Mapping[date, bool]) -> list[dict[str, Any]]:
    """Return reports as lists show them, without contact; the same queries for one and for many."""
    products = _named(Product, {one.product_id for one in reports})
    units = _named(Unit, {one.unit_id for one in reports})
    rows = []
    for one in reports:
        product, unit = products.get(one.product_id), units.get(one.unit_id)
        named = {"name": product.name, "code": product.code, "path": path_of(product)} if product else None
        left = working_days_between(today, one.due_on, holidays) if one.state == ProblemState.RECEIVED else None
        rows.append(
            {
                "id": one.id, "reference": one.reference, "kind": one.kind, "state": one.state, "level": one.level,
                "kind_words": KIND_WORDS[ProblemKind(one.kind)][0],
                "state_words": STATE_WORDS[ProblemState(one.state)],
                "product": named, "unit_name": unit.name if unit else None,
                "code": one.typed_code, "lot": one.lot, "serial": one.serial,
                "received_at": one.received_at, "due_on": one.due_on, "days_left": left, "words": one.words,
                "answer": one.answer, "answered_at": one.answered_at, "has_photo": one.photo_hash is not None,
            }
        )  # fmt: skip
    return rows


def _named(model: Any, ids: set[str | None]) -> dict[str | None, Any]:
    wanted = {one for one in ids if one}
    return {one.id: one for one in db.session.scalars(select(model).where(model.id.in_(wanted)))}


def overseen_report(by: Actor, reference: str, *, for_update: bool = False) -> ProblemReport:
    """Return a report of an office's area; another's is not found. Raises NotFound `problem-report-unknown`."""
    return _seen(by, find_report(reference, for_update=for_update))


def _seen(by: Actor, report: ProblemReport) -> ProblemReport:
    if db.session.scalar(reports_for(by).where(ProblemReport.id == report.id)) is None:
        raise NotFound("problem-report-unknown", "Không có phản ánh nào như thế trong địa bàn.")
    return report


def office_report(by: Actor, report: ProblemReport, today: date, holidays: Mapping[date, bool]) -> dict[str, Any]:
    """Return a report as its office reads it, with the contact, what was noted and what may be done."""
    (row,) = report_rows([report], today, holidays)
    return row | {
        "contact": report.contact if by.role in ANSWERING else None,
        "kept_until": report.kept_until,
        "office": office_name(report),
        "notes": notes_on(report),
        "may_note": by.role in ANSWERING,
        "may_answer": may_answer(by, report),
        "may_pass_on": may_answer(by, report) and _can_be_passed_on(by, report),
    }


def notes_on(report: ProblemReport, *roles: Role) -> list[dict[str, Any]]:
    """Return what was noted, the oldest first; only by some roles where any are named."""
    query = select(ProblemNote).where(ProblemNote.report_id == report.id)
    if roles:
        query = query.where(ProblemNote.by_role.in_([str(role) for role in roles]))
    notes = db.session.scalars(query.order_by(ProblemNote.at, ProblemNote.id))
    return [
        {"at": one.at, "by": ROLE_WORDS[Role(one.by_role)], "role": one.by_role, "words": one.words} for one in notes
    ]


def may_answer(by: Actor, report: ProblemReport) -> bool:
    """Tell whether it is for this office to answer: a commune's until it is passed on, a province's always."""
    is_its_turn = by.role == Role.PROVINCE or (by.role == Role.COMMUNE and report.level == ProblemLevel.COMMUNE)
    return is_its_turn and report.state != ProblemState.CLOSED


def _can_be_passed_on(by: Actor, report: ProblemReport) -> bool:
    return by.role == Role.COMMUNE and report.level == ProblemLevel.COMMUNE and report.state == ProblemState.RECEIVED


def _check_turn(by: Actor, report: ProblemReport) -> None:
    """Raise NotAllowed `problem-report-not-yours`, Conflict `problem-report-closed`."""
    check_move(ProblemState(report.state), ProblemState.CLOSED)
    if not may_answer(by, report):
        raise NotAllowed("problem-report-not-yours", "Phản ánh này do cấp tỉnh trả lời.")


def answer_report(by: Actor, now: datetime, report: ProblemReport, *, words: str, state: ProblemState) -> None:
    """Answer a report, in words that whoever knows the reference reads; `closed` says that nothing more is done.

    An answer may be mended until the report is closed. The act keeps no words: they may name somebody.
    Raises NotAllowed `problem-report-not-yours`, Conflict `problem-report-closed`.
    """
    _check_turn(by, report)
    check_move(ProblemState(report.state), state)
    before = {"state": report.state}
    report.state, report.answer, report.answered_by, report.answered_at = state, words, by.id, now
    record_act(by, now, "answer", "problem-report", report.id, before=before, after={"state": state})
    db.session.flush()


def pass_on_report(by: Actor, now: datetime, report: ProblemReport) -> None:
    """Let the province answer what a commune cannot; the deadline stays.

    Raises NotAllowed `problem-report-not-yours`, Conflict `problem-report-closed`, `problem-report-passed-on`.
    """
    _check_turn(by, report)
    if not _can_be_passed_on(by, report):
        raise Conflict("problem-report-passed-on", "Chỉ xã chuyển lên tỉnh, khi phản ánh chưa được trả lời.")
    report.level = ProblemLevel.PROVINCE
    after = {"level": report.level}
    record_act(by, now, "pass-on", "problem-report", report.id, before={"level": ProblemLevel.COMMUNE}, after=after)
    db.session.flush()


def note_on_report(by: Actor, now: datetime, report: ProblemReport, *, words: str) -> None:
    """Note what an office did, or what the producer says of a report; only offices, and its author, read it.

    A producer's words are taken until the report is closed. Raises Conflict `problem-report-closed`.
    """
    if by.role == Role.PRODUCER:
        check_move(ProblemState(report.state), ProblemState.CLOSED)
    db.session.add(ProblemNote(report_id=report.id, at=now, by=by.id, by_role=by.role, words=words))
    record_act(by, now, "state" if by.role == Role.PRODUCER else "note", "problem-report", report.id)
    db.session.flush()


def own_report(by: Actor, report_id: str, *, for_update: bool = False) -> ProblemReport:
    """Return a report about a producer's own product, by its id. Raises NotFound `problem-report-unknown`."""
    report = db.session.get(ProblemReport, report_id[:36].replace("\x00", ""), with_for_update=for_update)
    if report is None:
        raise NotFound("problem-report-unknown", "Không có phản ánh này về sản phẩm của bạn.")
    return _seen(by, report)


def producer_rows(
    reports: Sequence[ProblemReport], today: date, holidays: Mapping[date, bool]
) -> list[dict[str, Any]]:
    """Return reports as the producer reads them: without contact, photograph or reference, with its own words."""
    query = select(ProblemNote).where(ProblemNote.report_id.in_([one.id for one in reports]))
    query = query.where(ProblemNote.by_role == Role.PRODUCER).order_by(ProblemNote.at, ProblemNote.id)
    said: dict[str, list[ProblemNote]] = {}
    for note in db.session.scalars(query):
        said.setdefault(note.report_id, []).append(note)
    rows = report_rows(reports, today, holidays)
    return [row | {"reference": None, "has_photo": None, "statements": said.get(row["id"], [])} for row in rows]


def photo_of_report(report: ProblemReport, folder: Path) -> tuple[Path, str]:
    """Return the path and media type of a report's photograph. Raises NotFound `file-unknown`."""
    if report.photo_hash is None:
        raise NotFound("file-unknown", "Không có tệp này.")
    return find_file(report.photo_hash, folder)

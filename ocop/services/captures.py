"""Captures: documents of events checked, recorded in one go, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from ocop.domain.accounts import Actor, Role
from ocop.domain.balances import Overdraw
from ocop.domain.epcis_faults import Fault, Limits
from ocop.domain.refusals import Conflict, NotFound, Unreadable
from ocop.models.captures import Capture
from ocop.models.database import db, new_id
from ocop.services.epcis_checks import Checked, validate_document
from ocop.services.events import EventsRefused, Kept, Recorded, record_events
from ocop.services.stored_events import written
from ocop.services.work import unit_of_work


class Behaviour(StrEnum):
    """What a fault in one event does to the others (GS1-Capture-Error-Behaviour)."""

    ROLLBACK = "rollback"
    PROCEED = "proceed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a service takes: its limits, and what it does where more is taken than is left."""

    limits: Limits
    overdraw: Overdraw
    base_url: str


_MOST_TOLD: Final = 100


def capture_document(by: Actor, now: datetime, body: bytes, behaviour: Behaviour, terms: Terms) -> str:
    """Check and record a document; return the id of its capture. Opens its own unit of work.

    With rollback everything is kept or nothing. Raises Unreadable `epcis-invalid` with every fault and its pointer,
    and what `epcis_checks.validate_document` raises.
    """
    checked = validate_document(body, now=now, limits=terms.limits)
    if checked.faults and (behaviour == Behaviour.ROLLBACK or not checked.events):
        raise _invalid(checked.faults, checked.more_faults)
    good = [place for place in range(len(checked.events)) if place not in checked.spoilt]
    capture_id = new_id()
    with unit_of_work():
        told = _keep(by, now, checked, good, capture_id, behaviour, terms)
        late = [
            Fault(checked.pointers[good[place]] + one.pointer, one.code, one.message)
            for place, several in told.faults.items()
            for one in several
        ]
        errors, warnings = [*checked.faults, *late], [*checked.warnings, *told.warnings]
        capture = Capture(id=capture_id, actor_id=by.id, subject_id=by.subject_id, behaviour=behaviour.value)
        capture.created_at = capture.finished_at = now
        capture.success, capture.sent = not errors, len(checked.events)
        capture.kept = sum(one is not None for one in told.kept)
        capture.errors, capture.warnings = _told(errors), _told(warnings)
        db.session.add(capture)
    return capture_id


def _keep(
    by: Actor,
    now: datetime,
    checked: Checked,
    good: Sequence[int],
    capture_id: str,
    behaviour: Behaviour,
    terms: Terms,
) -> Recorded:
    """Record the events at some places of a document."""
    try:
        return record_events(
            by,
            now,
            [checked.events[place] for place in good],
            base_url=terms.base_url,
            subject_id=by.subject_id,
            context=checked.context,
            capture_id=capture_id,
            pointers=[checked.pointers[place] for place in good],
            overdraw=terms.overdraw,
            proceed=behaviour == Behaviour.PROCEED,
        )
    except EventsRefused as refused:
        raise _with_faults(refused.faults or []) from refused


def record_event(by: Actor, now: datetime, body: bytes, terms: Terms) -> str:
    """Check and record one event; return its eventID. Opens its own unit of work.

    Raises Unreadable `epcis-invalid`, Conflict `event-exists` where the same event, or another of its name, is there.
    """
    checked = validate_document(body, now=now, limits=terms.limits)
    if checked.faults:
        raise _invalid(checked.faults, checked.more_faults)
    if len(checked.events) != 1 or checked.pointers[0]:
        raise Unreadable("event-alone", "Ở đây gửi đúng một sự kiện; tài liệu nhiều sự kiện gửi tới /epcis/capture.")
    with unit_of_work():
        kept = _recorded(by, now, checked, terms)
        if not kept.is_new:
            raise Conflict("event-exists", "Sự kiện %(id)s đã có trong sổ.", field="eventID", id=kept.event_id)
    return kept.event_id


def _recorded(by: Actor, now: datetime, checked: Checked, terms: Terms) -> Kept:
    try:
        told = record_events(
            by,
            now,
            checked.events,
            base_url=terms.base_url,
            subject_id=by.subject_id,
            context=checked.context,
            pointers=[""],
            overdraw=terms.overdraw,
        )
    except EventsRefused as refused:
        faults = refused.faults or []
        if any(one["code"] == "event-exists" for one in faults):
            raise Conflict("event-exists", str(faults[0]["message"]), field="eventID") from refused
        raise _with_faults(faults) from refused
    (kept,) = told.kept
    assert kept is not None
    return kept


def _invalid(faults: Sequence[Fault], more: int) -> Unreadable:
    return _with_faults(_told(faults), len(faults) + more)


def _with_faults(faults: list[dict[str, Any]], count: int | None = None) -> Unreadable:
    words = "Tài liệu EPCIS có %(count)s chỗ chưa đúng; chưa ghi gì."
    return Unreadable("epcis-invalid", words, faults=faults, count=count or len(faults))


def _told(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [{"field": one.pointer, "code": one.code, "message": one.message} for one in faults[:_MOST_TOLD]]


def find_capture(by: Actor, capture_id: str) -> Capture:
    """Return a capture of the asker's own, or of its subject's. Raises NotFound `capture-unknown`."""
    found = db.session.get(Capture, capture_id[:36]) if "\x00" not in capture_id else None
    if found is None or not (found.actor_id == by.id or _is_seen(by, found)):
        raise NotFound(
            "capture-unknown", "Không có lần ghi nào mang mã “%(id)s”.", field="captureID", id=capture_id[:40]
        )
    return found


def _is_seen(by: Actor, found: Capture) -> bool:
    if by.role == Role.PRODUCER:
        return found.subject_id is not None and found.subject_id == by.subject_id
    return by.role in (Role.MINISTRY, Role.AUDITOR, Role.ADMINISTRATOR)


def captures_of(by: Actor, *, after: str = "", limit: int) -> tuple[list[Capture], str | None]:
    """Return a page of the asker's own captures, the newest first, and where the next one begins."""
    query = select(Capture).where(Capture.actor_id == by.id).order_by(Capture.id.desc())
    if after:
        query = query.where(Capture.id < after)
    found = list(db.session.scalars(query.limit(limit + 1)))
    return found[:limit], (found[limit - 1].id if len(found) > limit else None)


def capture_view(capture: Capture) -> Mapping[str, Any]:
    """Return a capture as EPCIS 2.0 shows a job; `warnings`, `sent` and `kept` are the registry's own.

    `success` false means with rollback that nothing was kept, with proceed that some was not.
    """
    return {
        "captureID": capture.id,
        "createdAt": written(capture.created_at),
        "finishedAt": written(capture.finished_at) if capture.finished_at else None,
        "running": capture.finished_at is None,
        "success": capture.success,
        "captureErrorBehaviour": capture.behaviour,
        "errors": [
            {
                "type": "epcisException:ValidationException",
                "title": one["code"],
                "status": 400,
                "detail": one["message"],
                "instance": one["field"],
            }
            for one in capture.errors
        ],
        "sent": capture.sent,
        "kept": capture.kept,
        "warnings": capture.warnings,
    }

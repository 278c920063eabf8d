"""Entries by hand: said in the words of people, kept as events; taken back or mended by declarations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import exists, select

from ocop.domain.accounts import Actor
from ocop.domain.balances import Overdraw
from ocop.domain.entries import Spoken, entry_key, gist_of, identity_of, moment_of
from ocop.domain.entry_events import context_of, declaration_of, event_of, kind_of
from ocop.domain.refusals import BadInput, Conflict, NotFound, RuleBroken
from ocop.models.database import db
from ocop.models.events import EventPhoto, EventValue, Retraction, TraceEvent
from ocop.models.raw_lots import RawLot
from ocop.models.subjects import Subject
from ocop.services.acts import record_act
from ocop.services.entry_makers import Telling, entries_of
from ocop.services.epcis_checks import validate_document
from ocop.services.events import record_events
from ocop.services.files import find_file, keep_file
from ocop.services.photos import redrawn
from ocop.services.raw_lots import set_raw_lot_state

#: How far back the same work is looked for, when it seems to be told a second time.
_AGAIN: Final = timedelta(hours=12)


@dataclass(frozen=True)
class Around:
    """What an entry is kept with: the public address, the zone of its days, the folder of photographs."""

    base_url: str
    zone: tzinfo
    folder: Path
    overdraw: Overdraw = Overdraw.WARN


@dataclass(frozen=True)
class Told:
    """An entry as it is kept; `is_new` is false where the same was there. `warnings` are words for people."""

    number: int
    is_new: bool
    warnings: Sequence[str] = field(default_factory=list)


def record_entry(
    by: Actor,
    now: datetime,
    subject: Subject,
    spoken: Spoken,
    around: Around,
    *,
    photo: bytes | None = None,
    corrects: int | None = None,
) -> Told:
    """Keep what somebody of a subject says was done; the same key again is the same entry, kept once.

    `subject` is locked by its caller, so that two telephones speak one after the other. With `corrects` the entry
    takes the place of that one. Raises the refusals of `entry_makers` and `entry_sources`, BadInput
    `entry-in-future`, `photo-…`, `entry-refused`, Conflict `entry-repeated`, and what `record_events` raises.
    """
    event_id = f"urn:uuid:{identity_of(subject.id, entry_key(spoken.key))}"
    if (kept := _kept(event_id)) is not None:
        return Told(kept.id, is_new=False)
    at = moment_of(spoken, now, around.zone)
    original = None if corrects is None else find_entry(subject, corrects)
    raw_lot = None if original is None else _made_by(subject, original)
    if original is not None:
        _check_kind(original, spoken)
        _declare(by, now, subject, original, around, why=spoken.note, corrected_by=[event_id])
    name = _kept_photo(photo, now, around.folder)
    telling = Telling(by, now, subject, spoken, at, around.base_url, event_id, name, raw_lot)
    events = [event_of(one) for one in entries_of(telling)]
    _check(events, around, now)
    if not spoken.anyway and original is None:
        _find_again(subject, events[0], now)
    recorded = record_events(
        by, now, events, base_url=around.base_url, subject_id=subject.id,
        context=context_of(around.base_url), overdraw=around.overdraw,
    )  # fmt: skip
    number = recorded.kept[0].number if recorded.kept[0] else 0
    if name or (original is not None and (name := _photo_of(original.id))):
        db.session.add(EventPhoto(event_id=number, file_hash=name))
        db.session.flush()
    return Told(number, is_new=True, warnings=[one.message for one in recorded.warnings])


def _kept(event_id: str) -> TraceEvent | None:
    query = select(TraceEvent).where(TraceEvent.event_id == event_id, ~TraceEvent.is_declaration)
    return db.session.scalars(query).first()


def _check_kind(original: TraceEvent, spoken: Spoken) -> None:
    """Let a correction be of the same kind as what it corrects. Raises BadInput `entry-kind-differs`."""
    if kind_of(original.event_type, original.action, original.biz_step) != spoken.kind:
        raise BadInput(
            "entry-kind-differs", "Chỉ sửa được bằng một việc cùng loại; hãy báo ghi nhầm rồi ghi việc mới."
        )


def _kept_photo(data: bytes | None, now: datetime, folder: Path) -> str | None:
    if not data:
        return None
    drawn, size = redrawn(data)
    return keep_file(drawn, "image/webp", now, folder=folder, size=size)


def _photo_of(number: int) -> str | None:
    return db.session.scalar(select(EventPhoto.file_hash).where(EventPhoto.event_id == number).limit(1))


def _check(events: Sequence[dict[str, Any]], around: Around, now: datetime) -> None:
    """Hold events against the same rules as those that others send. Raises BadInput `entry-refused`."""
    for event in events:
        found = validate_document({"@context": context_of(around.base_url), **event}, now=now).faults
        if found:
            told = [{"field": None, "code": one.code, "message": one.message} for one in found]
            raise BadInput("entry-refused", "Việc này không ghi được; xem lại ngày và số lượng.", faults=told)


def _find_again(subject: Subject, event: dict[str, Any], now: datetime) -> None:
    """Refuse what was told a moment ago, word for word. Raises Conflict `entry-repeated`."""
    query = select(TraceEvent).where(
        TraceEvent.subject_id == subject.id,
        TraceEvent.record_time >= now - _AGAIN,
        TraceEvent.event_type == event["type"],
        TraceEvent.biz_step == event["bizStep"],
        ~TraceEvent.is_declaration,
        ~exists().where(Retraction.event_id == TraceEvent.id),
    )
    gist = gist_of(event)
    for one in db.session.scalars(query.order_by(TraceEvent.record_time.desc()).limit(50)):
        if gist_of(orjson.loads(one.document)) == gist:
            words = "Hôm nay đã ghi một việc giống hệt. Nếu là việc khác, hãy chọn “Vẫn ghi” rồi gửi lại."
            raise Conflict("entry-repeated", words, field="anyway")


def find_entry(subject: Subject, number: int) -> TraceEvent:
    """Return an event that a subject recorded, by its number. Raises NotFound `entry-unknown`."""
    event = db.session.get(TraceEvent, number) if 0 < number < 2**63 else None
    if event is None or event.subject_id != subject.id or event.is_declaration:
        raise NotFound("entry-unknown", "Nhật ký của bạn không có việc này.")
    return event


def withdraw_entry(
    by: Actor, now: datetime, subject: Subject, number: int, around: Around, *, why: str | None = None
) -> None:
    """Take an entry back: it was not so. It stays to be read, and counts no more.

    Raises NotFound `entry-unknown`, RuleBroken `entry-withdrawn`.
    """
    event = find_entry(subject, number)
    _declare(by, now, subject, event, around, why=why)
    raw_lot = _made_by(subject, event)
    if raw_lot is not None and raw_lot.state == "open":
        set_raw_lot_state(by, now, raw_lot, "closed")


def _declare(
    by: Actor, now: datetime, subject: Subject, event: TraceEvent, around: Around, *,
    why: str | None = None, corrected_by: Sequence[str] = (),
) -> None:  # fmt: skip
    if db.session.get(Retraction, event.id) is not None:
        raise RuleBroken("entry-withdrawn", "Việc này đã được báo ghi nhầm rồi.")
    reason = "incorrect_data" if corrected_by else "did_not_occur"
    told = orjson.loads(event.document)
    declaration = declaration_of(told, now.astimezone(around.zone), reason, why=why, corrected_by=corrected_by)
    record_events(
        by, now, [declaration], base_url=around.base_url, subject_id=subject.id, context=context_of(around.base_url)
    )
    record_act(by, now, "withdraw", "entry", str(event.id), why=why)


def _made_by(subject: Subject, event: TraceEvent) -> RawLot | None:
    """Return the raw lot that an entry brought into being."""
    if event.event_type != "ObjectEvent" or event.action != "ADD":
        return None
    uris = [one["epcClass"] for one in orjson.loads(event.document).get("quantityList", ())]
    return db.session.scalars(select(RawLot).where(RawLot.uri.in_(uris), RawLot.subject_id == subject.id)).first()


def photo_of_entry(subject: Subject, number: int, folder: Path) -> tuple[Path, str]:
    """Return the file and the media type of an entry's photograph. Raises NotFound `file-unknown`."""
    find_entry(subject, number)
    return find_file(_photo_of(number) or "", folder)


def declarations_of(numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return by what entries that are taken back were replaced, by their numbers; an empty list where by nothing."""
    found: dict[int, list[str]] = {}
    query = select(Retraction.event_id, EventValue.value).outerjoin(
        EventValue,
        (EventValue.event_id == Retraction.declaration_id) & (EventValue.name == "correctiveEventID"),
    )
    for number, corrected_by in db.session.execute(query.where(Retraction.event_id.in_(numbers))):
        found.setdefault(number, []).extend([corrected_by] if corrected_by else [])
    return found

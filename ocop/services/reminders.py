"""Reminders: made once each when they fall due, shown in both rooms until somebody has seen them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ocop.domain.accounts import OPERATOR, Actor, Role
from ocop.domain.certificates import WINDOW_OPENS_DAYS
from ocop.domain.refusals import NotFound
from ocop.domain.reminders import REMINDER_WORDS, ReminderKind, due_on, kind_due
from ocop.models.database import db, new_id
from ocop.models.reminders import Reminder
from ocop.services.acts import record_act
from ocop.services.expiries import Ending, all_endings, ending_rows, endings_for, is_filed, running_dossiers

#: An e-mail about what was made longer ago is not worth sending.
MAILED_WITHIN = timedelta(days=7)
#: Offices whose area the reminders of are theirs to see.
_OFFICES = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY)


def make_reminders(now: datetime, today: date, *, base_url: str = "", dry_run: bool = False) -> list[dict[str, Any]]:
    """Make the reminders that have fallen due and were not made yet, and return them; safe to run at any time.

    Of what a gap left out only the newest is made; whose dossier is filed is reminded of nothing.
    """
    due = {one.id: (one, kind) for one, kind in _due(today)}
    made = select(Reminder.certificate_id, Reminder.kind).where(Reminder.certificate_id.in_(list(due)))
    for certificate_id, kind in db.session.execute(made):
        if due.get(certificate_id, (None, None))[1] == kind:
            del due[certificate_id]
    wanted = list(due.values())
    if not dry_run:
        kept = _insert(wanted, now)
        wanted = [(one, kind) for one, kind in wanted if one.id in kept]
        for one, kind in wanted:
            record_act(OPERATOR, now, "remind", "certificate", one.number, after={"kind": kind})
        db.session.flush()
    return _told(wanted, today, base_url)


def _due(today: date) -> list[tuple[Ending, ReminderKind]]:
    endings = all_endings(today, today + timedelta(days=WINDOW_OPENS_DAYS))
    dossiers = running_dossiers([one.product_id for one in endings])
    found = []
    for one in endings:
        kind = kind_due(one.facts.valid_until, today)
        if kind is not None and not is_filed(one, dossiers.get(one.product_id)):
            found.append((one, kind))
    return found


def _insert(wanted: Sequence[tuple[Ending, ReminderKind]], now: datetime) -> set[str]:
    """Insert reminders and return the certificates whose were new: two runs at once make each once."""
    if not wanted:
        return set()
    table = Reminder.__table__
    assert isinstance(table, Table)
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    rows = [
        {
            "id": new_id(), "certificate_id": one.id, "kind": str(kind),
            "due_on": due_on(kind, one.facts.valid_until), "made_at": now,
        }
        for one, kind in wanted
    ]  # fmt: skip
    kept = set()
    for row in rows:
        statement = insert(table).values(**row)
        statement = statement.on_conflict_do_nothing(index_elements=["certificate_id", "kind"])
        if db.session.execute(statement.returning(table.c.id)).first() is not None:
            kept.add(str(row["certificate_id"]))
    return kept


def _told(wanted: Sequence[tuple[Ending, ReminderKind]], today: date, base_url: str) -> list[dict[str, Any]]:
    rows = ending_rows([one for one, _ in wanted], today, base_url=base_url)
    return [
        {
            "certificate": row["number"], "product": row["code"], "name": row["product"], "subject": row["subject"],
            "kind": str(kind), "due_on": due_on(kind, one.facts.valid_until),
            "valid_until": one.facts.valid_until, "has_email": bool(row["email"]),
        }
        for row, (one, kind) in zip(rows, wanted, strict=True)
    ]  # fmt: skip


def reminders_for(by: Actor, day: date, *, base_url: str, limit: int = 2000) -> list[dict[str, Any]]:
    """Return the reminders that the asker has not marked as seen, the newest of each certificate, by day."""
    if by.role != Role.PRODUCER and by.role not in _OFFICES:
        return []
    seen = Reminder.seen_at if by.role == Role.PRODUCER else Reminder.office_seen_at
    endings = {one.id: one for one in endings_for(by, day) if one.facts.last_day >= day}
    newest: dict[str, Reminder] = {}
    recent = Reminder.due_on > day - timedelta(days=WINDOW_OPENS_DAYS * 2)
    for reminder in db.session.scalars(select(Reminder).where(recent).order_by(Reminder.due_on)):
        if reminder.certificate_id in endings:
            newest[reminder.certificate_id] = reminder
    unseen = [one for one in newest.values() if getattr(one, seen.key) is None]
    unseen.sort(key=lambda one: (endings[one.certificate_id].facts.valid_until, one.id))
    rows = ending_rows([endings[one.certificate_id] for one in unseen[:limit]], day, base_url=base_url)
    return [
        {**row, "reminder": one.id, "kind": one.kind, "words": REMINDER_WORDS[ReminderKind(one.kind)]}
        for row, one in zip(rows, unseen, strict=False)
    ]


def see_reminder(by: Actor, now: datetime, today: date, reminder_id: str) -> None:
    """Mark a reminder of one's own, or of one's area, as seen. Raises NotFound `reminder-unknown`."""
    is_id = len(reminder_id) <= 36 and "\x00" not in reminder_id
    reminder = db.session.get(Reminder, reminder_id, with_for_update=True) if is_id else None
    known = {one.id: one.number for one in endings_for(by, today)}
    if reminder is None or reminder.certificate_id not in known:
        raise NotFound("reminder-unknown", "Không có lời nhắc này.")
    _seen(by, now, reminder, known[reminder.certificate_id])
    db.session.flush()


def see_reminders(by: Actor, now: datetime, today: date) -> int:
    """Mark everything that waits to be seen as seen; return how many there were."""
    waiting = {one["reminder"]: one["number"] for one in reminders_for(by, today, base_url="")}
    query = select(Reminder).where(Reminder.id.in_(list(waiting))).order_by(Reminder.id).with_for_update()
    for reminder in db.session.scalars(query):
        _seen(by, now, reminder, waiting[reminder.id])
    db.session.flush()
    return len(waiting)


def _seen(by: Actor, now: datetime, reminder: Reminder, number: str) -> None:
    name = "seen" if by.role == Role.PRODUCER else "office_seen"
    if getattr(reminder, f"{name}_at") is None:
        setattr(reminder, f"{name}_at", now)
        setattr(reminder, f"{name}_by", by.id)
        record_act(by, now, "see-reminder", "certificate", number, after={"kind": reminder.kind})


def claim_mails(now: datetime, today: date, *, base_url: str) -> list[tuple[str, dict[str, Any]]]:
    """Return reminders that want an e-mail, each with what it is about, and note that it is being tried now."""
    query = select(Reminder).where(Reminder.mailed_at.is_(None), Reminder.made_at > now - MAILED_WITHIN)
    waiting = {
        one.certificate_id: one for one in db.session.scalars(query.order_by(Reminder.due_on).with_for_update())
    }
    endings = [one for one in all_endings(today, date.max) if one.id in waiting] if waiting else []
    claimed = []
    for row in ending_rows(endings, today, base_url=base_url):
        reminder = waiting[row["id"]]
        if row["email"]:
            reminder.mailed_at = now
            claimed.append((reminder.id, {**row, "kind": reminder.kind}))
    db.session.flush()
    return claimed


def unclaim_mail(reminder_id: str) -> None:
    """Note that an e-mail did not go out, so that it is tried again."""
    db.session.execute(update(Reminder).where(Reminder.id == reminder_id).values(mailed_at=None))

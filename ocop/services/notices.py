"""Notices: made with the act that they tell of, shown on top of a room until somebody saw them, sent by e-mail."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, func, select, update

from ocop.domain.accounts import Actor, Role
from ocop.domain.notices import NoticeKind, notice_words
from ocop.domain.refusals import NotFound
from ocop.models.database import db
from ocop.models.notices import Notice
from ocop.models.subjects import Subject
from ocop.services.acts import record_act

#: An e-mail about what happened longer ago is not worth sending.
MAILED_WITHIN = timedelta(days=7)


def make_notices(
    by: Actor,
    now: datetime,
    kind: NoticeKind,
    about: Mapping[str, Any],
    *,
    subject_ids: Iterable[str] = (),
    unit_ids: Iterable[str] = (),
) -> None:
    """Let subjects, and the offices of units, hear of something; who does it himself is not told of it."""
    readers = [("subject_id", one) for one in subject_ids if one != by.subject_id or by.role != Role.PRODUCER]
    readers += [("unit_id", one) for one in unit_ids if one != by.unit_id]
    for column, reader in readers:
        db.session.add(Notice(kind=str(kind), about=dict(about), made_at=now, **{column: reader}))
        noun = "subject" if column == "subject_id" else "unit"
        record_act(by, now, "notify", noun, reader, after={"kind": str(kind)}, why=about.get("reason"))
    db.session.flush()


def notices_for(by: Actor, *, limit: int = 20) -> list[dict[str, Any]]:
    """Return what the asker has not seen yet, the newest first, each with a title and what to do."""
    query = select(Notice).where(_for(by), Notice.seen_at.is_(None)).order_by(Notice.made_at.desc(), Notice.id.desc())
    return [_view(one) for one in db.session.scalars(query.limit(limit))]


def count_notices(by: Actor) -> int:
    """Return how many notices the asker has not seen yet."""
    query = select(func.count()).select_from(Notice).where(_for(by), Notice.seen_at.is_(None))
    return db.session.scalar(query) or 0


def see_notice(by: Actor, now: datetime, notice_id: str) -> None:
    """Mark a notice of one's own as seen; twice is once. Raises NotFound `notice-unknown`."""
    is_id = len(notice_id) <= 36 and "\x00" not in notice_id
    query = select(Notice).where(Notice.id == notice_id, _for(by)).with_for_update()
    notice = db.session.scalar(query) if is_id else None
    if notice is None:
        raise NotFound("notice-unknown", "Không có thông báo này.")
    if notice.seen_at is None:
        notice.seen_at, notice.seen_by = now, by.id
        record_act(by, now, "see", "notice", notice.id, after={"kind": notice.kind})
        db.session.flush()


def _for(by: Actor) -> ColumnElement[bool]:
    """Return which notices are the asker's: his subject's, or those of the unit that his office is."""
    if by.role == Role.PRODUCER and by.subject_id:
        return Notice.subject_id == by.subject_id
    if by.role in (Role.COMMUNE, Role.PROVINCE) and by.unit_id:
        return Notice.unit_id == by.unit_id
    return false()


def _view(notice: Notice) -> dict[str, Any]:
    title, words = notice_words(notice.kind, notice.about)
    return {
        "id": notice.id,
        "kind": notice.kind,
        "title": title,
        "words": words,
        "lots": notice.about["lots"],
        "at": notice.made_at,
    }


def claim_notice_mails(now: datetime) -> list[tuple[str, str, str, str]]:
    """Return notices that want an e-mail as id, address, title and text, and note that each is being tried now."""
    query = select(Notice, Subject.name, Subject.email).join(Subject, Subject.id == Notice.subject_id)
    query = query.where(Notice.mailed_at.is_(None), Notice.made_at > now - MAILED_WITHIN, Subject.email.is_not(None))
    claimed = []
    rows = db.session.execute(query.order_by(Notice.made_at, Notice.id).with_for_update(of=Notice))
    for notice, name, email in rows:
        notice.mailed_at = now
        title, words = notice_words(notice.kind, notice.about)
        text = f"Kính gửi {name},\n\n{words}\n\nThư này do Sổ đăng ký OCOP gửi tự động; xin không trả lời."
        claimed.append((notice.id, str(email), f"OCOP: {title}".replace("\n", " ")[:200], text))
    db.session.flush()
    return claimed


def unclaim_notice_mail(notice_id: str) -> None:
    """Note that an e-mail did not go out, so that it is tried again."""
    db.session.execute(update(Notice).where(Notice.id == notice_id).values(mailed_at=None))

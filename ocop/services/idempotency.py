"""Answers kept under an Idempotency-Key, so that a repeated POST changes nothing and says the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from ocop.domain.refusals import Conflict, RuleBroken
from ocop.models.database import db
from ocop.models.requests import IdempotentAnswer

#: A request that has not answered by then is taken for dead.
RUNNING_FOR = timedelta(seconds=60)


@dataclass(frozen=True)
class StoredAnswer:
    """An answer as it was given."""

    status: int
    headers: str
    body: bytes


def begin_answer(actor_id: str, key: str, request_hash: str, now: datetime) -> StoredAnswer | None:
    """Return the answer given before, or None and claim the key for this request.

    Raises RuleBroken `idempotency-key-reused` for another request under the key and Conflict
    `idempotency-running` while the first still runs.
    """
    kept = db.session.get(IdempotentAnswer, (actor_id, key), with_for_update=True)
    if kept is None:
        db.session.add(IdempotentAnswer(actor_id=actor_id, key=key, request_hash=request_hash, made_at=now))
        db.session.flush()
        return None
    if kept.request_hash != request_hash:
        raise RuleBroken("idempotency-key-reused", "Idempotency-Key này đã dùng cho một yêu cầu khác.")
    if kept.status is not None:
        return StoredAnswer(kept.status, kept.headers or "", kept.body or b"")
    if now - kept.made_at < RUNNING_FOR:
        raise Conflict("idempotency-running", "Yêu cầu cùng Idempotency-Key đang chạy.")
    kept.made_at = now
    db.session.flush()
    return None


def keep_answer(actor_id: str, key: str, *, status: int, headers: str, body: bytes) -> None:
    """Keep the answer beside the change that it tells of, in the same transaction."""
    kept = db.session.get(IdempotentAnswer, (actor_id, key))
    assert kept is not None
    kept.status, kept.headers, kept.body = status, headers, body
    db.session.flush()


def purge_answers(before: datetime) -> None:
    """Drop answers older than a moment."""
    db.session.execute(delete(IdempotentAnswer).where(IdempotentAnswer.made_at < before))

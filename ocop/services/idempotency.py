"""Answers that are given again: a POST repeated with the same key changes nothing twice.

A key is claimed in a unit of work of its own, so that a second request sees the first one running; the
answer is kept in the same transaction as the change. A claim whose request was refused is given up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from ocop.domain.refusals import Conflict, RuleBroken
from ocop.models.database import db
from ocop.models.requests import IdempotentAnswer

#: A request that has run longer than this died with its worker.
RUNS_AT_MOST = timedelta(seconds=60)


@dataclass(frozen=True)
class StoredAnswer:
    """An answer as it was given; `headers` is JSON text."""

    status: int
    headers: str
    body: bytes


def begin_answer(actor_id: str, key: str, request_hash: str, now: datetime) -> StoredAnswer | None:
    """Claim a key, and return None to go on, or the answer that the same request had before.

    Raises RuleBroken `idempotency-key-reused` for another request, Conflict `idempotency-running` while the
    same one runs; one that has run for over 60 s is taken over.
    """
    held = db.session.get(IdempotentAnswer, (actor_id, key), with_for_update=True)
    if held is None:
        _claim(IdempotentAnswer(actor_id=actor_id, key=key, request_hash=request_hash, made_at=now))
        return None
    if held.request_hash != request_hash:
        raise RuleBroken("idempotency-key-reused", "Idempotency-Key này đã dùng cho một yêu cầu khác.")
    if held.status is not None:
        return StoredAnswer(held.status, held.headers or "{}", held.body or b"")
    if now - held.made_at < RUNS_AT_MOST:
        raise _running()
    held.made_at = now
    db.session.flush()
    return None


def _claim(answer: IdempotentAnswer) -> None:
    """Enter a claim; where two come at once the store lets one of them in."""
    try:
        with db.session.begin_nested():
            db.session.add(answer)
    except IntegrityError as fault:
        raise _running() from fault


def _running() -> Conflict:
    return Conflict("idempotency-running", "Yêu cầu cùng Idempotency-Key đang chạy; xin đợi rồi hỏi lại.")


def keep_answer(actor_id: str, key: str, claimed_at: datetime, answer: StoredAnswer) -> None:
    """Keep the answer of a change, in the transaction of the change.

    Raises Conflict `idempotency-running` if the claim was taken over meanwhile: the change must not be made twice.
    """
    held = db.session.get(IdempotentAnswer, (actor_id, key), with_for_update=True)
    if held is None or held.made_at != claimed_at or held.status is not None:
        raise _running()
    held.status, held.headers, held.body = answer.status, answer.headers, answer.body
    db.session.flush()


def forget_answer(actor_id: str, key: str, claimed_at: datetime) -> None:
    """Give up a claim whose request was refused, so that a mended one may use the key again."""
    mine = delete(IdempotentAnswer).where(
        IdempotentAnswer.actor_id == actor_id,
        IdempotentAnswer.key == key,
        IdempotentAnswer.made_at == claimed_at,
        IdempotentAnswer.status.is_(None),
    )
    db.session.execute(mine)


def purge_answers(before: datetime) -> None:
    """Drop answers made before a moment."""
    db.session.execute(delete(IdempotentAnswer).where(IdempotentAnswer.made_at < before))

"""The audit trail: one act per change, in the same transaction as the change."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.models.acts import Act
from ocop.models.database import db

#: What stands for somebody who acts without an account: no name, no trace.
VISITOR = "visitor"


def record_act(
    by: Actor | None,
    now: datetime,
    verb: str,
    noun: str,
    noun_id: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str | None = None,
) -> None:
    """Write down who did what, with the fields that changed; secrets never come here. `by` None is a visitor."""
    db.session.add(
        Act(
            at=now,
            actor_id=by.id if by else VISITOR,
            actor_role=by.role if by else VISITOR,
            verb=verb,
            noun=noun,
            noun_id=noun_id,
            before=_plain(before),
            after=_plain(after),
            why=why,
        )
    )


def acts_of(noun: str, noun_id: str) -> list[Act]:
    """Return the acts on one thing, oldest first."""
    query = select(Act).where(Act.noun == noun, Act.noun_id == noun_id).order_by(Act.at, Act.id)
    return list(db.session.scalars(query))


def changes(record: Any, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that would really change, as they are and as they will be."""
    changed = {name: value for name, value in fields.items() if getattr(record, name) != value}
    return {name: getattr(record, name) for name in changed}, changed


def _plain(fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return fields as JSON can hold them."""
    if fields is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
        for name, value in fields.items()
    }

"""Named queries and subscriptions: who is sent what is new, how it goes, and what is never sent twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, select

from ocop.domain.accounts import Actor
from ocop.domain.epcis_words import STANDARD_PREFIXES
from ocop.domain.event_queries import read_query
from ocop.domain.refusals import BadInput, Conflict, NotFound, RuleBroken
from ocop.domain.schedules import next_time, read_schedule
from ocop.domain.webhooks import Network, check_destination
from ocop.models.database import db, new_id, number_at
from ocop.models.events import TraceEvent
from ocop.models.subscriptions import EventQuery, Subscription
from ocop.services.actors import actor_of, live_user
from ocop.services.acts import record_act
from ocop.services.event_queries import new_events
from ocop.services.seals import sealed, unsealed
from ocop.services.stored_events import query_document, written

#: Events of one call, subscriptions and queries of one account, and how long a destination may fail.
MOST_EVENTS, MOST_EACH = 500, 50
GIVEN_UP_AFTER: Final = timedelta(days=7)
#: Two writers may finish in another order than they began: what is younger waits for the next round.
SETTLED_AFTER: Final = timedelta(seconds=2)
_FIRST_DELAY, _LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=6)
#: How often a stream is looked after.
_STREAM: Final = timedelta(seconds=5)


def keep_query(by: Actor, now: datetime, name: str, query: Mapping[str, Any]) -> EventQuery:
    """Keep a question under a name; it never changes.

    Raises Unreadable `query-parameter`, Conflict `query-exists`, RuleBroken `too-many-queries`.
    """
    parameters = parameters_of(query)
    read_query(parameters, STANDARD_PREFIXES)
    if db.session.get(EventQuery, (by.id, name)) is not None:
        raise Conflict("query-exists", "Đã có truy vấn tên “%(name)s”.", field="name", name=name)
    if (db.session.scalar(select(func.count()).where(EventQuery.owner_id == by.id)) or 0) >= MOST_EACH:
        raise RuleBroken("too-many-queries", "Mỗi tài khoản giữ tối đa %(most)s truy vấn.", most=MOST_EACH)
    kept = EventQuery(owner_id=by.id, name=name, query=parameters, created_at=now)
    db.session.add(kept)
    record_act(by, now, "keep", "event_query", name[:60], after={"query": parameters})
    db.session.flush()
    return kept


def parameters_of(query: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the parameters of a question as an address has them, whatever JSON says them by."""
    return {
        name: [_text(one) for one in (value if isinstance(value, list) else [value])] for name, value in query.items()
    }


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def find_query(by: Actor, name: str) -> EventQuery:
    """Return one of the asker's own named queries. Raises NotFound `query-unknown`."""
    found = db.session.get(EventQuery, (by.id, name)) if "\x00" not in name and len(name) <= 100 else None
    if found is None:
        raise NotFound("query-unknown", "Không có truy vấn tên “%(name)s”.", field="name", name=name[:40])
    return found


def queries_of(by: Actor) -> list[EventQuery]:
    """Return the asker's own named queries by name."""
    return list(db.session.scalars(select(EventQuery).where(EventQuery.owner_id == by.id).order_by(EventQuery.name)))


def drop_query(by: Actor, now: datetime, name: str) -> None:
    """Drop a named query and its subscriptions."""
    found = find_query(by, name)
    mine = (Subscription.owner_id == by.id, Subscription.query_name == name)
    db.session.execute(delete(Subscription).where(*mine))
    db.session.delete(found)
    record_act(by, now, "drop", "event_query", name[:60])
    db.session.flush()


def subscribe(
    by: Actor,
    now: datetime,
    query: EventQuery,
    *,
    destination: str,
    key: bytes,
    networks: Sequence[Network],
    secret: str | None = None,
    stream: bool = False,
    schedule: Mapping[str, object] | None = None,
    report_if_empty: bool = False,
    initial_record_time: datetime | None = None,
) -> Subscription:
    """Send what a named query finds from now on, or from a moment of before, to an address.

    Raises BadInput `webhook-malformed`, `schedule-malformed` and `subscription-when`, RuleBroken `too-many-queries`.
    """
    if stream == (schedule is not None):
        words = "Chọn một trong hai: stream là true, hoặc schedule."
        raise BadInput("subscription-when", words, field="schedule")
    address = check_destination(destination, networks)
    told = None if schedule is None else read_schedule(schedule)
    if (db.session.scalar(select(func.count()).where(Subscription.owner_id == by.id)) or 0) >= MOST_EACH:
        raise RuleBroken("too-many-queries", "Mỗi tài khoản giữ tối đa %(most)s đăng ký.", most=MOST_EACH)
    kept = Subscription(
        id=new_id(),
        owner_id=by.id,
        query_name=query.name,
        subject_id=by.subject_id,
        destination=address,
        is_stream=stream,
        schedule=told,
        report_if_empty=report_if_empty,
        last_number=_number_before(initial_record_time),
        created_at=now,
        next_at=now if told is None else next_time(told, now),
        failures=0,
    )
    kept.secret = sealed(secret, key, now, whose=f"webhook {kept.id}") if secret else None
    db.session.add(kept)
    record_act(by, now, "subscribe", "subscription", kept.id, after={"query": query.name, "destination": address})
    db.session.flush()
    return kept


def _number_before(moment: datetime | None) -> int:
    """Return the number of the newest event before a moment of recording; of the newest of all where none is told."""
    query = select(func.max(TraceEvent.id))
    if moment is not None:
        query = query.where(TraceEvent.record_time < moment)
    return db.session.scalar(query) or 0


def find_subscription(by: Actor, query: EventQuery, subscription_id: str) -> Subscription:
    """Return one of the asker's own subscriptions. Raises NotFound `subscription-unknown`."""
    found = db.session.get(Subscription, subscription_id[:36]) if "\x00" not in subscription_id else None
    if found is None or (found.owner_id, found.query_name) != (by.id, query.name):
        raise NotFound("subscription-unknown", "Không có đăng ký này.", field="subscriptionID")
    return found


def subscriptions_of(by: Actor, query: EventQuery) -> list[Subscription]:
    """Return the asker's own subscriptions of a named query, in the order of their making."""
    mine = select(Subscription).where(Subscription.owner_id == by.id, Subscription.query_name == query.name)
    return list(db.session.scalars(mine.order_by(Subscription.id)))


def drop_subscription(by: Actor, now: datetime, found: Subscription) -> None:
    """End a subscription."""
    db.session.delete(found)
    record_act(by, now, "unsubscribe", "subscription", found.id)
    db.session.flush()


def subscription_view(one: Subscription) -> dict[str, Any]:
    """Return a subscription as EPCIS 2.0 shows it, with what became of its last call; its token is never shown."""
    return {
        "subscriptionID": one.id,
        "queryName": one.query_name,
        "dest": one.destination,
        "stream": one.is_stream,
        "schedule": one.schedule,
        "reportIfEmpty": one.report_if_empty,
        "createdAt": written(one.created_at),
        "lastExecutedAt": written(one.last_executed_at) if one.last_executed_at else None,
        "lastNotifiedAt": written(one.last_notified_at) if one.last_notified_at else None,
        "nextAt": written(one.next_at) if one.next_at else None,
        "failures": one.failures,
        "lastFailure": one.last_failure,
    }


@dataclass(frozen=True)
class Message:
    """What is to be sent for a subscription: the document, and the newest event that it answers for."""

    subscription_id: str
    destination: str
    secret: str | None
    document: dict[str, Any] | None
    last_number: int


def due_subscriptions(now: datetime, *, most: int = 20) -> list[str]:
    """Return the subscriptions whose time has come, the longest waiting first."""
    query = select(Subscription.id).where(Subscription.next_at <= now).order_by(Subscription.next_at)
    return list(db.session.scalars(query.limit(most)))


def message_of(subscription_id: str, now: datetime, key: bytes) -> Message | None:
    """Return what a subscription has to send; None where it is gone, or its account may ask no more.

    `document` None: nothing new, and nobody wants to hear that.
    """
    one = db.session.get(Subscription, subscription_id)
    user = live_user(one.owner_id) if one else None
    query = db.session.get(EventQuery, (one.owner_id, one.query_name)) if one else None
    if one is None or user is None or query is None:
        return None
    asked = read_query(query.query, STANDARD_PREFIXES)
    until = number_at(datetime.now(UTC) - SETTLED_AFTER)
    events = new_events(actor_of(user), asked, after=one.last_number, until=until, most=MOST_EVENTS)
    document = None
    if events or (one.report_if_empty and not one.is_stream):
        document = query_document(events, now)
        results = document["epcisBody"]["queryResults"]
        results |= {"queryName": one.query_name, "subscriptionID": one.id}
    secret = unsealed(one.secret, key, now, whose=f"webhook {one.id}") if one.secret else None
    last = events[-1].id if events else one.last_number
    return Message(one.id, one.destination, secret, document, last)


def note_sent(message: Message, now: datetime) -> None:
    """Move a subscription on: what was answered for is never sent again."""
    one = db.session.get(Subscription, message.subscription_id, with_for_update=True)
    if one is None:
        return
    one.last_number, one.failures, one.last_failure = max(one.last_number, message.last_number), 0, None
    one.last_executed_at = now
    if message.document is not None:
        one.last_notified_at = now
    one.next_at = next_time(one.schedule, now) if one.schedule else now + _STREAM
    db.session.flush()


def note_failed(message: Message, now: datetime, words: str) -> None:
    """Put a subscription off, longer each time; after a week of failures it waits for its owner."""
    one = db.session.get(Subscription, message.subscription_id, with_for_update=True)
    if one is None:
        return
    one.failures, one.last_failure, one.last_executed_at = one.failures + 1, words[:300], now
    delay = min(_LONGEST_DELAY, _FIRST_DELAY * 2 ** min(one.failures - 1, 12))
    since = one.last_notified_at or one.created_at
    one.next_at = None if now - since > GIVEN_UP_AFTER and one.failures > 1 else now + delay
    db.session.flush()


def drop_of_gone(subscription_id: str) -> None:
    """Put a subscription out of use whose account may ask no more."""
    one = db.session.get(Subscription, subscription_id)
    if one is not None:
        one.next_at, one.last_failure = None, "tài khoản đã ngừng"
        db.session.flush()

"""Subscriptions: what is new is sent once, signed, and not to networks of our own; what fails is tried again."""

import time
from datetime import timedelta

import orjson
import pytest

from ocop.domain.refusals import BadInput, Conflict, NotFound
from ocop.domain.webhooks import parse_networks
from ocop.jobs.subscriptions import send_news
from ocop.models.database import db
from ocop.models.subscriptions import Subscription
from ocop.services.actors import actor_of
from ocop.services.seals import sealing_key
from ocop.services.subscriptions import (
    SETTLED_AFTER,
    drop_query,
    find_query,
    find_subscription,
    keep_query,
    queries_of,
    subscribe,
    subscription_view,
    subscriptions_of,
)
from ocop.services.webhooks import call, signature
from ocop.services.work import unit_of_work
from tests.factories import NOW
from tests.receivers import receiving
from tests.traces import harvest, keep, ship, thing

pytestmark = pytest.mark.usefixtures("context")
KEY = sealing_key("s" * 40)
HERE = parse_networks("127.0.0.0/8")


@pytest.fixture
def maker(make_user, make_subject):
    return make_user("producer", subject=make_subject())


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


def followed(by, receiver, **more):
    """Subscribe to deliveries."""
    with unit_of_work():
        query = keep_query(by, NOW, "deliveries", {"EQ_bizStep": "shipping"})
        wanted = {"destination": receiver.address, "key": KEY, "networks": HERE, "stream": True, "secret": "token"}
        return subscribe(by, NOW, query, **wanted | more).id


def settled():
    """Wait until events that were just recorded are old enough to be sent."""
    time.sleep(SETTLED_AFTER.total_seconds() + 0.1)


def events_in(receiver):
    return [
        [one["eventID"] for one in orjson.loads(body)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]]
        for _, body in receiver.came
    ]


def test_what_is_new_is_sent_once_and_signed(maker, receiver):
    by = actor_of(maker)
    keep(by, ship({thing("old"): 1}, thing("shop"), 1))
    subscription_id = followed(by, receiver)
    new = keep(by, ship({thing("new"): 1}, thing("shop"), 2), harvest(thing("other")))
    settled()

    sent = [send_news(NOW + timedelta(minutes=place), KEY, HERE) for place in range(3)]

    ((headers, body),) = receiver.came
    assert sent == [1, 0, 0]
    assert events_in(receiver) == [[new.kept[0].event_id]]
    assert headers["GS1-Signature"] == signature("token", body)
    results = orjson.loads(body)["epcisBody"]["queryResults"]
    assert (results["queryName"], results["subscriptionID"]) == ("deliveries", subscription_id)


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_was_not_taken_is_sent_again_and_what_was_is_not(maker, receiver, status):
    by = actor_of(maker)
    subscription_id = followed(by, receiver)
    keep(by, ship({thing("a"): 1}, thing("shop"), 1))
    settled()

    receiver.status = status
    assert send_news(NOW, KEY, HERE) == 0
    failed = subscription_view(db.session.get_one(Subscription, subscription_id))
    receiver.status = 200
    early = send_news(NOW + timedelta(seconds=10), KEY, HERE)
    late = send_news(NOW + timedelta(minutes=5), KEY, HERE)

    assert (failed["failures"], failed["lastFailure"][:3], early, late) == (1, str(status), 0, 1)
    assert len(receiver.came) == 2
    assert subscription_view(db.session.get_one(Subscription, subscription_id))["failures"] == 0


def test_who_fails_for_a_week_is_given_up(maker, receiver):
    by = actor_of(maker)
    subscription_id = followed(by, receiver)
    keep(by, ship({thing("a"): 1}, thing("shop"), 1))
    settled()

    receiver.status = 500
    for day in range(10):
        send_news(NOW + timedelta(days=day), KEY, HERE)

    assert subscription_view(db.session.get_one(Subscription, subscription_id))["nextAt"] is None
    assert len(receiver.came) == 9


def test_a_network_of_our_own_is_never_called(maker, receiver):
    by = actor_of(maker)
    subscription_id = followed(by, receiver)
    keep(by, ship({thing("a"): 1}, thing("shop"), 1))
    settled()

    assert send_news(NOW, KEY) == 0

    assert receiver.came == []
    assert "mạng riêng" in subscription_view(db.session.get_one(Subscription, subscription_id))["lastFailure"]
    assert call("https://no-such-host.invalid/", b"", {}).status is None


def test_an_account_that_may_ask_no_more_is_sent_nothing(maker, receiver):
    by = actor_of(maker)
    followed(by, receiver)
    keep(by, ship({thing("a"): 1}, thing("shop"), 1))
    settled()
    with unit_of_work():
        maker.is_active = False
        db.session.merge(maker)

    assert send_news(NOW, KEY, HERE) == 0
    assert receiver.came == []


def test_a_schedule_says_when_and_an_empty_report_may_be_wanted(maker, receiver):
    by = actor_of(maker)
    followed(by, receiver, stream=False, schedule={"hour": "6", "minute": "0"}, report_if_empty=True)

    sent = [send_news(NOW + timedelta(hours=hour), KEY, HERE) for hour in range(30)]

    assert sum(sent) == len(receiver.came) == 2
    assert events_in(receiver) == [[], []]


def test_a_subscription_may_begin_with_what_was_before(maker, receiver):
    by = actor_of(maker)
    old = keep(by, ship({thing("old"): 1}, thing("shop"), 1))
    followed(by, receiver, initial_record_time=NOW - timedelta(days=1))
    settled()

    send_news(NOW, KEY, HERE)

    assert events_in(receiver) == [[old.kept[0].event_id]]


def test_queries_are_everybodys_own_and_never_change(maker, make_user, make_subject, receiver):
    by, other = actor_of(maker), actor_of(make_user("producer", subject=make_subject()))
    followed(by, receiver)
    query = find_query(by, "deliveries")

    with pytest.raises(Conflict), unit_of_work():
        keep_query(by, NOW, "deliveries", {})
    with pytest.raises(BadInput), unit_of_work():
        keep_query(by, NOW, "wrong", {"EQ_foo": "x"})
    with pytest.raises(NotFound):
        find_query(other, "deliveries")
    with pytest.raises(NotFound):
        find_subscription(by, query, "nobody")
    assert (len(queries_of(by)), queries_of(other), len(subscriptions_of(by, query))) == (1, [], 1)
    with unit_of_work():
        drop_query(by, NOW, "deliveries")
    assert subscriptions_of(by, query) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"stream": False}, "subscription-when"),
        ({"schedule": {"hour": "6"}}, "subscription-when"),
        ({"destination": "http://10.0.0.1/"}, "webhook-malformed"),
        ({"stream": False, "schedule": {"hour": "99"}}, "schedule-malformed"),
    ],
)
def test_what_cannot_be_sent_is_refused(maker, receiver, more, code):
    with pytest.raises(BadInput) as refused:
        followed(actor_of(maker), receiver, **more)

    assert refused.value.code == code

"""The sending of what is new to who subscribed: each call outside any transaction, noted once it is answered."""

from collections.abc import Sequence
from datetime import datetime

import orjson
import structlog

from ocop.domain.webhooks import Network
from ocop.services.subscriptions import drop_of_gone, due_subscriptions, message_of, note_failed, note_sent
from ocop.services.webhooks import call, signature
from ocop.services.work import reading, unit_of_work

log = structlog.get_logger(__name__)


def send_news(now: datetime, key: bytes, networks: Sequence[Network] = ()) -> int:
    """Send what is due; return how many calls were answered for."""
    with reading():
        due = due_subscriptions(now)
    sent = 0
    for subscription_id in due:
        with reading():
            message = message_of(subscription_id, now, key)
        if message is None:
            with unit_of_work():
                drop_of_gone(subscription_id)
            continue
        if message.document is not None:
            body = orjson.dumps(message.document)
            headers = {"Content-Type": "application/json", "GS1-EPCIS-Version": "2.0.0", "User-Agent": "ocop"}
            if message.secret:
                headers["GS1-Signature"] = signature(message.secret, body)
            called = call(message.destination, body, headers, networks)
            if not called.is_taken:
                log.info("subscription-not-taken", subscription=subscription_id, status=called.status)
                with unit_of_work():
                    note_failed(message, now, f"{called.status or ''} {called.words}".strip())
                continue
            sent += 1
        with unit_of_work():
            note_sent(message, now)
    return sent

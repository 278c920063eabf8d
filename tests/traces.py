"""Events to build stories of: harvests, changes, boxes, deliveries; valid by default."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ocop.domain.accounts import Actor
from ocop.models.subjects import Subject
from ocop.services.events import Recorded, record_events
from ocop.services.work import unit_of_work
from tests.factories import NOW, actor

BASE = "https://ocop.example.vn"


def at(days: float) -> str:
    """Return a moment some days after the beginning of a story."""
    return (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=days)).isoformat()


def harvest(uri: str, amount: float = 100, day: float = 0, **more: Any) -> dict[str, Any]:
    """Return an event that brings a lot of so many kilograms into being."""
    entry = {"epcClass": uri, "quantity": amount, "uom": "KGM"}
    return {
        "type": "ObjectEvent", "eventTime": at(day), "eventTimeZoneOffset": "+00:00", "action": "ADD",
        "bizStep": "commissioning", "quantityList": [entry], **more,
    }  # fmt: skip


def change(inputs: dict[str, float], outputs: dict[str, float], day: float = 1, **more: Any) -> dict[str, Any]:
    """Return a transformation of kilograms into pieces."""
    return {
        "type": "TransformationEvent", "eventTime": at(day), "eventTimeZoneOffset": "+00:00",
        "inputQuantityList": [{"epcClass": uri, "quantity": one, "uom": "KGM"} for uri, one in inputs.items()],
        "outputQuantityList": [{"epcClass": uri, "quantity": one} for uri, one in outputs.items()], **more,
    }  # fmt: skip


def pack(box: str, children: dict[str, float], day: float, action: str = "ADD") -> dict[str, Any]:
    """Return an event that puts lots into a box, or takes them out."""
    return {
        "type": "AggregationEvent", "eventTime": at(day), "eventTimeZoneOffset": "+00:00", "action": action,
        "bizStep": "packing", "parentID": box,
        "childQuantityList": [{"epcClass": uri, "quantity": one} for uri, one in children.items()],
    }  # fmt: skip


def ship(things: dict[str, float] | list[str], receiver: str, day: float) -> dict[str, Any]:
    """Return a delivery of boxes, or of so many pieces of lots."""
    about: dict[str, Any] = {"epcList": things}
    if isinstance(things, dict):
        about = {"quantityList": [{"epcClass": uri, "quantity": one} for uri, one in things.items()]}
    return {
        "type": "ObjectEvent", "eventTime": at(day), "eventTimeZoneOffset": "+00:00", "action": "OBSERVE",
        "bizStep": "shipping", "destinationList": [{"type": "possessing_party", "destination": receiver}], **about,
    }  # fmt: skip


def producer(subject: Subject | str) -> Actor:
    """Return somebody who records for a subject; subjects apart are people apart."""
    found = actor("producer", subject=subject)
    return replace(found, id=f"producer-of-{found.subject_id}"[:36])


def thing(name: str) -> str:
    """Return an address of nobody's that a thing may bear."""
    return f"https://example.com/lots/{name}"


def keep(by: Actor, *events: dict[str, Any], **more: Any) -> Recorded:
    """Record events of a producer's subject in a unit of work of their own."""
    with unit_of_work():
        return record_events(by, NOW, events, base_url=BASE, subject_id=by.subject_id, **more)

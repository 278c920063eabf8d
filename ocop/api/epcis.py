"""The REST binding of EPCIS 2.0 (section 12): events captured, read one by one, asked for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Response, request
from werkzeug.exceptions import NotFound as NoSuchAddress
from werkzeug.exceptions import UnsupportedMediaType

from ocop.api.operations import Operations
from ocop.domain.epcis_words import STANDARD_PREFIXES
from ocop.domain.event_queries import PER_PAGE, read_query
from ocop.domain.refusals import TooLarge, Unreadable
from ocop.services.captures import (
    Behaviour,
    Terms,
    capture_document,
    capture_view,
    captures_of,
    find_capture,
    record_event,
)
from ocop.services.event_queries import Mark, events_asked, members_of
from ocop.services.stored_events import CONTEXT, events_json, find_event, query_document
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.answers import dumped
from ocop.web.epcis import add_versions, check_wishes, expiry, mark_of, media_type, read_place
from ocop.web.settings import epcis_limits, epcis_overdraw, now, public_base_url

bp = Operations("epcis", words="EPCIS 2.0: ghi và tra cứu sự kiện truy xuất", prefix="/epcis")
bp.after_request(add_versions)
bp.before_request(check_wishes)
_READS, _TAKES = (403, 404, 406), (403, 406, 413, 415)
_LOCATION: Final = {"Location": {"description": "Địa chỉ của thứ vừa tạo.", "schema": {"type": "string"}}}
_OBJECT: Final = {"type": "object"}
_BODY: Final = {media: {"schema": _OBJECT} for media in ("application/json", "application/ld+json")}
#: The condition that each collection's members are asked by.
_ASKED_BY: Final = {
    "eventTypes": "eventType",
    "bizSteps": "EQ_bizStep",
    "dispositions": "EQ_disposition",
    "readPoints": "EQ_readPoint",
    "bizLocations": "EQ_bizLocation",
}
_COLLECTIONS: Final = "any('epcs', 'eventTypes', 'bizSteps', 'dispositions', 'readPoints', 'bizLocations')"


def _terms() -> Terms:
    return Terms(epcis_limits(), epcis_overdraw(), public_base_url())


def _sent() -> bytes:
    """Return the body; refuse other media types (415) and what says that it is too long before reading it (413)."""
    if request.mimetype not in _BODY:
        raise UnsupportedMediaType("Nội dung phải là application/json hoặc application/ld+json.")
    limit, size = epcis_limits().bytes, request.content_length or 0
    if size > limit:
        words = "Tài liệu có %(size)s byte; mỗi lần gửi tối đa %(limit)s byte. Hãy chia nhỏ rồi gửi."
        raise TooLarge("epcis-too-large", words, size=size, limit=limit)
    return request.get_data(cache=False)


def told_answer(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer in the form of JSON that the asker prefers."""
    response = Response(dumped(data), status, mimetype=media_type())
    response.headers.extend(dict(headers or {}))
    return response


def page_answer(data: dict[str, Any], mark: str | None) -> Response:
    """Return one page of a list: where it goes on stands in `Link`, and in the body for clients that look there."""
    if mark is None:
        return told_answer(data)
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "nextPageToken"]
    address = f"{public_base_url()}{request.path}?{urlencode([*pairs, ('nextPageToken', mark)])}"
    headers = {"Link": f'<{address}>; rel="next"', "GS1-Next-Page-Token-Expires": expiry(now())}
    return told_answer(data | {"nextPageToken": mark}, headers=headers)


@bp.get("/")
@bp.told("Có gì ở đây", refused=[406])
@bp.response(200, _OBJECT)
def root() -> Response:
    """Tell what can be asked here."""
    rooms = ["capture", "events", "queries", "epcs", *_ASKED_BY]
    return told_answer({"@context": [CONTEXT], "type": "Collection", "member": rooms})


@bp.post("/capture")
@bp.told("Ghi một tài liệu sự kiện EPCIS", token=True, refused=_TAKES, body=_BODY)
@bp.response(202, _OBJECT, headers=_LOCATION)
def capture() -> Response:
    """Record the events of a document, all of them, or with `proceed` those that are right."""
    word = request.headers.get("GS1-Capture-Error-Behaviour", "rollback")
    if word not in tuple(Behaviour):
        words = "GS1-Capture-Error-Behaviour là rollback hoặc proceed."
        raise Unreadable("error-behaviour", words, field="GS1-Capture-Error-Behaviour")
    by = required_actor()
    capture_id = capture_document(by, now(), _sent(), Behaviour(word), _terms())
    with reading():
        shown = capture_view(find_capture(by, capture_id))
    return told_answer(shown, 202, {"Location": f"{public_base_url()}/epcis/capture/{capture_id}"})


@bp.get("/capture")
@bp.told("Các lần ghi của mình", token=True, refused=_READS)
@bp.response(200, _OBJECT)
def captures() -> Response:
    """List the asker's own captures, the newest first."""
    by = required_actor()
    size = _size()
    place = read_place(by.id)
    with reading():
        found, onward = captures_of(by, after=place.keys[0] if place else "", limit=size)
        shown = [capture_view(one) for one in found]
    return page_answer({"items": shown}, mark_of([onward], by.id) if onward else None)


@bp.get("/capture/<capture_id>")
@bp.told("Một lần ghi: đã xong chưa, có gì sai", token=True, refused=_READS)
@bp.response(200, _OBJECT)
def job(capture_id: str) -> Response:
    """Show what became of a capture."""
    with reading():
        return told_answer(capture_view(find_capture(required_actor(), capture_id)))


@bp.post("/events")
@bp.told("Ghi một sự kiện", token=True, refused=(*_TAKES, 409), body=_BODY)
@bp.response(201, _OBJECT, headers=_LOCATION)
def record() -> Response:
    """Record one event; one that is there already is refused."""
    by = required_actor()
    event_id = record_event(by, now(), _sent(), _terms())
    location = f"{public_base_url()}/epcis/events/{quote(event_id, safe='')}"
    return told_answer({"eventID": event_id}, 201, {"Location": location})


@bp.get("/events")
@bp.told("Tra cứu sự kiện", token=True, refused=(*_READS, 413))
@bp.response(200, _OBJECT)
def events() -> Response:
    """Answer a question about events."""
    return asked_events({})


@bp.get("/events/<path:event_id>")
@bp.told("Một sự kiện", token=True, refused=_READS)
@bp.response(200, _OBJECT)
def event(event_id: str) -> Response:
    """Show an event as it was captured. A question mark of its eventID may have been sent as it is."""
    if event_id.startswith("ni:") and request.query_string:
        event_id = f"{event_id}?{request.query_string.decode(errors='replace')}"
    with reading():
        context, (shown,) = events_json([find_event(event_id, required_actor())])
    return told_answer({"@context": context, **shown} if "@context" not in shown else shown)


@bp.get(f"/<{_COLLECTIONS}:collection>")
@bp.told("Những giá trị mà sự kiện nêu", token=True, refused=_READS)
@bp.response(200, _OBJECT)
def collection(collection: str) -> Response:
    """List what events that the asker may read name: things, steps, places."""
    by = required_actor()
    size = _size()
    place = read_place(by.id)
    with reading():
        found, onward = members_of(by, collection, after=place.keys[0] if place else "", limit=size)
    data = {"@context": [CONTEXT], "type": "Collection", "member": found}
    return page_answer(data, mark_of([onward], by.id) if onward else None)


@bp.get(f"/<{_COLLECTIONS}:collection>/<path:member>")
@bp.told("Có gì dưới một giá trị", token=True, refused=_READS)
@bp.response(200, _OBJECT)
def member(collection: str, member: str) -> Response:
    """Tell what can be asked of one value."""
    with reading():
        found, _ = events_asked(required_actor(), read_query(_condition(collection, member), STANDARD_PREFIXES))
    if not found:
        raise NoSuchAddress
    return told_answer({"@context": [CONTEXT], "type": "Collection", "member": ["events"]})


@bp.get(f"/<{_COLLECTIONS}:collection>/<path:member>/events")
@bp.told("Sự kiện của một giá trị", token=True, refused=(*_READS, 413))
@bp.response(200, _OBJECT)
def member_events(collection: str, member: str) -> Response:
    """Answer a question about the events of one thing, step or place."""
    return asked_events(_condition(collection, member))


def _condition(collection: str, member: str) -> dict[str, list[str]]:
    if collection == "epcs":
        return {"MATCH_thing": [member]}
    return {_ASKED_BY[collection]: [member]}


def _size() -> int:
    """Return how many entries of a list are asked for; other parameters are refused."""
    asked = request.args.to_dict(flat=False)
    return (
        read_query({name: asked[name] for name in asked if name != "nextPageToken"}, {}).per_page
        if asked
        else PER_PAGE
    )


def asked_events(conditions: Mapping[str, list[str]]) -> Response:
    """Answer what an address asks of events, with further conditions, a page at a time."""
    by = required_actor()
    place = read_place(by.id)
    asked = request.args.to_dict(flat=False) | (place.question if place else {})
    query = read_query({**asked, **conditions}, STANDARD_PREFIXES)
    after = Mark(datetime.fromisoformat(place.keys[0]), *map(int, place.keys[1:])) if place else None
    with reading():
        found, onward = events_asked(by, query, after)
        data = query_document(found, now())
    mark = mark_of([onward.at.isoformat(), str(onward.number), str(onward.count)], by.id) if onward else None
    return page_answer(data, mark)

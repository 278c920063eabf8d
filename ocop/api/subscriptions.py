"""Named queries of EPCIS 2.0 and subscriptions to them (sections 8.2.5 and 12.7)."""

from typing import Any

from flask import Response

from ocop.api.epcis import asked_events, told_answer
from ocop.api.operations import Operations
from ocop.schemas.subscriptions import EventQueryIn, SubscriptionIn
from ocop.services.stored_events import CONTEXT
from ocop.services.subscriptions import (
    drop_query,
    drop_subscription,
    find_query,
    find_subscription,
    keep_query,
    queries_of,
    subscribe,
    subscription_view,
    subscriptions_of,
)
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.epcis import add_versions, check_wishes
from ocop.web.settings import factor_key, now, public_base_url, webhook_networks

bp = Operations("epcis_queries", words="EPCIS 2.0: truy vấn có tên và đăng ký nhận tin", prefix="/epcis")
bp.after_request(add_versions)
bp.before_request(check_wishes)
_READS, _TAKES = (403, 404, 406), (403, 404, 406, 409, 413, 415, 422)
_OBJECT = {"type": "object"}
_LOCATION = {"Location": {"description": "Địa chỉ của thứ vừa tạo.", "schema": {"type": "string"}}}


@bp.post("/queries")
@bp.told("Giữ một truy vấn dưới một tên", token=True, refused=_TAKES)
@bp.arguments(EventQueryIn)
@bp.response(201, _OBJECT, headers=_LOCATION)
def create(body: dict[str, Any]) -> Response:
    """Keep a question under a name."""
    with unit_of_work():
        kept = keep_query(required_actor(), now(), body["name"], body["query"])
        shown = {"name": kept.name, "query": kept.query}
    return told_answer(shown, 201, {"Location": f"{public_base_url()}/epcis/queries/{kept.name}"})


@bp.get("/queries")
@bp.told("Các truy vấn có tên của mình", token=True, refused=_READS)
@bp.response(200, _OBJECT)
def index() -> Response:
    """List the asker's own named queries: fifty at most, so one page."""
    with reading():
        names = [one.name for one in queries_of(required_actor())]
    return told_answer({"@context": [CONTEXT], "type": "Collection", "member": names})


@bp.get("/queries/<query_name>")
@bp.told("Một truy vấn có tên", token=True, refused=_READS)
@bp.response(200, _OBJECT)
def show(query_name: str) -> Response:
    """Show what a named query asks."""
    with reading():
        found = find_query(required_actor(), query_name)
        return told_answer({"name": found.name, "query": found.query})


@bp.delete("/queries/<query_name>")
@bp.told("Bỏ một truy vấn có tên cùng các đăng ký của nó", token=True, refused=_READS)
@bp.response(204)
def remove(query_name: str) -> Response:
    """Drop a named query; whoever subscribed to it is sent nothing more."""
    with unit_of_work():
        drop_query(required_actor(), now(), query_name)
    return Response(status=204)


@bp.get("/queries/<query_name>/events")
@bp.told("Sự kiện mà một truy vấn có tên tìm thấy", token=True, refused=(*_READS, 413))
@bp.response(200, _OBJECT)
def events(query_name: str) -> Response:
    """Answer a named query."""
    with reading():
        question = dict(find_query(required_actor(), query_name).query)
    return asked_events(question)


@bp.post("/queries/<query_name>/subscriptions")
@bp.told("Đăng ký nhận sự kiện mới của một truy vấn", token=True, refused=_TAKES)
@bp.arguments(SubscriptionIn)
@bp.response(201, _OBJECT, headers=_LOCATION)
def create_subscription(body: dict[str, Any], query_name: str) -> Response:
    """Send what a named query finds from now on to an address."""
    by = required_actor()
    with unit_of_work():
        kept = subscribe(
            by,
            now(),
            find_query(by, query_name),
            destination=body["dest"],
            key=factor_key(),
            networks=webhook_networks(),
            secret=body.get("signatureToken"),
            stream=body.get("stream", False),
            schedule=body.get("schedule"),
            report_if_empty=body.get("reportIfEmpty", False),
            initial_record_time=body.get("initialRecordTime"),
        )
        shown = subscription_view(kept)
    location = f"{public_base_url()}/epcis/queries/{query_name}/subscriptions/{kept.id}"
    return told_answer(shown, 201, {"Location": location})


@bp.get("/queries/<query_name>/subscriptions")
@bp.told("Các đăng ký của một truy vấn", token=True, refused=_READS)
@bp.response(200, _OBJECT)
def list_subscriptions(query_name: str) -> Response:
    """List the subscriptions of a named query: fifty at most, so one page."""
    by = required_actor()
    with reading():
        shown = [subscription_view(one) for one in subscriptions_of(by, find_query(by, query_name))]
    return told_answer({"items": shown})


@bp.get("/queries/<query_name>/subscriptions/<subscription_id>")
@bp.told("Một đăng ký: lần gửi trước ra sao", token=True, refused=_READS)
@bp.response(200, _OBJECT)
def show_subscription(query_name: str, subscription_id: str) -> Response:
    """Show a subscription, and what became of its last call."""
    by = required_actor()
    with reading():
        return told_answer(subscription_view(find_subscription(by, find_query(by, query_name), subscription_id)))


@bp.delete("/queries/<query_name>/subscriptions/<subscription_id>")
@bp.told("Thôi nhận", token=True, refused=_READS)
@bp.response(204)
def remove_subscription(query_name: str, subscription_id: str) -> Response:
    """End a subscription."""
    by = required_actor()
    with unit_of_work():
        drop_subscription(by, now(), find_subscription(by, find_query(by, query_name), subscription_id))
    return Response(status=204)

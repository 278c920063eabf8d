"""Logs: one line of JSON per request, without addresses, codes, names or anything a person typed."""

import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Flask, Response, g, got_request_exception, request

from ocop.web.actors import current_actor

log = structlog.get_logger("ocop.requests")
#: What a proxy in front may have named the request.
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


def _say_nothing_twice(record: logging.LogRecord) -> bool:
    """Drop Flask's own line about a fault: it has the whole address, and ours says the rest."""
    return not (record.exc_info and str(record.msg).startswith("Exception on "))


def configure_logs(form: str) -> None:
    """Send lines to stderr, as JSON or, for `text`, as people read them."""
    shown: Any = (
        structlog.dev.ConsoleRenderer(colors=False) if form == "text" else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # whatever stderr is when a line is written
        cache_logger_on_first_use=False,
    )


def _begin() -> None:
    """Name the request and note when it began."""
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    g.began_at = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    """Write the request's line: its rule, never its address, which may hold a serial or a search."""
    actor = current_actor()
    began = g.get("began_at")
    log.info(
        "request",
        method=request.method,
        rule=str(request.url_rule) if request.url_rule else None,
        status=response.status_code,
        ms=round((time.perf_counter() - began) * 1000, 1) if began else None,
        role=str(actor.role) if actor else None,
    )
    return response


def request_logger(form: str) -> Callable[[str, str, int, float], None]:
    """Return what writes the line of a request that was answered before Flask: request id, rule, status, ms."""

    def as_text(request_id: str, rule: str, status: int, ms: float) -> None:
        told = {"rule": rule, "status": status, "ms": round(ms, 1), "role": None, "request_id": request_id}
        log.info("request", method="GET", **told)

    def as_json(request_id: str, rule: str, status: int, ms: float) -> None:
        at = datetime.now(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
        sys.stderr.write(
            f'{{"method": "GET", "rule": "{rule}", "status": {status}, "ms": {ms:.1f}, "role": null, '
            f'"event": "request", "request_id": "{request_id}", "level": "info", "timestamp": "{at}"}}\n'
        )

    return as_text if form == "text" else as_json


def _tell_fault(_app: Flask, exception: BaseException, **_: Any) -> None:
    """Write where a fault of ours happened; its own words may hold what a person typed."""
    log.error(
        "fault",
        kind=type(exception).__name__,
        rule=str(request.url_rule) if request.url_rule else None,
        where=[line.strip() for line in traceback.format_tb(exception.__traceback__)[-8:]],
    )


def init_logs(app: Flask) -> None:
    """Log every request and every fault."""
    configure_logs(str(app.config.get("OCOP_LOG_FORMAT", "json")))
    app.logger.addFilter(_say_nothing_twice)
    app.before_request(_begin)
    app.after_request(_end)
    got_request_exception.connect(_tell_fault, app)

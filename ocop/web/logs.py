"""Logs: one line a request, without addresses, queries or names."""

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("ocop.request")


def init_logs(app: Flask) -> None:
    """Write structured lines to stderr: the rule that matched, never the path that was asked."""
    json = app.config.get("OCOP_LOG_FORMAT") != "text"
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )

    @app.before_request
    def start() -> None:
        g.ocop_started = time.perf_counter()

    @app.after_request
    def line(response: Response) -> Response:
        if not app.testing and request.endpoint not in ("static", "operations.healthz"):
            actor = g.get("ocop_actor")
            log.info(
                "request",
                method=request.method,
                rule=str(request.url_rule or "-"),
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("ocop_started", time.perf_counter())) * 1000, 1),
                request_id=g.get("ocop_request_id"),
                role=str(actor.role) if actor else None,
            )
        return response

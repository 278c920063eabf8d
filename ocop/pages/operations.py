"""What machines ask about the service: does it live, is it ready."""

import structlog
from flask import Blueprint, Response

from ocop.services.databases import STORES, is_current
from ocop.web.answers import answer

blueprint = Blueprint("operations", __name__)
log = structlog.get_logger(__name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Tell that the process answers; no store is asked."""
    return answer({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Tell whether every store answers and stands at the newest tables."""
    try:
        stale = [STORES[bind][0] for bind in STORES if not is_current(bind)]
    except Exception as fault:  # whatever the driver raises: not ready, and the log says why
        log.warning("not-ready", fault=type(fault).__name__)
        return answer({"status": "unavailable"}, 503)
    return answer({"status": "stale", "stores": stale}, 503) if stale else answer({"status": "ready"})

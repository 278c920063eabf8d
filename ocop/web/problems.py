"""Refusals as answers: problem+json (RFC 9457) for programs, a helping page for people."""

from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, render_template
from flask_babel import gettext
from flask_smorest import Api
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.http import HTTP_STATUS_CODES

from ocop.domain.refusals import (
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    NotSignedIn,
    OcopError,
    RuleBroken,
    TooMany,
    Unavailable,
)
from ocop.web.actors import is_api
from ocop.web.answers import PreconditionFailed, PreconditionMissing

log = structlog.get_logger(__name__)

#: What each kind of refusal is in HTTP; the most particular kind counts.
STATUS = {
    PreconditionMissing: 428,
    PreconditionFailed: 412,
    BadInput: 422,
    NotFound: 404,
    NotAllowed: 403,
    NotSignedIn: 401,
    Conflict: 409,
    RuleBroken: 422,
    TooMany: 429,
    Unavailable: 503,
}
#: Stable codes of what the framework itself refuses.
CODES = {
    400: "malformed",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    414: "too-large",
    415: "media-type",
    428: "precondition-required",
    412: "version-mismatch",
    429: "too-many-tries",
    500: "internal",
}
_WORDS = {
    400: "Yêu cầu không đọc được.",
    404: "Không có địa chỉ này.",
    405: "Địa chỉ này không nhận phương thức đó.",
    413: "Nội dung gửi lên quá lớn.",
    415: "Kiểu nội dung không được nhận.",
    500: "Có lỗi ở phía chúng tôi; không có gì bị ghi dở.",
}
#: Pages that templates/errors has; others borrow the nearest.
_PAGES = {400, 403, 404, 429, 500}


def status_of(refusal: OcopError) -> int:
    """Return the status of a refusal."""
    return next(status for kind, status in STATUS.items() if isinstance(refusal, kind))


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return a problem document."""
    body: dict[str, Any] = {
        "type": f"/errors/{code}",
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        body["errors"] = errors
    return Response(orjson.dumps(body), status, mimetype="application/problem+json", headers=headers)


def refused(refusal: OcopError) -> Response:
    """Return a refusal as an answer: a document under the API, a page elsewhere."""
    status = status_of(refusal)
    words = gettext(refusal.template, **refusal.params) if refusal.params else gettext(refusal.template)
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="ocop"'
    if status in (429, 503):
        headers["Retry-After"] = str(getattr(refusal, "retry_after", 5))
    if not is_api():
        return page(status, words, headers)
    faults = refusal.faults or ([{"field": refusal.field, "message": words}] if refusal.field else [])
    return problem(status, refusal.code, words, errors=faults, headers=headers)


def page(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """Return a helping page."""
    shown = status if status in _PAGES else 500 if status >= 500 else 400
    html = render_template(
        f"errors/{shown}.html",
        message=message,
        reference=g.get("ocop_request_id"),
        retry_after=(headers or {}).get("Retry-After"),
    )
    return Response(html, status, headers=headers)


def init_problems(app: Flask) -> None:
    """Turn every refusal and every HTTP error into an answer; what nobody foresaw is logged and tells nothing."""
    app.register_error_handler(OcopError, refused)
    app.register_error_handler(HTTPException, http_error)

    @app.errorhandler(Exception)
    def unforeseen(fault: Exception) -> Response:
        log.exception("unforeseen", request_id=g.get("ocop_request_id"), fault=type(fault).__name__)
        if app.testing and not app.config.get("OCOP_HIDE_FAULTS"):
            raise fault
        return http_error(InternalServerError())


def http_error(fault: HTTPException) -> Response:
    """Return what the framework refused, in our form."""
    status = fault.code or 500
    if status < 400 and fault.response is not None:
        return Response(b"", status, headers=dict(fault.response.headers))
    code, errors = CODES.get(status, f"http-{status}"), None
    messages = (getattr(fault, "data", None) or {}).get("messages")
    if status == 422 and messages is not None:
        code, errors = "invalid", faults_of(messages)
        if _is_malformed(messages):
            status, code, errors = 400, "malformed-json", None
    words = gettext(_WORDS.get(status, "Một số trường chưa đúng." if errors else "Yêu cầu không được nhận."))
    extra = {
        name: value for name, value in fault.get_headers() if name in ("Allow", "Retry-After", "WWW-Authenticate")
    }
    if not is_api():
        return page(status, words, extra)
    return problem(status, code, words, errors=errors, headers=extra)


def _is_malformed(messages: Any) -> bool:
    return isinstance(messages, dict) and any("Invalid JSON body." in str(several) for several in messages.values())


def faults_of(messages: Any) -> list[dict[str, Any]]:
    """Return messages of marshmallow flat: `[{"field": "tools.0.tool", "message": …}]`, the request part left out."""
    found: list[dict[str, Any]] = []

    def walk(path: tuple[str, ...], node: Any) -> None:
        if isinstance(node, dict):
            for name, inner in node.items():
                walk((*path, str(name)), inner)
        else:
            for one in node if isinstance(node, list) else [node]:
                field = ".".join(part for part in path if part != "_schema")
                found.append({"field": field or "body", "message": str(one)})

    for part, inner in messages.items() if isinstance(messages, dict) else [("body", messages)]:
        walk(() if part in ("json", "query", "form", "files", "headers", "path") else (str(part),), inner)
    return found


class ProblemApi(Api):
    """flask-smorest's Api, with our problems in place of its errors."""

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Return an HTTP error in our form."""
        return http_error(error)

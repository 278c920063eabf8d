"""Refusals as answers: problem+json (RFC 9457) for machines, a page for people, one table for both."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from ocop.domain.refusals import (
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    NotSignedIn,
    OcopError,
    RuleBroken,
    TooLarge,
    TooMany,
    Unavailable,
    Unreadable,
)
from ocop.web.answers import dumped
from ocop.web.epcis import exception_type, is_epcis
from ocop.web.rooms import is_for_machines

#: Every refusal has one status.
STATUSES: dict[type[OcopError], int] = {
    BadInput: 422,
    Unreadable: 400,
    TooLarge: 413,
    NotFound: 404,
    NotAllowed: 403,
    NotSignedIn: 401,
    Conflict: 409,
    RuleBroken: 422,
    TooMany: 429,
    Unavailable: 503,
}
#: Bodies that could not be read at all, so that no field is to blame.
_UNREADABLE = frozenset({"malformed-json"})
#: What the web itself refuses: its code, and what is said where nobody said more.
_HTTP: dict[int, tuple[str, str]] = {
    400: ("malformed", "Máy chủ không đọc được yêu cầu này."),
    401: ("token-missing", "Cần mã truy cập hoặc đăng nhập."),
    403: ("not-allowed", "Không được phép."),
    404: ("not-found", "Không có gì ở địa chỉ này."),
    405: ("method-not-allowed", "Địa chỉ này không nhận phương thức đó."),
    406: ("not-acceptable", "Không có dạng trả lời mà bạn cần."),
    412: ("version-mismatch", "Nội dung đã thay đổi từ lúc bạn đọc; xin đọc lại rồi sửa."),
    413: ("too-large", "Nội dung gửi lên quá lớn."),
    415: ("media-type", "Kiểu nội dung này không được nhận ở đây."),
    416: ("range-not-satisfiable", "Không có đoạn nội dung đó."),
    428: ("precondition-required", "Cần If-Match với phiên bản mà bạn đã đọc."),
    429: ("too-many-requests", "Quá nhiều yêu cầu; xin chờ rồi thử lại."),
    500: ("internal", "Lỗi ở phía máy chủ; điều chưa được trả lời là chưa được ghi."),
    503: ("unavailable", "Máy chủ đang bận; xin thử lại sau ít giây."),
}
_TITLES = {
    400: "Yêu cầu không đọc được",
    401: "Cần đăng nhập",
    403: "Không được phép",
    404: "Không tìm thấy",
    405: "Sai phương thức",
    406: "Không có dạng trả lời phù hợp",
    409: "Trùng với điều đã có",
    412: "Phiên bản đã đổi",
    413: "Nội dung quá lớn",
    415: "Sai kiểu nội dung",
    422: "Nội dung chưa đúng",
    428: "Thiếu điều kiện",
    429: "Quá nhiều lần",
    500: "Lỗi máy chủ",
    503: "Tạm thời chưa trả lời được",
}
#: Which page people see; what has none of its own is a request that was not right.
_PAGES = {401: 403, 403: 403, 404: 404, 429: 429, 500: 500, 503: 500}
#: Headers of the web's own refusals that tell what to do instead.
_KEPT = ("Allow", "Retry-After", "Content-Range")
#: Seconds after which a busy store is worth asking again.
_BUSY_FOR = 2


def status_of(refusal: OcopError) -> int:
    """Return the status of a refusal, by its kind."""
    if refusal.code in _UNREADABLE:
        return 400
    return next(STATUSES[kind] for kind in type(refusal).__mro__ if kind in STATUSES)


def words_of(refusal: OcopError) -> str:
    """Return the words of a refusal in the language of the request."""
    words = gettext(refusal.template)
    return words % refusal.params if refusal.params else words


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem in JSON; `type` is a stable address where the code is explained."""
    body: dict[str, Any] = {
        "type": exception_type(code, status) if is_epcis(request.path) else f"/errors/{code}",
        "title": gettext(_TITLES.get(status, _TITLES[400 if status < 500 else 500])),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if errors:
        body["errors"] = list(errors)
    response = Response(dumped(body), status, mimetype="application/problem+json")
    response.headers.extend(dict(headers or {}))
    return response


def faults_of(refusal: OcopError) -> list[dict[str, Any]]:
    """Return every fault of a refusal by field, as the answer lists them and forms show them."""
    if refusal.faults:
        return list(refusal.faults)
    if refusal.field:
        return [{"field": refusal.field, "code": refusal.code, "message": words_of(refusal)}]
    return []


def refused(refusal: OcopError) -> Response:
    """Return the answer to a request that was refused."""
    status = status_of(refusal)
    headers = {}
    if isinstance(refusal, TooMany):
        headers["Retry-After"] = str(refusal.retry_after)
    if isinstance(refusal, Unavailable):
        headers["Retry-After"] = str(_BUSY_FOR)
    if isinstance(refusal, NotSignedIn) and wants_problem():
        is_given = "Authorization" in request.headers
        headers["WWW-Authenticate"] = 'Bearer realm="ocop"' + (', error="invalid_token"' if is_given else "")
    if wants_problem():
        return problem(status, refusal.code, words_of(refusal), errors=faults_of(refusal), headers=headers)
    return _page(status, words_of(refusal), headers)


def refused_by_http(error: HTTPException) -> Response | HTTPException:
    """Return the answer to what the web itself refused: a lost address, a body too large, a fault of ours."""
    status = error.code or 500
    if error.response is not None or status < 400:
        return error
    code, words = _HTTP.get(status, _HTTP[400 if status < 500 else 500])
    if isinstance(error, CSRFError):
        code, words = "csrf-failed", "Trang đã để quá lâu hoặc được gửi từ nơi khác; xin tải lại rồi gửi lại."
    elif status == 400 and request.is_json:
        code, words = "malformed-json", "Nội dung không phải JSON đọc được."
    is_ours = error.description is not None and not error.description.isascii()
    said = error.description if is_ours and error.description else gettext(words)
    headers = {name: value for name, value in error.get_headers() if name in _KEPT}
    if isinstance(error, SecurityError):  # a host that is not ours: no address can be built for a page
        return Response(said, status, headers, mimetype="text/plain")
    if wants_problem():
        return problem(status, code, said, headers=headers)
    return _page(status, None if status in (404, 500) and not is_ours else said, headers)


def wants_problem() -> bool:
    """Tell whether who asks reads JSON: by address, or because no page is among what it accepts."""
    accepted = request.headers.get("Accept", "")
    return is_for_machines(request.path) or ("json" in accepted and "html" not in accepted and "*/*" not in accepted)


def _page(status: int, message: str | None, headers: Mapping[str, str]) -> Response:
    page = render_template(
        f"errors/{_PAGES.get(status, 400)}.html",
        message=message,
        retry_after=headers.get("Retry-After"),
        reference=g.get("request_id"),
    )
    return Response(page, status, headers, mimetype="text/html")


def init_problems(app: Flask) -> None:
    """Turn every refusal into an answer; a fault of ours passes as 500, and in tests as what it is."""
    app.register_error_handler(OcopError, refused)
    app.register_error_handler(HTTPException, refused_by_http)

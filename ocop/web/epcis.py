"""What EPCIS 2.0 adds to HTTP: versions and limits in headers, names of its exceptions, marks of pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import orjson
from flask import Response, request
from werkzeug.exceptions import NotAcceptable

from ocop.domain.refusals import Unreadable
from ocop.services.seals import sealed, unsealed
from ocop.web.settings import epcis_limits, factor_key, now

_VERSION: Final = "2.0.0"
_MEDIA: Final = ("application/json", "application/ld+json")
#: How long a page's mark may be followed.
_MARK_FOR: Final = timedelta(hours=24)
#: The standard's name of each of our refusals (EPCIS 2.0, section 12.6.2), by code, then by status.
_EXCEPTIONS: Final = {
    "event-exists": "ResourceAlreadyExistsException",
    "query-parameter": "QueryParameterException",
    "query-too-large": "QueryTooLargeException",
    "token-missing": "SecurityException",
}
_BY_STATUS: Final = {
    400: "ValidationException",
    401: "SecurityException",
    403: "SecurityException",
    404: "NoSuchResourceException",
    406: "NotAcceptableException",
    409: "ResourceAlreadyExistsException",
    413: "CaptureLimitExceededException",
    414: "URITooLongException",
    415: "UnsupportedMediaTypeException",
}


def is_epcis(path: str) -> bool:
    """Tell whether an address belongs to the binding of EPCIS."""
    return path == "/epcis" or path.startswith("/epcis/")


def exception_type(code: str, status: int) -> str:
    """Return the standard's name of what a refusal is."""
    usual = "ImplementationException" if status >= 500 else "ValidationException"
    return f"epcisException:{_EXCEPTIONS.get(code) or _BY_STATUS.get(status, usual)}"


def versions() -> Mapping[str, str]:
    """Return the headers by which a service tells what it speaks and how much it takes."""
    limits = epcis_limits()
    return {
        "GS1-EPCIS-Version": _VERSION,
        "GS1-EPCIS-Min": _VERSION,
        "GS1-EPCIS-Max": _VERSION,
        "GS1-CBV-Version": _VERSION,
        "GS1-CBV-Min": _VERSION,
        "GS1-CBV-Max": _VERSION,
        "GS1-EPC-Format": "Never_Translates",
        "GS1-EPCIS-Capture-Limit": str(limits.events),
        "GS1-EPCIS-Capture-File-Size-Limit": str(limits.bytes),
    }


def add_versions(response: Response) -> Response:
    """Let every answer tell what is spoken here."""
    for name, value in versions().items():
        response.headers.setdefault(name, value)
    return response


def check_wishes() -> None:
    """Refuse what cannot be served: another version, another form of EPCs, another media type (406)."""
    asked = request.headers
    for name in ("GS1-EPCIS-Version", "GS1-CBV-Version", "GS1-EPCIS-Min", "GS1-CBV-Min"):
        if not asked.get(name, _VERSION).startswith("2.0"):
            raise NotAcceptable(f"{name}: máy chủ này chỉ nói bản 2.0.")
    if asked.get("GS1-EPC-Format", "No_Preference") not in ("No_Preference", "Never_Translates"):
        raise NotAcceptable("GS1-EPC-Format: mã được trả lại như khi gửi; dùng No_Preference hoặc Never_Translates.")
    if asked.get("Accept") and not request.accept_mimetypes.best_match(_MEDIA):
        raise NotAcceptable("Chỉ trả lời application/json hoặc application/ld+json.")


def media_type() -> str:
    """Return the form of JSON that the asker prefers."""
    return request.accept_mimetypes.best_match(_MEDIA, default=_MEDIA[0]) or _MEDIA[0]


def mark_of(keys: list[str], whose: str) -> str:
    """Return where a list goes on as one word that only this asker can use, for a day; it holds the question too."""
    text = orjson.dumps([request.path, _question(), keys]).decode()
    return sealed(text, factor_key(), now(), whose=f"page {whose}")


@dataclass(frozen=True)
class Place:
    """Where a list goes on: the question that it answers, and the keys of its last entry."""

    question: dict[str, list[str]]
    keys: list[str]


def read_place(whose: str) -> Place | None:
    """Return where a list goes on; None where it begins.

    The question need not be asked again beside `nextPageToken`; asked otherwise, or of another list, the mark is
    refused. Raises Unreadable `page-token`.
    """
    text = request.args.get("nextPageToken")
    if text is None:
        return None
    opened = unsealed(text, factor_key(), now(), whose=f"page {whose}", valid_for=_MARK_FOR)
    if opened:
        path, question, keys = orjson.loads(opened)
        if path == request.path and _question() in ({}, question):
            return Place(question, keys)
    words = "nextPageToken không đọc được, đã quá hạn hoặc của câu hỏi khác; hãy hỏi lại từ trang đầu."
    raise Unreadable("page-token", words, field="nextPageToken")


def _question() -> dict[str, list[str]]:
    """Return what is asked, apart from the place in the answer and the size of its pages."""
    asked = request.args.to_dict(flat=False)
    return {name: asked[name] for name in sorted(asked) if name not in ("nextPageToken", "perPage")}


def expiry(at: datetime) -> str:
    """Return until when a mark given now may be followed."""
    return (at + _MARK_FOR).isoformat(timespec="seconds").replace("+00:00", "Z")

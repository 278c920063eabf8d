"""Answers of the API: orjson bodies, entity tags, keyset pages."""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, g, request

from ocop.domain.refusals import BadInput, Conflict

#: How many things a page has, unless asked otherwise, and at the most.
USUAL, MOST = 50, 200


class PreconditionMissing(Conflict):
    """A change came without If-Match, so it could overwrite what its sender never saw."""


class PreconditionFailed(Conflict):
    """A change came for a version that is no more."""


def answer(
    data: Any,
    status: int = 200,
    *,
    version: int | None = None,
    location: str | None = None,
    links: Mapping[str, str] | None = None,
) -> Response:
    """Return data as JSON; with a version its entity tag, and 304 where the asker has it already.

    The tag tells the version and the very bytes: stars lapse, and askers may see more or less, without a
    new version. Moments are written in UTC with Z.
    """
    response = Response(orjson.dumps(data, option=orjson.OPT_UTC_Z), status, mimetype="application/json")
    if version is not None:
        response.headers["ETag"] = f'"v{version}.{_digest(response.get_data())}"'
    if location is not None:
        response.headers["Location"] = location
    if links:
        response.headers["Link"] = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items())
    if version is not None and request.method in ("GET", "HEAD") and status == 200:
        response.make_conditional(request)
    g.ocop_answer = response
    return response


def _digest(body: bytes) -> str:
    """Return a short digest of a body."""
    return hashlib.sha256(body).hexdigest()[:12]


def page_answer(items: Sequence[Any], next_key: Sequence[str] | None, *, links: bool = True) -> Response:
    """Return a page of a list with the cursor to go on from, in the body and as a Link."""
    cursor = write_cursor(next_key) if next_key else None
    onward = {}
    if cursor and links:
        onward["next"] = f"{request.path}?{urlencode({**request.args.to_dict(), 'cursor': cursor})}"
    return answer({"items": items, "next": cursor}, links=onward)


def write_cursor(key: Sequence[str]) -> str:
    """Return a key as an opaque word."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


def read_cursor(text: str | None, length: int = 2) -> tuple[str, ...] | None:
    """Return the key behind a cursor. Raises BadInput `cursor-malformed`."""
    if not text:
        return None
    try:
        key = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error) as fault:
        raise _bad_cursor() from fault
    if not isinstance(key, list) or len(key) != length or not all(isinstance(one, str) for one in key):
        raise _bad_cursor()
    if any("\x00" in one for one in key):
        raise _bad_cursor()
    return tuple(key)


def _bad_cursor() -> BadInput:
    return BadInput("cursor-malformed", "Con trỏ trang không đọc được.", field="cursor")


def require_match(version: int) -> None:
    """Refuse a change that does not name the version it changes.

    Raises PreconditionMissing `precondition-required` and PreconditionFailed `version-mismatch`.
    """
    if not request.if_match and not request.if_match.star_tag:
        raise PreconditionMissing("precondition-required", "Cần If-Match với ETag đang có.")
    named = {tag.partition(".")[0] for tag in request.if_match.as_set(include_weak=True)}
    if not request.if_match.star_tag and f"v{version}" not in named:
        raise PreconditionFailed("version-mismatch", "Dữ liệu đã đổi từ lúc bạn đọc; hãy đọc lại rồi sửa.")

"""Answers in JSON, made by orjson: things with their version, lists with their cursor."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, overload
from urllib.parse import urlencode

import orjson
from flask import Response, g, request
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired

from ocop.domain.refusals import BadInput
from ocop.services.idempotency import StoredAnswer, keep_answer

#: Headers that are part of a kept answer; the rest are made anew.
_KEPT = ("Content-Type", "ETag", "Location", "Link")


@dataclass(frozen=True)
class Claim:
    """That the request now running owns an Idempotency-Key (`idempotent` sets it)."""

    actor_id: str
    key: str
    made_at: datetime


def dumped(data: Any) -> bytes:
    """Return plain data as JSON; moments end in Z."""
    return orjson.dumps(data, option=orjson.OPT_UTC_Z)


def answer(
    data: Any = None,
    status: int = 200,
    *,
    etag: int | None = None,
    location: str | None = None,
    links: Mapping[str, str] | None = None,
) -> Response:
    """Return an answer in JSON, made inside the unit of work; without data it has no body.

    `etag` is the thing's integer version, `location` the path of what was made, `links` addresses by
    relation. The tag is the version and a hash of the body: what a thing is can change by the day alone,
    and a 304 must not hide that a certificate ran out.
    """
    body = b"" if data is None else dumped(data)
    response = Response(body, status, mimetype="application/json")
    if data is None:
        del response.headers["Content-Type"]
    if etag is not None:
        response.headers["ETag"] = f'"v{etag}-{hashlib.sha256(body).hexdigest()[:12]}"'
    if location is not None:
        response.headers["Location"] = location
    if links:
        response.headers["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items())
    _keep(response)
    if etag is not None:
        response.make_conditional(request)
    return response


def _keep(response: Response) -> None:
    """Keep the answer of a request that owns an Idempotency-Key, in the transaction that is open now."""
    claim: Claim | None = g.pop("ocop_claim", None)
    if claim is not None:
        headers = {name: response.headers[name] for name in _KEPT if name in response.headers}
        kept = StoredAnswer(response.status_code, orjson.dumps(headers).decode(), response.get_data())
        keep_answer(claim.actor_id, claim.key, claim.made_at, kept)


def list_answer(items: Iterable[Any], after: Sequence[str] | None) -> Response:
    """Return one page of a list; `after` are the keys of its last item where there is more.

    `{"items": [...], "next": cursor|null}`, and the next page's address in `Link`.
    """
    cursor = None if after is None else encode_cursor(after)
    links = None if cursor is None else {"next": _with_cursor(cursor)}
    return answer({"items": list(items), "next": cursor}, links=links)


def _with_cursor(cursor: str) -> str:
    """Return this request's own address with another cursor; its path needs no host."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{request.root_path}{request.path}?{urlencode([*asked, ('cursor', cursor)])}"


def encode_cursor(keys: Sequence[str]) -> str:
    """Return the keys of a list's last item as one opaque word.

    >>> decode_cursor(encode_cursor(["keo dua", "0195"]), count=2)
    ('keo dua', '0195')
    """
    return base64.urlsafe_b64encode(orjson.dumps(list(keys))).rstrip(b"=").decode()


@overload
def decode_cursor(cursor: str | None, *, count: Literal[1]) -> tuple[str] | None: ...
@overload
def decode_cursor(cursor: str | None, *, count: Literal[2]) -> tuple[str, str] | None: ...
def decode_cursor(cursor: str | None, *, count: int) -> tuple[str, ...] | None:
    """Return the keys inside a cursor; None where the list begins. Raises BadInput `cursor-malformed`."""
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        keys = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeEncodeError, binascii.Error, orjson.JSONDecodeError) as fault:
        raise _malformed() from fault
    if not isinstance(keys, list) or len(keys) != count or not all(_is_key(key) for key in keys):
        raise _malformed()
    return tuple(keys)


def _is_key(key: Any) -> bool:
    """Tell whether a store can compare with it: PostgreSQL takes no NUL."""
    return isinstance(key, str) and "\x00" not in key


def _malformed() -> BadInput:
    return BadInput("cursor-malformed", "Con trỏ trang không đọc được; xin bắt đầu lại từ trang đầu.", field="cursor")


def require_match(version: int) -> None:
    """Let a change pass only where it names the version it was made from; `*` names any.

    Raises PreconditionRequired (428) without If-Match, PreconditionFailed (412) for another version.
    """
    if "If-Match" not in request.headers:
        raise PreconditionRequired
    # A weak tag counts too: proxies that compress weaken ours on its way to the asker.
    asked = {tag.partition("-")[0] for tag in request.if_match.as_set(include_weak=True) if tag}
    if not request.if_match.star_tag and f"v{version}" not in asked:
        raise PreconditionFailed

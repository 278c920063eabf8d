"""POST that may be sent again: the same key and body get the same answer, and nothing is done twice."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from flask import Response, g, request

from ocop.domain.refusals import BadInput
from ocop.services.idempotency import StoredAnswer, begin_answer, keep_answer
from ocop.services.work import around_work
from ocop.web.actors import required_actor
from ocop.web.settings import now

_LONGEST = 200
_KEPT_HEADERS = ("Location", "ETag", "Content-Type")


class _AnsweredBefore(Exception):
    """Ends the unit of work of a repeated request."""

    def __init__(self, stored: StoredAnswer) -> None:
        super().__init__()
        self.stored = stored


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a POST view honour Idempotency-Key; its claim and its answer lie in the view's own transaction."""

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(*args, **kwargs)
        if not 1 <= len(key) <= _LONGEST or not key.isascii() or not key.isprintable():
            raise BadInput("idempotency-key-malformed", "Idempotency-Key gồm 1 đến 200 ký tự ASCII in được.")
        actor_id, digest, claimed_at = required_actor().id, _request_hash(), now()

        def opening() -> None:
            stored = begin_answer(actor_id, key, digest, claimed_at)
            if stored is not None:
                raise _AnsweredBefore(stored)

        def closing() -> None:
            response: Response = g.ocop_answer
            headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
            kept = StoredAnswer(response.status_code, orjson.dumps(headers).decode(), response.get_data())
            keep_answer(actor_id, key, claimed_at, kept)

        try:
            with around_work(opening, closing):
                return view(*args, **kwargs)
        except _AnsweredBefore as before:
            stored = before.stored
            return Response(stored.body, stored.status, headers=orjson.loads(stored.headers))

    return wrapped


def _request_hash() -> str:
    """Return the hash of what is asked: method, path and body."""
    asked = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    asked.update(request.get_data())
    return asked.hexdigest()

"""A POST that may be sent twice: with the same Idempotency-Key it changes things once and answers the same."""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

import orjson
from flask import Response, g, request

from ocop.domain.refusals import BadInput, Unavailable
from ocop.services.idempotency import StoredAnswer, begin_answer, forget_answer
from ocop.services.work import unit_of_work
from ocop.web.actors import current_actor
from ocop.web.answers import Claim
from ocop.web.settings import now

_KEY = re.compile(r"[\x20-\x7e]{1,200}")


def idempotent(view: Callable[..., Response]) -> Callable[..., Response]:
    """Let a view change things once for one Idempotency-Key of one actor; without a key it runs as it is.

    The view returns `answer(...)` from inside its unit of work, where the answer is kept with the change.
    Put this right above the function, under the decorators that read its arguments and document it.
    Raises BadInput `idempotency-key-malformed`, RuleBroken `idempotency-key-reused`, Conflict
    `idempotency-running`.
    """

    @wraps(view)
    def once(*args: Any, **kwargs: Any) -> Response:
        key, actor = _asked_key(), current_actor()
        if key is None or actor is None:
            return view(*args, **kwargs)
        claim = Claim(actor.id, key, now())
        with unit_of_work():
            held = begin_answer(claim.actor_id, claim.key, _request_hash(), claim.made_at)
        if held is not None:
            return _again(held)
        g.ocop_claim = claim
        try:
            response = view(*args, **kwargs)
        except BaseException:
            with suppress(Unavailable), unit_of_work():  # a busy store: the claim ends by itself in a minute
                forget_answer(claim.actor_id, claim.key, claim.made_at)
            raise
        if "ocop_claim" in g:
            raise RuntimeError(f"{view.__name__} did not make its answer by answer()")
        return response

    return once


def _asked_key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        raise BadInput("idempotency-key-malformed", "Idempotency-Key gồm 1 đến 200 ký tự ASCII in được.")
    return key


def _request_hash() -> str:
    """Return what makes two requests the same: method, address and body."""
    digest = hashlib.sha256()
    for part in (request.method.encode(), request.full_path.encode("utf-8", "backslashreplace"), request.get_data()):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _again(held: StoredAnswer) -> Response:
    response = Response(held.body, held.status)
    response.headers.pop("Content-Type", None)
    response.headers.extend(orjson.loads(held.headers))
    response.headers["Idempotency-Replayed"] = "true"
    return response

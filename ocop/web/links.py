"""Links that whoever holds them may follow for a while: signed, so that nothing has to be remembered."""

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from ocop.domain.refusals import NotFound
from ocop.web.settings import now

#: How long a print shop may fetch a file.
LIFE = timedelta(days=7)


def signed(what: dict[str, Any], *, purpose: str) -> tuple[str, datetime]:
    """Return a token for something, and until when it holds."""
    until = now().replace(microsecond=0) + LIFE
    return _signer(purpose).dumps({**what, "until": int(until.timestamp())}), until


def read_signed(token: str, *, purpose: str) -> dict[str, Any]:
    """Return what a token is for. Raises NotFound `link-unknown` and `link-expired`."""
    try:
        held: dict[str, Any] = _signer(purpose).loads(token)
    except BadSignature as fault:
        raise NotFound("link-unknown", "Đường dẫn này không đúng; xin kiểm tra đã chép đủ chưa.") from fault
    if held.pop("until") < now().timestamp():
        raise NotFound("link-expired", "Đường dẫn này đã hết hạn; xin chủ thể gửi đường dẫn mới.")
    return held


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"ocop-link-{purpose}")

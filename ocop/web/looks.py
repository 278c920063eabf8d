"""Who looks: what a request's WSGI environment says of that, for the scan log."""

from collections.abc import Mapping
from typing import Any

from ocop.domain.scans import is_look as is_persons_look

_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")


def is_look(environ: Mapping[str, Any]) -> bool:
    """Tell whether a person looks: no HEAD, no prefetch, no preview, no robot."""
    purpose = " ".join(environ.get(name, "") for name in _AHEAD)
    return is_persons_look(environ["REQUEST_METHOD"], environ.get("HTTP_USER_AGENT", ""), purpose)

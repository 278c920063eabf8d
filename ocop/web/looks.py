"""Who looks: what a request's WSGI environment says of that, for the scan log."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ocop.domain.scans import browser_family
from ocop.domain.scans import is_look as is_persons_look

_AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")


@lru_cache(maxsize=4096)
def _judged(method: str, agent: str, purpose: str) -> str | None:
    """Return the family of a person's browser, or None where no person looks; agents come again and again."""
    return browser_family(agent) if is_persons_look(method, agent, purpose) else None


def looking_browser(environ: Mapping[str, Any]) -> str | None:
    """Return the family of the browser that a person looks with; None for HEAD, prefetches, previews and robots."""
    purpose = " ".join([environ[name] for name in _AHEAD if name in environ])
    return _judged(environ["REQUEST_METHOD"], environ.get("HTTP_USER_AGENT", "")[:300], purpose)

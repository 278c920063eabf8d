"""Who looks: a person with a browser, or a machine that fetches a page for another reason."""

from collections.abc import Mapping
from typing import Any

#: Machines that fetch a page to show a preview of it, or to index it; they are no scans.
_MACHINES = ("facebookexternalhit", "facebot", "twitterbot", "telegrambot", "whatsapp", "slackbot", "bot/", "crawler")
#: Zalo fetches previews under its name, and so does the browser inside it, which people scan with.
_ZALO, _PEOPLES = "zalo", ("iphone", "ipad", "mobile", "android")
_FAMILIES = ("edg", "samsungbrowser", "firefox", "chrome", "safari")


def is_look(environ: Mapping[str, Any]) -> bool:
    """Tell whether a person looks: no HEAD, no prefetch, no preview."""
    agent = environ.get("HTTP_USER_AGENT", "").lower()
    purpose = environ.get("HTTP_SEC_PURPOSE", "") + environ.get("HTTP_PURPOSE", "") + environ.get("HTTP_X_MOZ", "")
    is_zalo_preview = _ZALO in agent and not any(one in agent for one in _PEOPLES)
    is_machine = is_zalo_preview or any(one in agent for one in _MACHINES)
    return environ["REQUEST_METHOD"] == "GET" and "prefetch" not in purpose and not is_machine


def family_of(agent: str) -> str:
    """Return the family of a browser, which alone goes into the day's hash."""
    agent = agent.lower()
    return next((family for family in _FAMILIES if family in agent), "other")

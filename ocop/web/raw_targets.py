"""What a request asks for, as it was sent: path and query before any escape is undone."""

import re
from collections.abc import Mapping
from typing import Any

#: Where servers keep it: gunicorn, and werkzeug's own for tests and development.
_NAMES = ("RAW_URI", "REQUEST_URI")
_ORIGIN = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_ESCAPED = re.compile(r"[^A-Za-z0-9\-._~:/@!$&'()*+,;=]")
#: Qualifiers of a key: a slash that none of them follows may belong to a value.
_QUALIFIERS = frozenset(("10", "21", "22", "235", "254", "7040", "8011", "8019", "8020"))


def sent_target(environ: Mapping[str, Any]) -> str | None:
    """Return the path and query of a request as they were sent; None where the server kept no more than PATH_INFO."""
    found = next((str(environ[name]) for name in _NAMES if environ.get(name)), None)
    return None if found is None else _ORIGIN.sub("", found, count=1) or "/"


def rewritten_target(environ: Mapping[str, Any]) -> str:
    """Return path and query with the path's escapes made anew: which of its slashes were escaped is lost."""
    path = _ESCAPED.sub(_escape, environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""))
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def with_slashes_in_values(target: str) -> str:
    """Take slashes that no qualifier follows for parts of values.

    >>> with_slashes_in_values("/01/09520123456788/10/A/B/21/x/"), with_slashes_in_values("/01/09520123456788/foo")
    ('/01/09520123456788/10/A%2FB/21/x/', '/01/09520123456788/foo')
    """
    path, mark, query = target.partition("?")
    segments = path.split("/")
    kept = segments[:5]
    for place, segment in enumerate(segments[5:], start=5):
        is_value = len(kept) % 2 == 0
        is_end = place == len(segments) - 1 and not segment
        if is_value or is_end or segment in _QUALIFIERS:
            kept.append(segment)
        else:
            kept[-1] += f"%2F{segment}"
    return "/".join(kept) + mark + query


def _escape(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("latin-1" if found[0] <= "\xff" else "utf-8"))

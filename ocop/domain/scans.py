"""Scans: which requests are a person's look at a code, and the line that each leaves in a log.

A line is ten fields with tabs between and a line feed at its end:

    1  moment  day  product  unit  lot  item  state  visitor  area

`moment` is milliseconds since 1970 in UTC, `day` the day where the registry lives, `item` the index of the item in
its lot, `state` the word for what was shown, `visitor` the day's keyed hash. What there is none of is empty. A line
without its line feed was cut short and is no line.
"""

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

#: What the first field says; another form of line takes another number.
VERSION = "1"
_FIELDS = 10
#: The most letters of each text field, as the tables hold them.
_LONGEST = {"product_id": 36, "unit_id": 20, "lot": 20, "state": 20, "visitor": 32, "area": 40}
_MOST_ITEMS = 2**31
#: Those who fetch a page to show a preview of it, and general robots; CUBOT is a make of telephone.
_MACHINES = re.compile(
    r"facebookexternalhit|facebookcatalog|whatsapp/|slack-imgproxy|skypeuripreview|google-inspectiontool"
    r"|(?<!cu)bot(?![a-z])|crawl|spider|slurp|preview|lighthouse"
)
#: Zalo fetches previews under its name, and so does the browser inside it, which people scan with.
_ZALO, _PEOPLES = "zalo", ("iphone", "ipad", "mobile", "android")
_AHEAD = ("prefetch", "prerender", "preview")
#: What a browser's agent is searched for, in this order, and the family it then is of.
_FAMILIES = (
    ("edg", "edge"),
    ("samsungbrowser", "samsung"),
    ("fxios", "firefox"),
    ("firefox", "firefox"),
    ("crios", "chrome"),
    ("chrome", "chrome"),
    ("safari", "safari"),
)


class Look(NamedTuple):
    """One look at a code: nothing in it names a person or a place nearer than a province."""

    at: datetime
    on: date
    product_id: str
    unit_id: str | None
    lot: str | None
    item: int | None
    state: str
    visitor: str
    area: str | None


def is_look(method: str, agent: str, purpose: str = "") -> bool:
    """Tell whether a person looks: no HEAD, nothing fetched ahead, no preview of a link, no robot.

    `purpose` is what the headers Sec-Purpose, Purpose and X-Moz say, one after the other.

    >>> is_look("GET", "Mozilla/5.0 (Linux; Android 14) Mobile Zalo android/23"), is_look("GET", "ZaloPC-Preview")
    (True, False)
    """
    if method != "GET" or any(word in purpose.lower() for word in _AHEAD):
        return False
    agent = agent.lower()
    is_zalo_preview = _ZALO in agent and not any(word in agent for word in _PEOPLES)
    return not is_zalo_preview and _MACHINES.search(agent) is None


def browser_family(agent: str) -> str:
    """Return the family of a browser, the only part of its name that goes into the day's hash."""
    agent = agent.lower()
    return next((family for word, family in _FAMILIES if word in agent), "other")


def encoded(look: Look) -> bytes:
    """Return the line of a look. Raises ValueError where a field holds a tab or a line feed."""
    item = "" if look.item is None else str(look.item)
    moment = str(int(look.at.timestamp() * 1000))
    head = (VERSION, moment, look.on.isoformat(), look.product_id, look.unit_id or "", look.lot or "", item)
    line = "\t".join((*head, look.state, look.visitor, look.area or "")) + "\n"
    if line.count("\t") != _FIELDS - 1 or line.count("\n") != 1:
        raise ValueError("a field of a scan holds a tab or a line feed")
    return line.encode()


def decoded(line: bytes) -> Look | None:
    """Return the look of a line without its line feed, or None where it is none: no table takes less."""
    try:
        version, moment, day, *texts = line.decode().split("\t")
        product_id, unit_id, lot, item, state, visitor, area = texts
        look = Look(
            at=datetime.fromtimestamp(int(moment) / 1000, UTC),
            on=date.fromisoformat(day),
            product_id=product_id,
            unit_id=unit_id or None,
            lot=lot or None,
            item=int(item) if item else None,
            state=state,
            visitor=visitor,
            area=area or None,
        )
    except (ValueError, OverflowError, OSError):
        return None
    fits = all(
        len(text) <= most and text.isprintable()
        for text, most in ((getattr(look, name) or "", most) for name, most in _LONGEST.items())
    )
    is_whole = version == VERSION and product_id and state and visitor
    return look if is_whole and fits and 0 <= (look.item or 0) < _MOST_ITEMS else None

"""Entries as people say them: what was done, when, how much of what; before it becomes an event."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final

from ocop.domain.entry_events import EntryKind
from ocop.domain.refusals import BadInput, NotFound

#: The space of identities of entries (RFC 9562, section 6.6).
_SPACE: Final = uuid.UUID("8f0d6f0a-51a5-5b7e-9f1e-0c0c7f2a6d11")
#: How far a telephone's clock may run ahead.
_AHEAD: Final = timedelta(minutes=10)
#: What happens on one day happens in this order, where nobody said at what time.
_ORDER: Final = (
    EntryKind.HARVEST,
    EntryKind.PURCHASE,
    EntryKind.RECEIPT,
    EntryKind.PACK,
    EntryKind.BOX,
    EntryKind.DELIVERY,
    EntryKind.DESTRUCTION,
    EntryKind.NOTE,
)
_KEY: Final = re.compile(r"[0-9A-Za-z-]{8,64}")
#: `amount:` before what something is taken from, in the names of a form's fields.
AMOUNT: Final = "amount:"
BOX: Final = "box:"
BOXES: Final = "boxes:"
#: The field that chooses what a note is about.
ABOUT: Final = "about"
#: The most boxes that one entry packs.
MOST_BOXES: Final = 50


@dataclass(frozen=True)
class Take:
    """So much of something; all of it, or the thing itself, where no amount is said.

    `source` is `raw:ID`, `lot:PRODUCT:LOT`, `epc:NUMBER`, `box:CODE`; `entry:KEY` and `boxes:KEY` are what an earlier
    entry brought in or packed.
    """

    source: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class Spoken:
    """An entry as it was said. `key` is its own, made once where it was typed; `site` and `partner` are ids."""

    kind: EntryKind
    key: str
    day: date
    at: time | None = None
    takes: Sequence[Take] = ()
    name: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    site: str | None = None
    partner: str | None = None
    partner_name: str | None = None
    partner_phone: str | None = None
    product: str | None = None
    lot: str | None = None
    best_before: date | None = None
    box: str | None = None
    count: int | None = None
    code: str | None = None
    note: str | None = None
    anyway: bool = False


def parse_kind(text: str) -> EntryKind:
    """Return a kind by its word. Raises NotFound `entry-unknown`."""
    try:
        return EntryKind(text)
    except ValueError as fault:
        raise NotFound("entry-unknown", "Nhật ký không có loại việc này.") from fault


def entry_key(text: str | None) -> str:
    """Return the key of an entry. Raises BadInput `entry-key-malformed`."""
    if not text or not _KEY.fullmatch(text):
        raise BadInput(
            "entry-key-malformed", "Việc gửi lên thiếu mã riêng; xin tải lại trang rồi ghi lại.", field="key"
        )
    return text


def identity_of(subject_id: str, key: str, part: str = "") -> str:
    """Return the one identity that a subject's entry of this key has, or a part of it; the same at any time.

    >>> identity_of("s", "12345678") == identity_of("s", "12345678"), len(identity_of("s", "12345678", "raw"))
    (True, 36)
    """
    return str(uuid.uuid5(_SPACE, f"{subject_id}:{key}:{part}"))


def moment_of(spoken: Spoken, now: datetime, zone: tzinfo) -> datetime:
    """Return when it happened: as said, now if it was today, else about noon in the order of a day's work.

    Raises BadInput `entry-in-future`.
    """
    here = now.astimezone(zone)
    if spoken.at is not None:
        moment = datetime.combine(spoken.day, spoken.at, zone)
    elif spoken.day == here.date():
        moment = here
    else:
        noon = datetime.combine(spoken.day, time(12), zone)
        moment = noon + timedelta(minutes=_ORDER.index(spoken.kind))
    if moment > here + _AHEAD:
        words = "Ngày %(day)s chưa tới; nhật ký chỉ ghi việc đã làm."
        raise BadInput("entry-in-future", words, field="day", day=f"{spoken.day:%d/%m/%Y}")
    return min(moment, here)


def takes_in(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a form takes from: each source that has an amount, is ticked or chosen, with the words beside it.

    >>> takes_in({"amount:raw:1": " 5 ", "amount:raw:2": "", "box:T-1": "1", "name": "x"})
    [('raw:1', '5'), ('box:T-1', '')]
    """
    found = [(name.removeprefix(AMOUNT), text.strip()) for name, text in fields.items() if name.startswith(AMOUNT)]
    boxes = [(name, "") for name, text in fields.items() if name.startswith((BOX, BOXES)) and text]
    about = [(fields[ABOUT], "")] if fields.get(ABOUT) else []
    return [(source, text) for source, text in found if text] + boxes + about


def gist_of(event: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what an event says apart from its identity and its hour: two entries of one gist are one typed twice.

    What an entry brings into being has a name of its own each time, so the name that people gave it counts.
    """
    ilmd = event.get("ilmd", {})
    is_new_thing = event.get("action") == "ADD" and event["type"] == "ObjectEvent"
    quantities = []
    for member in ("quantityList", "inputQuantityList", "outputQuantityList", "childQuantityList"):
        for one in event.get(member, ()):
            about = ilmd.get("ocop:name") if is_new_thing else one["epcClass"]
            quantities.append((member, about, one.get("quantity"), one.get("uom")))
    parties = [
        (name, tuple(sorted(one.items())))
        for name in ("sourceList", "destinationList")
        for one in event.get(name, ())
    ]
    return (
        event["type"],
        event.get("action"),
        event.get("bizStep"),
        str(event["eventTime"])[:10],
        tuple(sorted(quantities, key=repr)),
        tuple(event.get("epcList", ())),
        tuple(parties),
        event.get("ocop:note"),
    )

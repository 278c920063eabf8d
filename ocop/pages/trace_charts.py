"""Traces drawn: what stands in each box of a drawing, for telephones and for desks."""

import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ocop.domain.trace_drawings import DESK, MOST_DRAWN, PHONE, Box, Drawing, Sheet, drawing_of
from ocop.domain.trace_tables import ThingRow
from ocop.pages.words import day_words

KIND_WORDS = {
    "raw_lot": _l("Nguyên liệu"),
    "lot": _l("Lô sản phẩm"),
    "item": _l("Đơn vị"),
    "box": _l("Thùng"),
    "party": _l("Nơi nhận"),
    "thing": _l("Vật khác"),
}
ICONS = {"raw_lot": "leaf", "lot": "jar", "item": "jar", "box": "box", "party": "truck", "thing": "dash"}
_OTHERS = {
    "raw_lot": _l("+ %(count)s nguyên liệu khác"),
    "lot": _l("+ %(count)s lô khác"),
    "item": _l("+ %(count)s đơn vị khác"),
    "box": _l("+ %(count)s thùng khác"),
    "party": _l("+ %(count)s nơi nhận khác"),
    "thing": _l("+ %(count)s thứ khác"),
}
#: How wide a letter of 14 px is, about; and the room at both sides of a box.
_LETTER, _PADDING = 7.7, 20


@dataclass(frozen=True, slots=True)
class Card:
    """A box with its words: up to two lines of its name, what it is, how much and when."""

    box: Box
    look: str
    icon: str
    lines: Sequence[str]
    about: str
    detail: str
    href: str | None
    title: str
    is_recalled: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing for one width of screen; `name` tells it apart from the other."""

    name: str
    drawing: Drawing
    cards: Sequence[Card]


Linked = Callable[[ThingRow], str | None]


def pictures(told: Mapping[str, Any], rows: Sequence[ThingRow], linked: Linked) -> list[Picture]:
    """Return a trace drawn for a telephone and for a desk; nothing of a single thing, or of too many to draw."""
    if not 1 < len(rows) <= MOST_DRAWN:
        return []
    known = {one.id: one for one in rows}
    steps = [one["id"] for one in told["nodes"] if one["kind"] == "step"]
    keys = [*known, *steps]
    arrows = [(one["from"], one["to"]) for one in told["edges"]]
    first = {one.id for one in rows if one.depth == 0 or one.state == "recalled"}
    found = []
    for name, sheet in (("phone", PHONE), ("desk", DESK)):
        drawing = drawing_of(keys, arrows, sheet, dots=steps, first=first)
        cards = [_card(box, known, linked, sheet) for box in drawing.boxes if not box.is_dot]
        found.append(Picture(name, drawing, cards))
    return found


def _card(box: Box, known: Mapping[str, ThingRow], linked: Linked, sheet: Sheet) -> Card:
    if box.folded:
        return _fold_card(box, known)
    row = known[box.key]
    is_recalled = row.state == "recalled"
    looks = ["trace-box", f"trace-{row.kind}"]
    looks += ["trace-recalled"] if is_recalled else []
    looks += ["trace-start"] if row.depth == 0 else []
    about = _("Lô %(lot)s", lot=row.lot) if row.lot else str(KIND_WORDS[row.kind])
    detail = " · ".join(part for part in (row.amount, f"{row.on:%d/%m}" if row.on else "") if part)
    told = [
        row.title,
        str(KIND_WORDS[row.kind]),
        row.amount,
        day_words(row.on),
        _("Đang thu hồi") if is_recalled else "",
    ]
    width = box.width - _PADDING
    return Card(
        box, " ".join(looks), ICONS[row.kind], _wrapped(row.name, int(width / _LETTER)),
        _cut(about, int((width - 22) / _LETTER)), _cut(detail, int((width + 2) / _LETTER)), linked(row),
        ", ".join(one for one in told if one), is_recalled,
    )  # fmt: skip


def _fold_card(box: Box, known: Mapping[str, ThingRow]) -> Card:
    """Return the words of a box that stands for many; its link leads to the table, which tells all."""
    kinds = Counter(known[one].kind for one in box.folded if one in known)
    kind = next(iter(kinds)) if len(kinds) == 1 else "thing"
    words = str(_OTHERS[kind]) % {"count": sum(kinds.values())}
    return Card(box, "trace-box trace-fold", ICONS[kind], [words], _("Xem ở bảng"), "", "#things", words)


def _wrapped(name: str, letters: int) -> list[str]:
    """Return a name in at most two lines."""
    lines = textwrap.wrap(name, letters, break_long_words=True) or ["–"]
    return lines if len(lines) <= 2 else [lines[0], _cut(f"{lines[1]} {lines[2]}", letters)]


def _cut(words: str, letters: int) -> str:
    return words if len(words) <= letters else f"{words[: letters - 1].rstrip()}…"

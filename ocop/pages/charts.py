"""Charts drawn on the server as inline SVG, each used together with a table of the same figures.

Widths are percentages and heights are pixels, so that a letter has the same size on a phone and on a
wide screen and only the bars stretch. Colours come from classes of the style sheet (the policy forbids
style attributes); the presentation attributes are what remains where no style sheet is at hand.

A chart without links is one picture to a screen reader; with links it is a group, because what is inside
a picture cannot be reached.
"""

import textwrap
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

#: Letters of a label in one line of 15 px beside its value, on a phone of 390 px.
LINE_LETTERS = 34
LINE = 20
BAR = 12
#: Labels that fit beneath the columns of a phone.
COLUMN_LABELS = 6
#: Beyond so many columns a label is wider than its column.
NARROW_COLUMNS = 12
#: Room above the tallest column for its value.
HEAD = 24
#: What bars lie on and columns stand on.
TRACK = '<rect class="chart-track" x="0" y="{}" width="100%" height="{}" rx="3" fill="#ece7da"/>'
BASE_LINE = '<line class="chart-grid" x1="0" x2="100%" y1="{0}" y2="{0}" stroke="#ddd6c5"/>'
#: A value above zero is never drawn thinner than this share of the width.
LEAST_PERCENT = 0.8
#: Fills of the seven series where there is no style sheet; `.chart-1` to `.chart-7` there.
FILLS = ("#2f7d57", "#c9892b", "#8d3f68", "#4b7a96", "#9a9a6a", "#a4562c", "#6b6f6c")

Number = int | float
Writer = Callable[[Number], str]


@dataclass(frozen=True)
class Item:
    """One bar or column: what it counts, how many, and where to read more."""

    label: str
    value: Number
    href: str | None = None


@dataclass(frozen=True)
class Row:
    """One stacked bar: a value for each series, in the order of the series."""

    label: str
    values: Sequence[Number]
    href: str | None = None


def vietnamese_number(value: Number) -> str:
    """Return a number as Vietnamese write it: a point between thousands, a comma before decimals.

    >>> vietnamese_number(1234567), vietnamese_number(81.25)
    ('1.234.567', '81,25')
    """
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


def bars(
    items: Sequence[Item], *, title: str, description: str, series: int = 1, number: Writer = vietnamese_number
) -> Markup:
    """Return horizontal bars, each under its label and beside its value; an item with href is a link."""
    most = max((item.value for item in items), default=0)
    drawn, top = Markup(""), 0
    for item in items:
        pieces = [(series, _percent(item.value, most), "")]
        row, height = _row(item, number(item.value), pieces, top)
        drawn, top = drawn + row, top + height
    return _chart(drawn, top, title, description, linked=any(item.href for item in items))


def stacked(
    rows: Sequence[Row],
    series: Sequence[str],
    *,
    title: str,
    description: str,
    as_shares: bool = False,
    number: Writer = vietnamese_number,
) -> Markup:
    """Return one bar per row, cut into the series; the row's value is its sum, the legend comes first.

    With `as_shares` every bar is as long as the others and shows what its row is made of, which is the
    only way to see what 3 consist of beside 337.
    """
    most = max((sum(row.values) for row in rows), default=0)
    drawn, top = _legend(series)
    for row in rows:
        whole = sum(row.values)
        widths = [_percent(value, whole if as_shares else most) for value in row.values]
        shrink = min(1.0, 100 / (sum(widths) or 100))
        pieces = [
            (place, width * shrink, f"{name}: {number(value)}")
            for place, (name, value, width) in enumerate(zip(series, row.values, widths, strict=True), start=1)
        ]
        body, height = _row(row, number(whole), pieces, top)
        drawn, top = drawn + body, top + height
    return _chart(drawn, top, title, description, linked=any(row.href for row in rows))


def columns(
    items: Sequence[Item],
    *,
    title: str,
    description: str,
    series: int = 1,
    height: int = 180,
    number: Writer = vietnamese_number,
) -> Markup:
    """Return upright columns for a run of time; where they are many, every few get a label and a value."""
    most = max((item.value for item in items), default=0)
    step = max(1, -(-len(items) // COLUMN_LABELS))
    drawn, peak_shown = Markup(BASE_LINE).format(height + HEAD), False
    for place, item in enumerate(items):
        is_peak = item.value == most > 0 and not peak_shown
        peak_shown = peak_shown or is_peak
        slot = _Slot(place, len(items), height, max(2.0, height * item.value / most) if item.value > 0 else 0.0)
        body = _column(item, slot, series, number(item.value))
        if step == 1 or is_peak:
            body += slot.words(number(item.value), slot.top - 7, "chart-value")
        if (len(items) - 1 - place) % step == 0:
            body += slot.words(item.label, height + 43, "chart-name chart-soft")
        drawn += _linked(body, item.href)
    return _chart(drawn, height + 48, title, description, linked=any(item.href for item in items))


def share(
    part: Number,
    whole: Number,
    *,
    title: str,
    description: str,
    label: str,
    number: Writer = vietnamese_number,
) -> Markup:
    """Return a ring filled by part of whole, the percentage in its middle; nothing of nothing is 0 %."""
    fraction = min(1.0, max(0.0, part / whole)) if whole else 0.0
    percent = number(round(100 * fraction, 1)).removesuffix(",0") + " %"
    arc = Markup("")
    if fraction:
        arc = Markup(
            '<circle class="chart-arc" cx="60" cy="60" r="50" fill="none" stroke="#2f7d57" stroke-width="13"'
            ' pathLength="1000" stroke-dasharray="{} 1000" transform="rotate(-90 60 60)"/>'
        ).format(round(1000 * fraction))
    body = Markup(
        '<circle class="chart-ring-track" cx="60" cy="60" r="50" fill="none" stroke="#ece7da" stroke-width="13"/>'
        '{}<text class="chart-big" x="60" y="66" text-anchor="middle">{}</text>'
        '<text class="chart-soft" x="60" y="80" text-anchor="middle">{}</text>'
    ).format(arc, percent, label)
    return _frame(body, Markup('viewBox="0 0 120 120"'), "chart chart-ring", title, description, role="img")


def _row(named: Item | Row, value: str, pieces: Sequence[tuple[int, float, str]], top: int) -> tuple[Markup, int]:
    """Return one labelled bar and its height; a piece is (series, width in percent, words for a pointer)."""
    lines = textwrap.wrap(named.label, LINE_LETTERS) or ["–"]
    bar_top = top + LINE * len(lines) + 5
    height = bar_top - top + BAR + 16
    body = _field(0, 100, top - 6, height) + _label(lines, value, top) + _track(bar_top)
    left = 0.0
    for series, width, words in pieces:
        body += _rect(series, left, width, bar_top, BAR, words)
        left += width
    return _linked(body, named.href), height


def _percent(value: Number, most: Number) -> float:
    """Return a value as percent of the largest; the tiny stays visible, zero and less are nothing."""
    if value <= 0 or most <= 0:
        return 0.0
    return round(max(LEAST_PERCENT, 100 * value / most), 3)


def _label(lines: Sequence[str], value: str, top: int) -> Markup:
    """Return the lines of a label at the left and the value at the right of the first."""
    spans = Markup("").join(
        Markup('<tspan x="0" y="{}">{}</tspan>').format(top + 15 + LINE * place, line)
        for place, line in enumerate(lines)
    )
    return Markup(
        '<text class="chart-name" font-size="15">{}</text>'
        '<text class="chart-value" x="100%" y="{}" text-anchor="end" font-size="15">{}</text>'
    ).format(spans, top + 15, value)


def _track(top: int) -> Markup:
    """Return the pale full length behind a bar."""
    return Markup(TRACK).format(top, BAR)


def _field(left: float, width: float, top: float, height: float, words: str = "") -> Markup:
    """Return a clear field that makes a thin thing easy to hit, and names it to a pointer."""
    named = Markup("<title>{}</title>").format(words) if words else ""
    return Markup('<rect x="{}%" y="{}" width="{}%" height="{}" fill="none" pointer-events="all">{}</rect>').format(
        round(left, 3), top, round(width, 3), height, named
    )


def _rect(series: int, left: float, width: float, top: float, height: float, words: str = "") -> Markup:
    """Return a piece in the colour of its series; nothing where there is nothing to show."""
    if not width or not height:
        return Markup("")
    colour = (series - 1) % len(FILLS) + 1
    named = Markup("<title>{}</title>").format(words) if words else ""
    look = f"chart-{colour} chart-gap" if words else f"chart-{colour}"
    return Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}" rx="{}" fill="{}">{}</rect>').format(
        look, round(left, 3), top, round(width, 3), height, 0 if words else 3, FILLS[colour - 1], named
    )


def _legend(series: Sequence[str]) -> tuple[Markup, int]:
    """Return the names of the series in two columns, and the height they take."""
    drawn = Markup("")
    for place, name in enumerate(series):
        drawn += Markup(
            '<svg x="{}%" y="{}" width="50%" height="24" overflow="visible">'
            '<rect class="chart-{}" x="0" y="4" width="13" height="13" rx="3" fill="{}"/>'
            '<text class="chart-soft" x="20" y="15" font-size="13">{}</text></svg>'
        ).format(50 * (place % 2), 24 * (place // 2), place % 7 + 1, FILLS[place % 7], name)
    return drawn, 24 * -(-len(series) // 2) + 14


@dataclass(frozen=True)
class _Slot:
    """The place of one column among its neighbours, widths in percent and heights in pixels."""

    place: int
    count: int
    height: int
    tall: float

    @property
    def top(self) -> float:
        """Where the column begins, below the room for its value."""
        return round(self.height + HEAD - self.tall, 1)

    def percent(self, part: float) -> float:
        """Return how far from the left a part (0 to 1) of this slot lies."""
        return round(100 * (self.place + part) / self.count, 3)

    def words(self, text: str, y: float, look: str) -> Markup:
        """Return words in the middle of the slot; at the end of many narrow ones they end where it does."""
        is_edge = self.place == self.count - 1 and self.count > NARROW_COLUMNS
        part, anchor = (1.0, "end") if is_edge else (0.5, "middle")
        return Markup('<text class="{}" x="{}%" y="{}" text-anchor="{}" font-size="13">{}</text>').format(
            look, self.percent(part), y, anchor, text
        )


def _column(item: Item, slot: _Slot, series: int, value: str) -> Markup:
    """Return one column, and the field above it that names it."""
    width = 100 / slot.count
    field = _field(slot.percent(0), width, 0, slot.height + HEAD, f"{item.label}: {value}")
    return field + _rect(series, slot.percent(0.14), width * 0.72, slot.top, round(slot.tall, 1))


def _linked(body: Markup, href: str | None) -> Markup:
    """Return the body inside a link, if it leads anywhere on this site or the web."""
    if href is None:
        return body
    if not href.startswith(("/", "?", "#", "https://", "http://")):
        raise ValueError(f"a chart links to pages only, not to {href!r}")
    return Markup('<a class="chart-link" href="{}">{}</a>').format(href, body)


def _chart(body: Markup, height: int, title: str, description: str, *, linked: bool) -> Markup:
    """Return the body in a frame as wide as its place."""
    size = Markup('width="100%" height="{}"').format(max(height, 1))
    return _frame(body, size, "chart", title, description, role="group" if linked else "img")


def _frame(body: Markup, size: Markup, look: str, title: str, description: str, *, role: str) -> Markup:
    """Return the whole SVG with its name and description for who cannot see it."""
    key = f"chart-{zlib.crc32((title + description).encode()):08x}"
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="{}" {} role="{}" aria-labelledby="{}-title"'
        ' aria-describedby="{}-desc"><title id="{}-title">{}</title><desc id="{}-desc">{}</desc>{}</svg>'
    ).format(look, size, role, key, key, key, title, key, description, body)

"""Drawings of traces: things in layers from top to bottom, each line from what went in to what came of it.

A sheet is as wide as a telephone or a desk. A layer of more things than columns goes over several rows; its lines
run in the gap between two columns, so that none crosses a box. What no row has room for is folded into one box.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

#: Beyond so many things nobody follows lines any more: a table tells them better.
MOST_DRAWN: Final = 200
_SWEEPS: Final = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn on: its width, how many boxes stand side by side (an even number), how many rows a layer has."""

    width: int
    columns: int
    rows: int
    height: int = 92
    widest: int = 250
    gutter: int = 26
    margin: int = 16
    row_gap: int = 14
    layer_gap: int = 44

    @property
    def room(self) -> float:
        """The width that boxes share."""
        return self.width - 2 * self.margin

    @property
    def column(self) -> float:
        """The width of one of all columns."""
        return (self.room - (self.columns - 1) * self.gutter) / self.columns


PHONE: Final = Sheet(width=344, columns=2, rows=4)
DESK: Final = Sheet(width=860, columns=4, rows=4, widest=215)


class Box(NamedTuple):
    """Where a thing stands; `folded` are the things that one box stands for, `key` the first of them."""

    key: str
    layer: int
    x: float
    y: float
    width: float
    height: float
    is_dot: bool = False
    folded: tuple[str, ...] = ()


class Line(NamedTuple):
    """The way from one box to another, as SVG writes it; `is_back` where it closes a circle."""

    src: str
    dst: str
    path: str
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and lines on a sheet, in its own units."""

    width: int
    height: float
    boxes: list[Box]
    lines: list[Line]


Arrow = tuple[str, str]


def forward_arrows(keys: Sequence[str], arrows: Iterable[Arrow]) -> tuple[list[Arrow], list[Arrow]]:
    """Return the arrows between different things that go on, and those that lead back into where they came from."""
    known = set(keys)
    onward: dict[str, list[str]] = {key: [] for key in keys}
    for src, dst in dict.fromkeys(arrows):
        if src != dst and src in known and dst in known:
            onward[src].append(dst)
    back: set[Arrow] = set()
    done: set[str] = set()
    for start in keys:
        if start not in done:
            back |= _backs(start, onward, done)
    told = [(src, dst) for src, several in onward.items() for dst in several]
    return [one for one in told if one not in back], [one for one in told if one in back]


def _backs(start: str, onward: Mapping[str, Sequence[str]], done: set[str]) -> set[Arrow]:
    """Go deep from a thing and return the arrows that reach the way they are on."""
    found: set[Arrow] = set()
    way = {start}
    stack = [(start, iter(onward[start]))]
    while stack:
        here, rest = stack[-1]
        there = next(rest, None)
        if there is None:
            stack.pop()
            way.discard(here)
            done.add(here)
        elif there in way:
            found.add((here, there))
        elif there not in done:
            way.add(there)
            stack.append((there, iter(onward[there])))
    return found


def layers_of(keys: Sequence[str], forward: Collection[Arrow]) -> dict[str, int]:
    """Return the layer of each thing: below all that it came from; beginnings just above what they went into."""
    before: dict[str, int] = dict.fromkeys(keys, 0)
    onward: dict[str, list[str]] = {key: [] for key in keys}
    for src, dst in forward:
        before[dst] += 1
        onward[src].append(dst)
    starts = [key for key in keys if not before[key]]
    layers, queue = dict.fromkeys(keys, 0), list(starts)
    for here in queue:
        for there in onward[here]:
            layers[there] = max(layers[there], layers[here] + 1)
            before[there] -= 1
            if not before[there]:
                queue.append(there)
    for key in starts:
        if onward[key]:
            layers[key] = min(layers[one] for one in onward[key]) - 1
    return layers


def rows_of(keys: Sequence[str], layers: Mapping[str, int], forward: Collection[Arrow]) -> list[list[str]]:
    """Return the things of each layer in an order in which few lines cross: each where its neighbours are."""
    rows: list[list[str]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    for key in keys:
        rows[layers[key]].append(key)
    above: dict[str, list[str]] = {key: [] for key in keys}
    below: dict[str, list[str]] = {key: [] for key in keys}
    for src, dst in forward:
        above[dst].append(src)
        below[src].append(dst)
    places = {key: _share(place, row) for row in rows for place, key in enumerate(row)}
    for sweep in range(_SWEEPS):
        is_down = sweep % 2 == 0
        for row in rows if is_down else reversed(rows):
            near = above if is_down else below
            row.sort(key=lambda key: (_middle([places[one] for one in near[key]], places[key]), places[key]))
            places |= {key: _share(place, row) for place, key in enumerate(row)}
    return rows


def _share(place: int, row: Sequence[str]) -> float:
    """Return how far to the right a place lies in its row, from 0 to 1."""
    return (place + 0.5) / len(row)


def _middle(places: Sequence[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def drawing_of(
    keys: Sequence[str], arrows: Iterable[Arrow], sheet: Sheet, *, dots: Collection[str] = (),
    first: Collection[str] = (),
) -> Drawing:  # fmt: skip
    """Return a drawing of things and of what went into what, each thing once, in a box or folded into one.

    `dots` are drawn as points; what is among `first` is never folded away while there is room.
    """
    forward, back = forward_arrows(keys, arrows)
    rows = rows_of(keys, layers_of(keys, forward), forward)
    page = _Page(sheet, set(dots))
    for row in rows:
        page.add(*_folded(row, sheet.columns * sheet.rows, first, page.dots))
    lines = [page.line(src, dst, is_back=(src, dst) in back) for src, dst in (*forward, *back)]
    drawn = {(one.src, one.dst): one for one in lines if one is not None}
    return Drawing(sheet.width, page.bottom, page.boxes, list(drawn.values()))


def _folded(
    row: Sequence[str], most: int, first: Collection[str], dots: Collection[str]
) -> tuple[list[str], tuple[str, ...]]:
    """Return what is shown of a layer in its order, and what is folded."""
    if len(row) <= most:
        return list(row), ()
    wanted = sorted(row, key=lambda key: (key not in first, key in dots))
    shown = set(wanted[: most - 1])
    return [key for key in row if key in shown], tuple(key for key in row if key not in shown)


class _Port(NamedTuple):
    """Where a line meets a layer's edge, and the way from there to its box."""

    x: float
    y: float
    way: str


@dataclass
class _Page:
    """A sheet as it fills from the top."""

    sheet: Sheet
    dots: set[str]
    boxes: list[Box] = field(default_factory=list)
    bottom: float = 0
    #: The box of each thing, the folded ones too; the upper and lower edge of each layer; which gap a box lies at.
    of: dict[str, Box] = field(default_factory=dict)
    edges: list[tuple[float, float]] = field(default_factory=list)
    gaps: dict[str, tuple[float, bool]] = field(default_factory=dict)

    def add(self, keys: Sequence[str], folded: tuple[str, ...]) -> None:
        """Add a layer beneath the others."""
        sheet, layer = self.sheet, len(self.edges)
        top = self.bottom + sheet.layer_gap if self.edges else 4.0
        names = [*keys, *folded[:1]]
        only_dots = all(key in self.dots for key in names)
        height = 12 if only_dots else sheet.height
        deep = 1 if len(names) <= sheet.columns else -(-len(names) // sheet.columns)
        for place, key in enumerate(names):
            x, width = self._across(place, len(names), deep)
            box = Box(key, layer, x, top + place % deep * (height + sheet.row_gap), width, height)
            if key in folded:
                box = box._replace(folded=folded)
            elif key in self.dots:
                box = box._replace(x=x + width / 2 - 6, y=box.y + height / 2 - 6, width=12, height=12, is_dot=True)
            self.boxes.append(box)
            self.of |= dict.fromkeys(box.folded or (key,), box)
            if deep > 1:
                column = place // deep
                middle = sheet.margin + (column // 2 * 2 + 1) * (sheet.column + sheet.gutter) - sheet.gutter / 2
                self.gaps[key] = (middle, column % 2 == 0)
        self.bottom = top + deep * (height + sheet.row_gap) - sheet.row_gap
        self.edges.append((top, self.bottom))

    def _across(self, place: int, count: int, deep: int) -> tuple[float, float]:
        """Return where a box begins and how wide it is: in its column, or in the middle where a layer is one row."""
        sheet = self.sheet
        if deep > 1:
            return sheet.margin + place // deep * (sheet.column + sheet.gutter), sheet.column
        width = min(sheet.widest, (sheet.room - (count - 1) * sheet.gutter) / count)
        slot = sheet.room / count
        return sheet.margin + slot * place + (slot - width) / 2, width

    def line(self, src: str, dst: str, *, is_back: bool) -> Line | None:
        """Return the line between two things; None within one box."""
        start, end = self.of[src], self.of[dst]
        if start.key == end.key:
            return None
        out, into = self._out(start), self._into(end)
        if end.layer == start.layer + 1:
            half = (into.y - out.y) / 2
            way = f"C{_n(out.x)} {_n(out.y + half)} {_n(into.x)} {_n(into.y - half)} {_n(into.x)} {_n(into.y)}"
        else:
            way = self._around(out, into)
        return Line(start.key, end.key, f"{out.way}{way}{into.way}", is_back)

    def _around(self, out: _Port, into: _Port) -> str:
        """Return a way past other layers, at the edge of the sheet that is nearer."""
        is_left = out.x + into.x <= self.sheet.width
        x = 5 if is_left else self.sheet.width - 5
        reach = self.sheet.layer_gap * 0.8
        below, above = out.y + reach, into.y - reach
        return (
            f"C{_n(out.x)} {_n(below)} {x} {_n(out.y)} {x} {_n(below)}"
            f"V{_n(above)}C{x} {_n(into.y)} {_n(into.x)} {_n(above)} {_n(into.x)} {_n(into.y)}"
        )

    def _out(self, box: Box) -> _Port:
        """Return where lines leave the layer of a box, and their way there."""
        lower = self.edges[box.layer][1]
        if box.key not in self.gaps:
            x, y = box.x + box.width / 2, box.y + box.height
            return _Port(x, lower, f"M{_n(x)} {_n(y)}" + (f"V{_n(lower)}" if lower > y else ""))
        middle, is_left = self.gaps[box.key]
        x, y = middle + 4, box.y + box.height * 0.65
        side = box.x + box.width if is_left else box.x
        return _Port(x, lower, f"M{_n(side)} {_n(y)}Q{_n(x)} {_n(y)} {_n(x)} {_n(y + 9)}V{_n(lower)}")

    def _into(self, box: Box) -> _Port:
        """Return where lines enter the layer of a box, and their way on."""
        upper = self.edges[box.layer][0]
        if box.key not in self.gaps:
            x = box.x + box.width / 2
            return _Port(x, upper, f"V{_n(box.y)}" if box.y > upper else "")
        middle, is_left = self.gaps[box.key]
        x, y = middle - 4, box.y + box.height * 0.35
        side = box.x + box.width if is_left else box.x
        return _Port(x, upper, f"V{_n(y - 9)}Q{_n(x)} {_n(y)} {_n(side)} {_n(y)}")


def _n(number: float) -> str:
    """Return a length as SVG writes it."""
    return f"{number:.1f}".removesuffix(".0")

"""Drawings of genealogies: things in layers from what came first to who has it now, lines between them.

Layers follow the longest way from a beginning; within a layer things stand near what they came from (the barycentre
heuristic of Sugiyama, Tagawa and Toda, 1981). What a layer has no room for stands together in one place of its own.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

Id = TypeVar("Id", bound=Hashable)
Arrow = tuple[Id, Id]

#: Things of which no drawing is made any more: the table beneath says more.
MOST_THINGS: Final = 400
#: Steps of work where so many ways meet stay in the drawing; through others lines go straight.
_MANY_WAYS: Final = 24
_SWEEPS: Final = 4


@dataclass(frozen=True)
class Room:
    """How much room a drawing has: places in a row, rows of one layer, and the size of things, all in pixels."""

    columns: int
    rows: int = 3
    width: int = 172
    height: int = 58
    gap_x: int = 14
    gap_y: int = 12
    gap_layer: int = 40

    @property
    def across(self) -> int:
        """The width of the whole."""
        return self.columns * self.width + (self.columns - 1) * self.gap_x


#: For a telephone held upright, and for a desk.
PHONE: Final = Room(columns=2)
DESK: Final = Room(columns=5, rows=2)


@dataclass(frozen=True)
class Box(Generic[Id]):
    """A thing in its place; `more` are the things that stand there together, where there was no room for each."""

    thing: Id | None
    x: int
    y: int
    more: tuple[Id, ...] = ()


@dataclass(frozen=True)
class Drawing(Generic[Id]):
    """A drawing: `lines` go from the lower edge of one box to the upper edge of another, in pixels."""

    width: int
    height: int
    boxes: list[Box[Id]] = field(default_factory=list)
    lines: list[tuple[int, int, int, int]] = field(default_factory=list)


def without_steps(steps: Collection[Id], arrows: Sequence[Arrow[Id]]) -> tuple[set[Id], list[Arrow[Id]]]:
    """Let lines go straight through steps of work where few ways meet; return the steps that stay, and the lines."""
    into: dict[Id, list[Id]] = {one: [] for one in steps}
    out: dict[Id, list[Id]] = {one: [] for one in steps}
    for src, dst in arrows:
        if dst in into:
            into[dst].append(src)
        if src in out:
            out[src].append(dst)
    stay = {one for one in steps if len(into[one]) * len(out[one]) > _MANY_WAYS or not into[one] or not out[one]}
    gone = into.keys() - stay
    kept = [(src, dst) for src, dst in arrows if src not in gone and dst not in gone]
    straight = [(src, dst) for one in gone for src in into[one] for dst in out[one] if src not in gone]
    return stay, list(dict.fromkeys(kept + straight))


def layers_of(things: Sequence[Id], arrows: Sequence[Arrow[Id]]) -> list[list[Id]]:
    """Return things in layers, each below everything that it came from; arrows that close a circle do not count.

    >>> layers_of(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c"), ("c", "a")])
    [['a'], ['b'], ['c']]
    """
    known = set(things)
    children: dict[Id, list[Id]] = {one: [] for one in things}
    for src, dst in arrows:
        if src in known and dst in known and src != dst:
            children[src].append(dst)
    depths: dict[Id, int] = dict.fromkeys(things, 0)
    for one in _in_order(things, children):
        for child in children[one]:
            depths[child] = max(depths[child], depths[one] + 1)
    layers: list[list[Id]] = [[] for _ in range(max(depths.values(), default=-1) + 1)]
    for one in things:
        layers[depths[one]].append(one)
    return _untangled([one for one in layers if one], arrows)


def _in_order(things: Sequence[Id], children: Mapping[Id, list[Id]]) -> list[Id]:
    """Return things so that each stands before its children; arrows back to what is still open are dropped."""
    done: dict[Id, bool] = {}
    order: list[Id] = []
    parents = {child for several in children.values() for child in several}
    for start in [*(one for one in things if one not in parents), *things]:
        if start in done:
            continue
        path = [(start, iter(list(children[start])))]
        done[start] = False
        while path:
            one, rest = path[-1]
            for child in rest:
                if child not in done:
                    done[child] = False
                    path.append((child, iter(list(children[child]))))
                    break
                if not done[child]:
                    children[one].remove(child)
            else:
                done[one] = True
                order.append(one)
                path.pop()
    order.reverse()
    return order


def _untangled(layers: list[list[Id]], arrows: Sequence[Arrow[Id]]) -> list[list[Id]]:
    """Let things stand near what they are joined to, downwards and upwards in turn."""
    near: dict[Id, list[Id]] = {}
    for src, dst in arrows:
        near.setdefault(src, []).append(dst)
        near.setdefault(dst, []).append(src)
    place = {one: number for layer in layers for number, one in enumerate(layer)}
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            mine = set(layer)
            weights = {}
            for one in layer:
                others = [place[other] for other in near.get(one, ()) if other in place and other not in mine]
                weights[one] = sum(others) / len(others) if others else place[one]
            layer.sort(key=lambda one: weights[one])
            place |= {one: number for number, one in enumerate(layer)}
    return layers


def drawing_of(
    things: Sequence[Id], arrows: Sequence[Arrow[Id]], room: Room, *, first: Id | None = None
) -> Drawing[Id]:
    """Return where each thing stands and each line goes; `first` always has a place of its own."""
    boxes: list[Box[Id]] = []
    places: dict[Id, Box[Id]] = {}
    y = 0
    for layer in layers_of(things, arrows):
        shown = sorted(layer, key=lambda one: one != first) if first in layer else layer
        capacity = room.columns * room.rows
        alone = shown if len(shown) <= capacity else shown[: capacity - 1]
        groups: list[tuple[Id | None, tuple[Id, ...]]] = [(one, (one,)) for one in alone]
        if len(shown) > len(alone):
            groups.append((None, tuple(shown[len(alone) :])))
        for start in range(0, len(groups), room.columns):
            row = groups[start : start + room.columns]
            used = len(row) * room.width + (len(row) - 1) * room.gap_x
            x = (room.across - used) // 2
            for thing, several in row:
                box = Box(thing, x, y, several if thing is None else ())
                boxes.append(box)
                places |= dict.fromkeys(several, box)
                x += room.width + room.gap_x
            y += room.height + room.gap_y
        y += room.gap_layer - room.gap_y
    lines = {
        (upper.x + room.width // 2, upper.y + room.height, lower.x + room.width // 2, lower.y)
        for src, dst in arrows
        if src in places and dst in places
        for upper, lower in ((places[src], places[dst]),)
        if upper != lower
    }
    return Drawing(room.across, max(0, y - room.gap_layer), boxes, sorted(lines))

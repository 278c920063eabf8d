"""Drawings of traces: everything placed once, nothing over anything else, circles end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.trace_drawings import DESK, PHONE, drawing_of, forward_arrows, layers_of

KEYS = st.integers(0, 40).map(str)
ARROWS = st.lists(st.tuples(KEYS, KEYS), max_size=120)


@given(ARROWS, st.sampled_from([PHONE, DESK]), st.sets(KEYS, max_size=5))
def test_every_thing_is_placed_once_and_no_boxes_overlap(arrows, sheet, dots):
    keys = [str(place) for place in range(41)]

    drawing = drawing_of(keys, arrows, sheet, dots=dots, first={"0"})

    placed = [key for box in drawing.boxes for key in box.folded or (box.key,)]
    assert sorted(placed) == sorted(keys)
    assert not [pair for pair in pairs(drawing.boxes) if share_room(*pair)]
    assert all(one.x >= 0 and one.x + one.width <= sheet.width for one in drawing.boxes)
    assert all(one.y + one.height <= drawing.height for one in drawing.boxes)


def pairs(boxes):
    return [(left, right) for place, left in enumerate(boxes) for right in boxes[place + 1 :]]


def share_room(one, other):
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across > 0.01 and down > 0.01


@given(ARROWS)
def test_lines_go_down_but_for_those_that_close_a_circle(arrows):
    keys = [str(place) for place in range(41)]

    forward, back = forward_arrows(keys, arrows)
    layers = layers_of(keys, forward)

    assert all(layers[src] < layers[dst] for src, dst in forward)
    assert set(forward) | set(back) == {(src, dst) for src, dst in arrows if src != dst}
    assert min(layers.values()) == 0


def test_a_circle_is_drawn_with_a_line_that_leads_back():
    drawing = drawing_of("abc", [("a", "b"), ("b", "c"), ("c", "a"), ("b", "b")], PHONE)

    assert [box.key for box in drawing.boxes] == ["a", "b", "c"]
    assert [(one.src, one.dst) for one in drawing.lines if one.is_back] == [("c", "a")]


def test_what_began_late_stands_just_above_what_it_went_into():
    arrows = [("harvest", "syrup"), ("syrup", "sweet"), ("sugar", "sweet")]

    forward, _ = forward_arrows(["harvest", "syrup", "sweet", "sugar"], arrows)

    assert layers_of(["harvest", "syrup", "sweet", "sugar"], forward) == {
        "harvest": 0, "syrup": 1, "sweet": 2, "sugar": 1,
    }  # fmt: skip


def test_neighbours_stand_beneath_one_another():
    arrows = [("a1", "b1"), ("a2", "b2"), ("a3", "b3"), ("a4", "b4")]

    drawing = drawing_of(["a1", "a2", "a3", "a4", "b4", "b3", "b2", "b1"], arrows, DESK)

    places = {one.key: one.x for one in drawing.boxes}
    assert all(places[src] == places[dst] for src, dst in arrows)


@pytest.mark.parametrize(("sheet", "shown"), [(PHONE, 8), (DESK, 16)])
def test_a_long_layer_folds_what_it_has_no_room_for(sheet, shown):
    names = [f"lot {place:02}" for place in range(40)]
    arrows = [("raw", name) for name in names]

    drawing = drawing_of(["raw", *names], arrows, sheet, first={"raw", "lot 39"})

    second = [one for one in drawing.boxes if one.layer == 1]
    assert len(second) == shown
    assert "lot 39" in {one.key for one in second if not one.folded}
    assert [len(one.folded) for one in second if one.folded] == [41 - shown]
    assert len(drawing.lines) == shown


@given(st.integers(1, 30))
def test_lines_in_a_deep_layer_run_between_the_columns(count):
    names = [f"lot {place:02}" for place in range(count)]

    arrows = [pair for name in names for pair in (("raw", name), (name, "shop"))]
    drawing = drawing_of(["raw", *names, "shop"], arrows, PHONE)

    for line in drawing.lines:
        for box in drawing.boxes:
            if box.key not in (line.src, line.dst):
                assert not [one for one in upright(line.path) if crosses(one, box)]


def upright(path):
    """Return the straight lines down in a path, as x and from where to where."""
    x = y = 0.0
    found = []
    for name, numbers in re.findall(r"([MCQV])([^MCQV]*)", path):
        parts = [float(one) for one in numbers.split()]
        if name == "V":
            found.append((x, y, parts[0]))
            y = parts[0]
        else:
            x, y = parts[-2:]
    return found


def crosses(line, box):
    x, start, end = line
    return box.x < x < box.x + box.width and min(start, end) < box.y + box.height and max(start, end) > box.y


def test_nothing_is_drawn_of_nothing():
    drawing = drawing_of([], [], PHONE)

    assert (drawing.boxes, drawing.lines) == ([], [])

"""Drawings of genealogies: everything has one place, nothing covers anything, circles end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.trace_drawings import DESK, PHONE, drawing_of, layers_of, without_steps

GRAPHS = st.integers(0, 40).flatmap(
    lambda count: st.tuples(
        st.just(list(range(count))),
        st.lists(st.tuples(st.integers(0, max(0, count - 1)), st.integers(0, max(0, count - 1))), max_size=80)
        if count
        else st.just([]),
    )
)


@given(GRAPHS)
def test_everything_has_one_layer_below_what_it_came_from_unless_in_a_circle(graph):
    things, arrows = graph
    layers = layers_of(things, arrows)
    depth = {one: number for number, layer in enumerate(layers) for one in layer}

    assert sorted(depth) == things
    assert sum(map(len, layers)) == len(things)
    forward = [(src, dst) for src, dst in arrows if src < dst]
    by_number = {one: number for number, layer in enumerate(layers_of(things, forward)) for one in layer}
    assert all(by_number[src] < by_number[dst] for src, dst in forward)


@pytest.mark.parametrize("room", [PHONE, DESK])
@given(graph=GRAPHS)
def test_nothing_covers_anything_and_nothing_is_left_out(room, graph):
    things, arrows = graph
    drawing = drawing_of(things, arrows, room, first=things[-1] if things else None)
    placed = [one for box in drawing.boxes for one in ((box.thing,) if box.thing is not None else box.more)]

    assert sorted(placed) == things
    if things:
        assert any(box.thing == things[-1] for box in drawing.boxes)
    for number, one in enumerate(drawing.boxes):
        assert 0 <= one.x <= drawing.width - room.width
        assert 0 <= one.y <= drawing.height - room.height
        for other in drawing.boxes[number + 1 :]:
            assert abs(one.x - other.x) >= room.width or abs(one.y - other.y) >= room.height


def test_a_line_goes_from_each_thing_to_what_it_went_into():
    drawing = drawing_of(["raw", "lot", "shop"], [("raw", "lot"), ("lot", "shop")], PHONE)
    middle = PHONE.across // 2

    assert [(box.thing, box.x + PHONE.width // 2) for box in drawing.boxes] == [
        ("raw", middle), ("lot", middle), ("shop", middle)
    ]  # fmt: skip
    assert [(y1 < y2) for _, y1, _, y2 in drawing.lines] == [True, True]


def test_steps_where_few_ways_meet_are_passed_through():
    stay, arrows = without_steps({"s"}, [("a", "s"), ("b", "s"), ("s", "c"), ("s", "d"), ("c", "e")])

    assert (stay, set(arrows)) == (set(), {("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "e")})


def test_steps_where_many_ways_meet_stay():
    ways = [(f"in{one}", "s") for one in range(5)] + [("s", f"out{one}") for one in range(5)]

    assert without_steps({"s"}, ways) == ({"s"}, ways)


def test_a_layer_without_room_is_told_in_one_place():
    things = ["lot", *(f"shop{one}" for one in range(30))]
    drawing = drawing_of(things, [("lot", one) for one in things[1:]], PHONE)

    (together,) = [box for box in drawing.boxes if box.thing is None]
    assert len(together.more) == 30 - (PHONE.columns * PHONE.rows - 1)

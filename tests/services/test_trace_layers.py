"""Traces over shapes that documents seldom have: circles, a short way beside a long one, and too many arrows."""

import pytest

from ocop.domain.event_things import Link
from ocop.domain.walks import Direction
from ocop.models.database import new_numbers
from ocop.models.events import Edge, Epc
from ocop.services.event_rows import insert_rows
from ocop.services.traces import trace_of
from ocop.services.work import reading, unit_of_work

pytestmark = pytest.mark.usefixtures("context")


def genealogy(*ways: str) -> dict[str, int]:
    """Keep things that went into one another, as `ab` says that a went into b; return their numbers by name."""
    names = dict.fromkeys("".join(ways))
    numbers = dict(zip(names, new_numbers(len(names)), strict=True))
    epcs = [{"id": one, "main_id": one, "uri": f"urn:thing:{name}", "kind": "thing"} for name, one in numbers.items()]
    edges = [
        {"src": numbers[way[0]], "dst": numbers[way[1]], "event_id": event, "kind": int(Link.MADE)}
        for way, event in zip(ways, new_numbers(len(ways)), strict=True)
    ]
    with unit_of_work():
        insert_rows(Epc, epcs)
        insert_rows(Edge, edges)
    return numbers


def depths_of(numbers: dict[str, int], start: str, direction: Direction) -> dict[str, int]:
    names = {number: name for name, number in numbers.items()}
    with reading():
        return {names[one.id]: one.depth for one in trace_of(numbers[start], direction).nodes}


def test_a_circle_ends() -> None:
    numbers = genealogy("ab", "bc", "ca", "cd")

    assert depths_of(numbers, "a", Direction.FORWARD) == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert depths_of(numbers, "a", Direction.BACK) == {"a": 0, "c": -1, "b": -2}


def test_a_thing_on_a_short_and_a_long_way_is_told_once_with_all_its_arrows() -> None:
    numbers = genealogy("ab", "bc", "cd", "ad", "de", "ef")

    with reading():
        found = trace_of(numbers["a"], Direction.FORWARD)

    assert depths_of(numbers, "a", Direction.FORWARD) == {"a": 0, "b": 1, "d": 1, "c": 2, "e": 2, "f": 3}
    assert len(found.arrows) == len(set(found.arrows)) == 6


def test_both_ways_have_each_thing_and_arrow_once_and_the_start_between() -> None:
    numbers = genealogy("ab", "bc", "ca")

    with reading():
        found = trace_of(numbers["b"])

    assert depths_of(numbers, "b", Direction.BOTH) == {"b": 0, "a": -1, "c": -2}
    assert len(found.arrows) == 3


def test_a_trace_that_is_cut_tells_the_nearest_and_says_so() -> None:
    numbers = genealogy("ab", "ac", "bd", "cd", "de")

    with reading():
        cut, whole = (trace_of(numbers["a"], Direction.FORWARD, most=most) for most in (3, 5))

    assert (len(cut.arrows), cut.is_cut) == (3, True)
    assert {one.depth for one in cut.nodes} == {0, 1, 2}
    assert (len(whole.arrows), whole.is_cut) == (5, False)

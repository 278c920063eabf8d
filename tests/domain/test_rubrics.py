"""Rubrics: what points and gates are worth, what is refused, and the cheapest road up."""

from copy import deepcopy
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop.domain.refusals import BadInput
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import average, cheapest_road, check_answers, points_of, result_of, unanswered

FLOORS = ((Decimal(90), 5), (Decimal(70), 4), (Decimal(50), 3), (Decimal(30), 2))


def option(points, star=None, **more):
    return {"label": f"được {points} điểm", "points": points, "min_star": star, **more}


def data(**changed):
    """Return a small rubric: A 40 in two criteria under a heading, B 25, C 35 in two."""
    made = {
        "regime": "26/2026", "decision": "26/2026/QĐ-TTg", "set": 4, "title": "Thử",
        "parts": {"A": 40, "B": 25, "C": 35},
        "criteria": [
            {"code": "1", "part": "A", "label": "Sản xuất", "max": 40, "options": []},
            {"code": "1.1", "part": "A", "label": "Nguồn gốc", "max": 20,
             "options": [option(0), option(10, 3), option(15, 4), option(20)]},
            {"code": "1.2", "part": "A", "label": "Liên kết", "max": 20, "options": [option(0), option(20)]},
            {"code": "2", "part": "B", "label": "Tiếp thị", "max": 25,
             "options": [option(0), option(20), option(25, 5)]},
            {"code": "3", "part": "C", "label": "Chất lượng", "max": 20, "options": [option(5), option(20)]},
            {"code": "4", "part": "C", "label": "Độc đáo", "max": 15,
             "options": [option(1, variant="a"), option(15, variant="a"), option(2, variant="b")]},
        ],
    }  # fmt: skip
    return made | changed


RUBRIC = parse_rubric(data())


def worth(**answers):
    given = {code.replace("_", "."): number for code, number in answers.items()}
    return result_of(RUBRIC, points_of(RUBRIC, {name[1:]: number for name, number in given.items()}), FLOORS)


def test_points_are_counted_by_part():
    result = worth(c1_1=4, c1_2=2, c2=3, c3=2, c4=2)

    assert (result.total, result.star, result.missed) == (100, 5, ())
    assert dict(result.by_part) == {"A": 40, "B": 25, "C": 35}


@pytest.mark.parametrize(
    ("answers", "total", "star"),
    [
        ({}, 0, 1),
        ({"c1_1": 4, "c1_2": 2, "c2": 2, "c3": 2, "c4": 2}, 95, 4),  # 95 points, the gate of five stars missed
        ({"c1_1": 2, "c1_2": 2, "c2": 3, "c3": 2, "c4": 2}, 90, 3),  # a gate of four stars missed
        ({"c1_1": 1, "c1_2": 2, "c2": 3, "c3": 2, "c4": 2}, 80, 2),  # a gate of three stars missed
        ({"c1_1": 3, "c1_2": 2, "c2": 1, "c3": 2, "c4": 2}, 70, 4),  # 70.00 with every gate of four
        ({"c1_1": 2, "c1_2": 2, "c2": 2, "c3": 1, "c4": 2}, 70, 3),  # 70.00 with one missed
    ],
)
def test_stars_need_points_and_gates(answers, total, star):
    result = worth(**answers)

    assert (result.total, result.star) == (total, star)


@pytest.mark.parametrize(
    ("total", "star"), [("69.99", 3), ("70", 4), ("89.999", 4), ("90", 5), ("49.99", 2), ("29.9", 1)]
)
def test_nothing_is_rounded_up_across_a_boundary(total, star):
    points = {"1.1": Decimal(20), "1.2": Decimal(0), "2": Decimal(25), "3": Decimal(0), "4": Decimal(0)}
    points["1.2"] = Decimal(total) - 45

    assert result_of(RUBRIC, points, FLOORS).star == star


def test_what_is_lacking_is_named_once_with_what_it_needs():
    result = worth(c1_2=2)

    assert [(one.code, one.needs) for one in result.lacks(3)] == [("1.1", 10)]
    assert [(one.code, one.needs) for one in result.lacks(4)] == [("1.1", 15)]
    assert [(one.code, one.needs) for one in result.lacks(5)] == [("1.1", 15), ("2", 25)]


def test_the_mean_of_sheets_keeps_its_fractions():
    sheets = [{"1": Decimal(1)}, {"1": Decimal(2)}, {"1": Decimal(2)}]

    assert average(sheets)["1"] == Decimal(5) / 3


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"1.1": 9}, "option-unknown"),
        ({"1.1": 0}, "option-unknown"),
        ({"9": 1}, "criterion-unknown"),
        ({"1": 1}, "criterion-unknown"),
    ],
)
def test_an_answer_that_the_rubric_has_not_is_refused(answers, code):
    with pytest.raises(BadInput) as refused:
        check_answers(RUBRIC, {"2": 1, **answers})

    assert [fault["code"] for fault in refused.value.faults] == [code]
    check_answers(RUBRIC, {"2": 1})
    assert unanswered(RUBRIC, {"2": 1}) == ["1.1", "1.2", "3", "4"]


# -- reading


def broken(**changed):
    return lambda made: made | changed


def at(place, **changed):
    def change(made):
        made["criteria"][place] |= changed
        return made

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (broken(parts={"A": 40, "B": 25, "C": 34}), "parts"),
        (broken(parts={"A": 40}), "parts"),
        (broken(set=27), "set"),
        (broken(set="4"), "set"),
        (broken(criteria=[]), "criteria"),
        (broken(title=""), "title"),
        (broken(decision=None), "decision"),
        (at(0, max=41), "criteria.0"),
        (at(1, max=19), "criteria.1"),
        (at(1, code="1.2"), "criteria"),
        (at(1, part="D"), "criteria.1.part"),
        (at(1, evidence=["gossip"]), "criteria.1.evidence"),
        (at(1, evidence=[[]]), "criteria.1.evidence.0"),
        (at(1, evidence="awards"), "criteria.1.evidence"),
        (at(1, notes=["\x00"]), "criteria.1.notes.0"),
        (at(1, help="\ud800"), "criteria.1.help"),
        (at(4, options=[option(1, variant=5), option(20)]), "criteria.4.options.1.variant"),
        (at(2, options=[option(0), option(20, 6)]), "criteria.2.options.2.min_star"),
        (at(2, options=[option(0), option("20")]), "criteria.2.options.2.points"),
        (at(2, options=[option(0), option(float("nan"))]), "criteria.2.options.2.points"),
        (at(2, options=[option(-1), option(20)]), "criteria.2.options.1.points"),
        (at(2, options=[option(0.001), option(20)]), "criteria.2.options.1.points"),
        (at(2, options=[5]), "criteria.2.options.1"),
        (at(2, options=[option(0)] * 13), "criteria.2.options"),
        (at(2, options="none"), "criteria.2.options"),
        (at(2, options=[option(0, 4), option(20, 3)]), "criteria.2"),
        (at(2, options=[option(0) | {"label": "x" * 401}, option(20)]), "criteria.2.options.1.label"),
    ],
)
def test_a_rubric_that_does_not_add_up_is_refused_at_its_place(change, where):
    with pytest.raises(BadInput) as refused:
        parse_rubric(change(deepcopy(data())))

    assert refused.value.code == "rubric-malformed"
    assert where in [fault["field"] for fault in refused.value.faults]


@pytest.mark.parametrize(
    "value", [None, [], "rubric", {"criteria": [1], "parts": {"A": 1, "B": 2, "C": 3}, "set": 1}]
)
def test_what_is_no_rubric_is_refused(value):
    with pytest.raises(BadInput):
        parse_rubric(value)


# -- the cheapest road


def reached(answers, star):
    result = result_of(RUBRIC, points_of(RUBRIC, answers), FLOORS)
    return result.star >= star


def test_gates_stand_first_on_the_road():
    answers = {"1.1": 1, "1.2": 2, "2": 2, "3": 2, "4": 2}

    road = cheapest_road(RUBRIC, answers, 4, Decimal(70), {})

    assert [(step.code, step.before, step.after, step.is_gate, step.effort) for step in road] == [
        ("1.1", 1, 3, True, 2)
    ]


def test_what_is_dear_is_left_where_something_cheaper_does():
    answers = {"1.1": 3, "1.2": 1, "2": 1, "3": 2, "4": 2}

    dear = cheapest_road(RUBRIC, answers, 4, Decimal(70), {"1.2": 9})
    cheap = cheapest_road(RUBRIC, answers, 4, Decimal(70), {"2": 9})

    assert [step.code for step in dear] == ["2"]
    assert [step.code for step in cheap] == ["1.2"]


def test_who_is_there_has_no_road_and_who_cannot_has_none():
    best = {"1.1": 4, "1.2": 2, "2": 3, "3": 2, "4": 2}

    assert cheapest_road(RUBRIC, best, 5, Decimal(90), {}) == []
    assert cheapest_road(RUBRIC, {}, 5, Decimal(101), {}) is None


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({}, optional={one.code: st.integers(1, len(one.options)) for one in RUBRIC.scored}),
    st.sampled_from([3, 4, 5]),
    st.fixed_dictionaries({one.code: st.integers(1, 5) for one in RUBRIC.scored}),
)
def test_no_road_is_cheaper(answers, star, effort):
    """Every way up is tried by hand: none reaches the star for less."""
    floor = next(floor for floor, stars in FLOORS if stars == star)
    now = points_of(RUBRIC, answers)
    road = cheapest_road(RUBRIC, answers, star, floor, effort)

    costs = []
    for picks in product(*(range(len(one.options) + 1) for one in RUBRIC.scored)):
        tried, cost = dict(answers), 0
        for one, pick in zip(RUBRIC.scored, picks, strict=True):
            if pick and one.option(pick).points > now[one.code]:
                rungs = sorted({each.points for each in one.options if each.points > now[one.code]})
                tried[one.code] = pick
                cost += effort[one.code] * (rungs.index(one.option(pick).points) + 1)
        if reached(tried, star):
            costs.append(cost)
    walked = {**answers, **{step.code: step.after for step in road}}
    assert reached(walked, star)
    assert sum(step.effort for step in road) == min(costs)

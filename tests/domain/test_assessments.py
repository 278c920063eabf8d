"""What the registry fills in, what a step costs, what a score may be, and where assessors lie apart."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.config import locate
from ocop.domain.assessments import (
    Known,
    check_effort,
    check_points,
    disagreements,
    effort_of,
    is_favoured,
    outliers,
    private_criterion,
    suggestions_of,
)
from ocop.domain.refusals import BadInput, RuleBroken
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import council_result, points_of, result_of
from ocop.domain.subjects import SubjectType
from ocop.services.rubrics import shipped
from tests.dossiers import best_answers, least_answers

RUBRICS = {data["set"]: parse_rubric(data) for data in shipped(locate("seed_data")).values()}
RUBRIC = RUBRICS[4]
FLOORS = tuple((Decimal(floor), star) for floor, star in ((90, 5), (70, 4), (50, 3), (30, 2), (0, 1)))


@pytest.mark.parametrize("number", sorted(RUBRICS))
def test_the_best_answers_of_a_set_are_five_stars_and_the_least_no_three(number):
    rubric = RUBRICS[number]
    best = result_of(rubric, points_of(rubric, best_answers(rubric)), FLOORS)
    least = result_of(rubric, points_of(rubric, least_answers(rubric)), FLOORS)
    assert (best.total, best.star, best.missed) == (100, 5, ())
    assert least.star < 3


@pytest.mark.parametrize(
    ("kind", "option"),
    [("household", 1), ("farm", 1), ("cooperative_group", 1), ("company", 2), ("enterprise", 2), ("cooperative", 3),
     ("tourism_organisation", None)],
)  # fmt: skip
def test_the_kind_of_subject_answers_its_criterion(kind, option):
    found = suggestions_of(RUBRIC, Known(SubjectType(kind))).get("3.1")
    assert (found.option if found else None) == option


def test_what_can_be_traced_answers_label_and_story():
    known = Known(SubjectType.HOUSEHOLD, has_trace_page=True, has_story=True, is_favoured=True)
    found = suggestions_of(RUBRIC, known)
    assert {code: one.option for code, one in found.items()} == {"2.3": 3, "3.1": 1, "3.2": 2, "5.1": 5}
    assert "5.1" not in suggestions_of(RUBRIC, Known(SubjectType.HOUSEHOLD, has_trace_page=True))
    assert set(suggestions_of(RUBRICS[26], known)) == {"3.1", "3.2"}


@pytest.mark.parametrize(
    ("form", "found"),
    [({}, None), ({"sex": "male"}, False), ({"sex": "female"}, True), ({"ethnicity": "Kinh"}, False),
     ({"ethnicity": "Khmer"}, True), ({"sex": "male", "disability": "yes"}, True), ({"disability": "no"}, False)],
)  # fmt: skip
def test_who_is_favoured(form, found):
    assert is_favoured(form) is found


@pytest.mark.parametrize("number", sorted(RUBRICS))
def test_one_criterion_of_each_set_tells_of_the_person(number):
    assert private_criterion(RUBRICS[number]) == "3.2"


def test_efforts_lie_between_a_morning_and_years():
    efforts = [effort_of(one) for one in RUBRIC.scored]
    assert (min(efforts), max(efforts)) >= (1, 4)
    assert check_effort(9) == 9
    for wrong in (0, 10):
        with pytest.raises(BadInput, match="effort-malformed"):
            check_effort(wrong)


def zero() -> dict[str, Decimal]:
    return {one.code: Decimal(0) for one in RUBRIC.scored}


@pytest.mark.parametrize("value", ["-0.01", "99", "0.001", "NaN", "Infinity"])
def test_a_score_stays_within_its_criterion(value):
    with pytest.raises(BadInput, match="score-malformed"):
        check_points(RUBRIC, {"1.1": Decimal(value)}, whole=False)


def test_a_whole_sheet_has_every_criterion():
    assert check_points(RUBRIC, zero(), whole=True) == zero()
    with pytest.raises(RuleBroken) as refusal:
        check_points(RUBRIC, {"1.1": Decimal(1)}, whole=True)
    assert len(refusal.value.faults) == len(RUBRIC.scored) - 1


def test_disagreements_put_split_gates_first():
    gate = next(one for one in RUBRIC.scored if one.own_gate(4))
    wide = next(one for one in RUBRIC.scored if one.most >= 3 and one.own_gate(4) is None and one.code != gate.code)
    high = zero() | {gate.code: gate.own_gate(4) or Decimal(0), wide.code: wide.most}
    found = disagreements(RUBRIC, [zero(), high])
    assert found[0].splits_gate is not None
    assert {gate.code, wide.code} <= {one.code for one in found}
    assert disagreements(RUBRIC, [high, high]) == []


@pytest.mark.parametrize(
    ("totals", "found"),
    [([80, 60], [False, False]), ([80, 81, 60], [False, False, True]), ([80, 81, 71, 70], [False] * 4),
     ([90, 80, 80, 70], [True, False, False, True])],
)  # fmt: skip
def test_sheets_far_from_the_median_stand_out(totals, found):
    assert outliers([Decimal(one) for one in totals]) == found


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9))
def test_a_council_never_rounds_across_a_boundary(cents):
    sheets = []
    for sum_of in cents:
        left, sheet = Decimal(sum_of) / 100, {}
        for one in RUBRIC.scored:
            sheet[one.code] = min(left, one.most)
            left -= sheet[one.code]
        sheets.append(sheet)
    found = council_result(RUBRIC, sheets, FLOORS)
    exact = sum(cents)
    band = next(star for floor, star in FLOORS if exact >= floor * 100 * len(cents))
    assert found.star <= band
    barred = min((one.star for one in found.missed), default=6)
    assert found.star == min(band, barred - 1) or (found.star < 3 and barred == 3)

"""The rubrics that come with the software: whole, in our own words, and equal to the decision in every number."""

import hashlib
import json
import unicodedata
from decimal import Decimal

import pytest

from ocop.config import locate
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import EVIDENCE, GATE_STARS, cheapest_road, points_of, result_of
from tests.seed_data.test_reference import reference

FILES = sorted((locate("seed_data") / "rubrics" / "qd26-2026").glob("set-*.json"))
DATA = {int(path.stem[4:]): json.loads(path.read_text(encoding="utf-8")) for path in FILES}
RUBRICS = {number: parse_rubric(data) for number, data in DATA.items()}
FLOORS = ((Decimal(90), 5), (Decimal(70), 4), (Decimal(50), 3), (Decimal(30), 2), (Decimal(0), 1))
#: Over every number, code, part, most, option's points and gate, in their order: what the decision says.
DIGEST = "28eccc73ac4d0713d0d93c7f4b82cf9061b9db3b02654d6733fdd72ce9c543b1"
SETS = pytest.mark.parametrize("number", range(1, 27))


def facts(number: int) -> list[object]:
    """Return codes, parts, points and gates of a set, without a word of text."""
    return [
        [one["code"], one["part"], float(one["max"]),
         [[float(option["points"]), option["min_star"]] for option in one.get("options", [])]]
        for one in DATA[number]["criteria"]
    ]  # fmt: skip


def test_the_numbers_are_those_agreed():
    every = json.dumps([[number, DATA[number]["parts"], facts(number)] for number in sorted(DATA)])

    assert hashlib.sha256(every.encode()).hexdigest() == DIGEST


def test_there_are_26_sets_787_criteria_and_2579_options():
    scored = [one for rubric in RUBRICS.values() for one in rubric.scored]

    assert (len(RUBRICS), len(scored), sum(len(one.options) for one in scored)) == (26, 787, 2579)
    assert {tuple(rubric.parts.values()) for rubric in RUBRICS.values()} == {(40, 25, 35)}


def test_numbers_and_gates_equal_the_reference(capsys):
    path = reference("rubric_qd26_2026.json", capsys)
    if path is None:
        return
    sets = json.loads(path.read_text(encoding="utf-8"))["sets"]

    assert [one["set"] for one in sets] == sorted(DATA)
    for one in sets:
        theirs = [
            [each["code"], each["part"], each["max"],
             [[option["points"], option["min_star"]] for option in each.get("options", [])]]
            for each in one["criteria"]
        ]  # fmt: skip
        assert facts(one["set"]) == theirs, one["set"]
        assert DATA[one["set"]]["parts"] == one["parts"]


def test_the_words_are_our_own(capsys):
    """Sentences of the decision are not copied; a name of a few words can hardly be said in another way."""
    path = reference("rubric_qd26_2026.json", capsys)
    if path is None:
        return
    copied = set()
    for one in json.loads(path.read_text(encoding="utf-8"))["sets"]:
        for theirs, ours in zip(one["criteria"], DATA[one["set"]]["criteria"], strict=True):
            for text, label in [
                (theirs["label"], ours["label"]),
                *(
                    (a["label"], b["label"])
                    for a, b in zip(theirs.get("options", []), ours.get("options", []), strict=True)
                ),
            ]:  # fmt: skip
                if len(text.split()) > 12 and text.strip().rstrip(".").lower() == label.lower():
                    copied.add(text)

    assert copied == set()


@SETS
def test_the_best_answer_has_everything_and_the_least_does_not_pass(number):
    rubric = RUBRICS[number]
    best = {one.code: max(one.options, key=lambda option: option.points).number for one in rubric.scored}
    least = {one.code: min(one.options, key=lambda option: option.points).number for one in rubric.scored}

    top = result_of(rubric, points_of(rubric, best), FLOORS)
    low = result_of(rubric, points_of(rubric, least), FLOORS)

    assert (top.total, top.star, top.missed) == (100, 5, ())
    assert low.star < 3


@SETS
def test_a_missed_gate_of_a_star_keeps_it_away(number):
    rubric = RUBRICS[number]
    best = {one.code: max(one.options, key=lambda option: option.points).number for one in rubric.scored}
    for star in GATE_STARS:
        for one, needed in rubric.gates(star):
            below = [option for option in one.options if option.points < needed]
            if below:
                tried = best | {one.code: max(below, key=lambda option: option.points).number}
                assert result_of(rubric, points_of(rubric, tried), FLOORS).star < star, one.code


@SETS
def test_every_set_has_a_road_from_nothing_to_five_stars(number):
    rubric = RUBRICS[number]

    road = cheapest_road(rubric, {}, 5, Decimal(90), {})

    assert road is not None
    answers = {step.code: step.after for step in road}
    assert result_of(rubric, points_of(rubric, answers), FLOORS).star == 5


@SETS
def test_the_words_are_clear(number):
    rubric = RUBRICS[number]

    for one in rubric.criteria:
        texts = [one.label, one.help, *one.notes, *(option.label for option in one.options)]
        assert all(unicodedata.is_normalized("NFC", text) for text in texts)
        assert not any(text.endswith(".") or "  " in text for text in (one.label, *(o.label for o in one.options)))
        labels = [(option.variant, option.label) for option in one.options]
        assert len(set(labels)) == len(labels), one.code
        assert len(one.label) <= 120
        assert all(len(option.label) <= 280 for option in one.options), one.code
        assert set(one.evidence) <= set(EVIDENCE)


def test_traceability_and_story_are_gates_of_four_stars():
    """What the registry itself proves: a label with an electronic trace, a story inside the trace."""
    told = [
        rubric
        for rubric in RUBRICS.values()
        if any(one.gate(4) == 5 and one.part == "B" for one, _ in rubric.gates(4))
    ]

    assert len(told) >= 24

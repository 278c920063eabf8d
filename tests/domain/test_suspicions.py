"""When the looks at an item say that its label may have been copied."""

from dataclasses import replace
from datetime import date

import pytest

from ocop.domain.refusals import RuleBroken
from ocop.domain.suspicions import Rule, Seen, Thresholds, parse_thresholds, suspicions_in

DAY = date(2026, 11, 23)
PLAIN = Seen(
    devices=3, by_area={"86": 3}, first_on=DAY, last_on=DAY, void_scans=0, recalled_scans=0, made_on=date(2026, 11, 1)
)
SIX = {str(area): 4 for area in range(6)}
FIVE = {str(area): 4 for area in range(5)}


@pytest.mark.parametrize(
    ("changed", "rules"),
    [
        ({}, set()),
        ({"devices": 21, "by_area": SIX}, {"many_places"}),
        ({"devices": 20, "by_area": SIX}, set()),
        ({"devices": 500, "by_area": FIVE}, set()),
        ({"recalled_scans": 1}, {"after_recall"}),
        ({"void_scans": 1}, {"void_label"}),
        ({"made_on": date(2026, 11, 24)}, {"before_made"}),
        ({"made_on": DAY}, set()),
        ({"made_on": None}, set()),
        ({"void_scans": 2, "recalled_scans": 1}, {"after_recall", "void_label"}),
    ],
)
def test_a_rule_speaks_beyond_its_threshold(changed, rules):
    assert set(suspicions_in(replace(PLAIN, **changed), Thresholds())) == rules


def test_the_evidence_is_counts_areas_and_days():
    seen = replace(
        PLAIN, devices=30, by_area={"79": 2, "86": 9, "1": 2, "2": 1, "3": 1, "4": 1}, void_scans=2, recalled_scans=3,
        made_on=date(2026, 12, 1),
    )  # fmt: skip

    found = suspicions_in(seen, Thresholds())

    assert list(found[Rule.MANY_PLACES]["areas"].items())[:3] == [("86", 9), ("1", 2), ("79", 2)]
    assert (found[Rule.MANY_PLACES]["devices"], found[Rule.MANY_PLACES]["days"]) == (30, 7)
    assert found[Rule.VOID_LABEL] == {"scans": 2, "last_on": "2026-11-23"}
    assert found[Rule.AFTER_RECALL] == {"scans": 3, "last_on": "2026-11-23"}
    assert found[Rule.BEFORE_MADE] == {"first_on": "2026-11-23", "made_on": "2026-12-01"}


def test_without_areas_the_devices_alone_speak():
    seen = replace(PLAIN, devices=21, by_area={})

    assert set(suspicions_in(seen, parse_thresholds("areas=0"))) == {Rule.MANY_PLACES}
    assert suspicions_in(seen, Thresholds()) == {}


def test_a_rule_that_is_left_out_is_silent():
    seen = replace(PLAIN, void_scans=1, recalled_scans=1)

    assert set(suspicions_in(seen, parse_thresholds("rules=void_label,many_places"))) == {Rule.VOID_LABEL}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Thresholds()),
        ("devices=50  areas=0 days=30", Thresholds(50, 0, 30)),
        ("rules=before_made", Thresholds(rules=frozenset({Rule.BEFORE_MADE}))),
    ],
)
def test_thresholds_are_read(text, wanted):
    assert parse_thresholds(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["devices", "devices=0", "devices=-1", "devices=many", "days=31", "areas=401", "rules=", "rules=all", "x=1",
     "devices=5 devices=6", "rules=void_label rules=many_places", "devices=9999999"],
)  # fmt: skip
def test_thresholds_that_are_none_are_refused(text):
    with pytest.raises(RuleBroken) as caught:
        parse_thresholds(text)

    assert caught.value.code == "setting-malformed"

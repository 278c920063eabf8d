"""What the page behind a code tells on a day, from facts that know no day."""

from datetime import date, timedelta

import pytest

from ocop.domain.scan_bands import MANY, ORDER, bands_of
from ocop.domain.stories import rating_on, story_on

DAY = date(2026, 11, 23)


def paper(star, issued_on, **more):
    issued = date.fromisoformat(issued_on)
    until = issued.replace(year=issued.year + 3).isoformat()
    return {
        "number": f"{star}/{issued_on}", "star": star, "issued_on": issued_on, "valid_until": until,
        "extended_until": None, "revoked_on": None, "revocation_number": None, "revocation_reason": None,
        "decision_id": f"d{issued_on}", "decision_number": "1/QĐ-UBND", "issuer": "Ủy ban nhân dân tỉnh Vĩnh Long",
    } | more  # fmt: skip


def facts(*papers, **more):
    return {
        "product": {"state": "published", "path": "/t/X"}, "tools": [], "subject": {}, "place": "xã A",
        "province": "86",
        "former_place": None, "former_until": None, "certificates": list(papers), "decisions": [], "changes": [],
        "standings": [], "others": [], "others_more": False,
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("papers", "state", "in_force"),
    [
        ([], "unrated", False),
        ([paper(3, "2026-01-01")], "valid", True),
        ([paper(3, "2023-11-24")], "expiring", True),
        ([paper(3, "2023-11-23")], "expiring", True),  # its last day
        ([paper(3, "2023-11-22")], "expired", False),  # the day after
        ([paper(3, "2023-11-22", extended_until="2026-11-23")], "extended", True),
        ([paper(4, "2025-01-01", revoked_on="2026-11-23")], "revoked", False),
        ([paper(4, "2025-01-01", revoked_on="2026-11-24")], "valid", True),
        ([paper(4, "2026-11-24")], "unrated", False),  # issued tomorrow
        ([paper(3, "2024-01-01"), paper(4, "2026-01-01")], "valid", True),
    ],
)
def test_the_state_follows_from_days(papers, state, in_force):
    story = story_on(facts(*papers), DAY)

    assert (story["state"], story["in_force"]) == (state, in_force)


def test_midnight_ends_a_certificate_by_itself():
    known = facts(paper(4, "2023-11-23"))

    states = [story_on(known, DAY + timedelta(days=days))["state"] for days in (0, 1)]

    assert states == ["expiring", "expired"]


def test_a_withdrawn_product_says_so_before_its_certificate():
    assert story_on(facts(paper(4, "2026-01-01"), product={"state": "withdrawn"}), DAY)["state"] == "withdrawn"


def test_potential_five_star_goes_before_a_valid_certificate_and_ends():
    decision = {"kind": "potential", "id": "p", "on": "2026-01-01", "ended_on": "2026-11-24", "number": "9/QĐ"}
    known = facts(
        paper(4, "2025-01-01"),
        decisions=[decision],
        standings=[["potential_five_star", "2026-01-01", "2026-11-23"], ["four_star", "2026-11-24", None]],
    )

    on, after = story_on(known, DAY), story_on(known, DAY + timedelta(days=1))

    assert (on["state"], on["potential"]["number"]) == ("potential", "9/QĐ")
    assert (after["state"], after["potential"]) == ("valid", None)
    assert after["history"][0]["holds"] is False


def test_a_lot_of_before_says_which_paper_it_was_made_under():
    known = facts(paper(3, "2024-01-01"), paper(4, "2026-01-01"))

    worn = [story_on(known, DAY, made_on=day)["worn"] for day in (None, date(2025, 6, 1), date(2026, 6, 1))]

    assert [one and one["star"] for one in worn] == [None, 3, None]


def test_history_has_nothing_of_days_to_come():
    change = {"kind": "revoked", "on": "2026-12-01", "why": "x"}
    known = facts(paper(3, "2026-01-01"), changes=[change])

    assert story_on(known, DAY)["history"] == []
    assert story_on(known, date(2026, 12, 1))["history"][0]["kind"] == "revoked"


@pytest.mark.parametrize(
    ("day", "rating"), [("2025-12-31", "unrated"), ("2026-01-01", "three_star"), ("2026-02-01", "lapsed")]
)
def test_a_rating_is_held_from_day_to_day(day, rating):
    standings = [["three_star", "2026-01-01", "2026-01-31"], ["lapsed", "2026-02-01", None]]

    assert rating_on(standings, date.fromisoformat(day)) == rating


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, ["valid"]),
        ({"lot": {"state": "recalled"}}, ["recalled", "valid"]),
        ({"lot": {"state": "open"}, "item": "issued", "looks": MANY - 1}, ["valid"]),
        ({"lot": {"state": "open"}, "item": "issued", "looks": MANY}, ["many_scans", "valid"]),
        ({"lot": {"state": "recalled"}, "item": "unknown"}, ["recalled", "serial_unknown", "valid"]),
        ({"lot": {"state": "open"}, "item": "void", "looks": 99}, ["void", "valid"]),
        ({"is_lot_unknown": True, "item": "unknown"}, ["serial_unknown", "lot_unknown", "valid"]),
    ],
)
def test_the_gravest_band_stands_first(more, words):
    assert bands_of({"state": "valid"}, **more) == words


def test_every_state_has_its_place_among_bands():
    states = {"valid", "expiring", "extended", "expired", "revoked", "potential", "withdrawn", "unrated"}

    assert states <= set(ORDER)
    assert [bands_of({"state": state}) for state in sorted(states)] == [[state] for state in sorted(states)]

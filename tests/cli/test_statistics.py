"""`ocop stats` prints the figures of a day, for people and for programs."""

import json

BY_RATING = {"three_star": 337, "four_star": 46, "potential_five_star": 7, "five_star": 3}


def test_the_figures_of_the_record_are_exact(run_on_sample) -> None:
    figures = json.loads(run_on_sample("stats", "--as-of", "2025-01-10", "--json").stdout)

    assert figures["as_of"] == "2025-01-10"
    assert figures["products"]["by_rating"] == BY_RATING
    assert (figures["products"]["total"], figures["subjects"]["total"]) == (393, 250)


def test_the_terminal_and_the_api_say_the_same(run_on_sample, sample_client) -> None:
    words = run_on_sample("stats", "--as-of", "2025-01-10", "--json").stdout

    assert json.loads(words) == sample_client.get("/api/v1/statistics?as_of=2025-01-10").json


def test_people_read_words(run_on_sample) -> None:
    shown = run_on_sample("stats", "--as-of", "2025-01-10").stdout

    assert "Ngày 10/01/2025" in shown
    for words in ("393", "337", "Tiềm năng 5 sao", "Chủ thể: 250", "Hộ kinh doanh", "172"):
        assert words in shown


def test_without_a_day_it_is_today(run_on_sample) -> None:
    assert json.loads(run_on_sample("stats", "--json").stdout)["as_of"] == "2026-11-23"


def test_a_former_district_has_figures_of_its_own(run_on_sample) -> None:
    figures = json.loads(run_on_sample("stats", "--as-of", "2025-01-10", "--unit", "842", "--json").stdout)

    assert 0 < figures["products"]["total"] < 393


def test_a_unit_that_never_was_is_refused(run_on_sample) -> None:
    assert run_on_sample("stats", "--unit", "99", status=1).stderr.startswith("unit-unknown: ")

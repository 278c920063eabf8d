"""Statistics over HTTP."""

import pytest

from ocop.schemas.statistics import StatisticsOut


def test_every_key_of_a_closed_set_is_there(client):
    answer = client.get("/api/v1/statistics")

    assert (answer.status_code, answer.json["as_of"]) == (200, "2026-11-23")
    assert StatisticsOut().load(answer.json)["products"]["total"] == 0
    assert set(answer.json["rating_by_subject_type"]["farm"]) == {
        "three_star", "four_star", "potential_five_star", "five_star",
    }  # fmt: skip


def test_figures_of_a_day_count_what_was_recognised_on_it(client, make_product, make_decision, clock):
    make_decision(make_product())
    make_product()

    today = client.get("/api/v1/statistics").json
    before = client.get("/api/v1/statistics?as_of=2020-01-01").json

    assert (today["products"]["total"], today["subjects"]["total"], today["other"]["unrated"]) == (1, 1, 1)
    assert before["products"]["total"] == 0


@pytest.mark.parametrize("query", ["as_of=2025-02-30", "limit=5", "cursor=x", "sector=0"])
def test_statistics_refuse_what_they_do_not_know(client, query):
    assert client.get(f"/api/v1/statistics?{query}").status_code == 422

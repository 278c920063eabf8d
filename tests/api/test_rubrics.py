"""Rubrics over HTTP."""

import pytest

from tests.domain.test_rubrics import data


def test_everyone_reads_what_a_set_is_scored_by(client):
    listed = client.get("/api/v1/rubrics?as_of=2026-11-22").json["items"]
    shown = client.get("/api/v1/rubrics/4?as_of=2026-11-22")

    assert [one["set"] for one in listed] == list(range(1, 27))
    assert {one["verified"] for one in listed} == {False}
    assert (shown.status_code, shown.json["set"], shown.json["decision"]) == (200, 4, "26/2026/QĐ-TTg")
    assert sum(one["max"] for one in shown.json["criteria"] if one["options"]) == 100


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/99", 404),
        ("/99999999999999999999", 404),
        ("/4?as_of=2024-01-01", 404),
        ("/4?as_of=1999-01-01", 422),
        ("/4?as_of=x", 422),
        ("/four", 404),
    ],
)
def test_another_set_or_day_has_none(client, path, status):
    assert client.get(f"/api/v1/rubrics{path}").status_code == status


def test_an_office_loads_an_edition_and_checks_it(client, token_for):
    province = token_for("province")

    made = client.post("/api/v1/rubrics", json=data(title="Đã sửa"), headers=province)
    again = client.post("/api/v1/rubrics", json=data(title="Đã sửa"), headers=province)
    edition = made.json["items"][0]
    checked = client.post(
        f"/api/v1/rubrics/editions/{edition['id']}/check", json={"name": "Trần Thị Mẫu"}, headers=province
    )

    assert (made.status_code, edition["edition"] > 1, made.location.endswith("/rubrics/4")) == (201, True, True)
    assert (again.status_code, again.json["code"]) == (409, "rubric-known")
    assert (checked.status_code, checked.json["verified"]) == (200, True)
    assert client.get("/api/v1/rubrics/4").json["title"] == "Đã sửa"


@pytest.mark.parametrize("role", ["producer", "commune", "assessor", "auditor"])
def test_nobody_else_loads_one(client, token_for, role):
    assert client.post("/api/v1/rubrics", json=data(), headers=token_for(role)).status_code == 403


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (data(parts={"A": 40, "B": 25, "C": 34}), {"parts", "parts.C"}),
        ({"sets": [data(), data(title="x" * 401)]}, {"sets.1.title"}),
        ({"sets": []}, set()),
        (data(criteria=[{}]), None),
        ({}, None),
    ],
)
def test_what_does_not_add_up_is_refused_by_place(client, token_for, body, fields):
    refused = client.post("/api/v1/rubrics", json=body, headers=token_for("ministry"))

    assert refused.status_code == 422
    if fields is not None:
        assert {fault["field"] for fault in refused.json.get("errors", [])} == fields

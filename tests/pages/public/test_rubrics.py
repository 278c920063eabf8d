"""Rubrics as everybody reads them."""

import pytest


def test_the_26_sets_lead_to_their_rubrics(client):
    page = client.get("/rubrics")

    assert page.status_code == 200
    for number in (1, 13, 26):
        assert f'href="/rubrics/{number}"' in page.text


@pytest.mark.parametrize("number", [1, 4, 26])
def test_a_rubric_says_what_is_scored_and_that_nobody_has_checked_it(client, number):
    page = client.get(f"/rubrics/{number}")

    assert page.status_code == 200
    for words in ("bản chép không chính thức", "ít nhất cho 4 sao", "26/2026/QĐ-TTg", "100 điểm", "Minh chứng:"):
        assert words in page.text


@pytest.mark.parametrize("path", ["/rubrics/0", "/rubrics/27", "/rubrics/99999999999999999999", "/rubrics/x"])
def test_another_number_has_none(client, path):
    assert client.get(path).status_code == 404

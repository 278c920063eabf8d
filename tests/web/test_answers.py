"""Answers in JSON: versions, cursors, pages."""

import base64
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired

from ocop.domain.refusals import BadInput
from ocop.web.answers import answer, decode_cursor, encode_cursor, list_answer, require_match

KEYS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
BARE = Flask(__name__)


def test_an_answer_writes_moments_in_utc() -> None:
    with BARE.test_request_context("/"):
        made = answer({"at": datetime(2026, 11, 23, tzinfo=UTC), "on": date(2026, 1, 2)}, 201, location="/api/v1/x/1")

    assert made.get_json() == {"at": "2026-11-23T00:00:00Z", "on": "2026-01-02"}
    assert (made.status_code, made.headers["Location"], made.mimetype) == (201, "/api/v1/x/1", "application/json")


def test_an_answer_without_data_is_empty() -> None:
    with BARE.test_request_context("/"):
        made = answer(status=204)

    assert (made.status_code, made.get_data(), "Content-Type" in made.headers) == (204, b"", False)


@pytest.mark.parametrize(("now_holds", "status"), [({"status": "valid"}, 304), ({"status": "expired"}, 200)])
def test_a_tag_changes_with_what_is_shown(now_holds: dict, status: int) -> None:
    with BARE.test_request_context("/"):
        tag = answer({"status": "valid"}, etag=3).headers["ETag"]
    with BARE.test_request_context("/", headers={"If-None-Match": tag}):
        again = answer(now_holds, etag=3)

    assert tag.startswith('"v3-')
    assert again.status_code == status


@pytest.mark.parametrize("given_tag", ['"v3"', '"v3-00112233"', 'W/"v3-00112233"', '"v2", "v3"', "*"])
def test_a_change_names_the_version_it_was_made_from(given_tag: str) -> None:
    with BARE.test_request_context("/", headers={"If-Match": given_tag}):
        require_match(3)


@pytest.mark.parametrize("given_tag", ['"v2"', '"v33"', "v4", '""', "", '"v3'])
def test_a_change_of_another_version_is_refused(given_tag: str) -> None:
    with (
        BARE.test_request_context("/", headers={"If-Match": given_tag}),
        pytest.raises((PreconditionFailed, PreconditionRequired)),
    ):
        require_match(3 if given_tag != '"v3' else 9)


def test_a_change_without_a_version_is_refused() -> None:
    with BARE.test_request_context("/"), pytest.raises(PreconditionRequired):
        require_match(1)


def test_a_page_names_the_next_one() -> None:
    with BARE.test_request_context("/api/v1/products?q=d%E1%BB%ABa&limit=2&cursor=old"):
        page = list_answer([1, 2], ("dua", "02"))

    cursor = page.get_json()["next"]
    assert page.get_json() == {"items": [1, 2], "next": cursor}
    link = f'</api/v1/products?q=d%E1%BB%ABa&limit=2&cursor={cursor}>; rel="next"'
    assert page.headers["Link"] == link
    assert decode_cursor(cursor, count=2) == ("dua", "02")


def test_the_last_page_names_none() -> None:
    with BARE.test_request_context("/api/v1/products"):
        page = list_answer([], None)

    assert (page.get_json(), "Link" in page.headers) == ({"items": [], "next": None}, False)


@given(st.tuples(KEYS, KEYS))
def test_a_cursor_comes_back_as_it_went(keys: tuple[str, str]) -> None:
    assert decode_cursor(encode_cursor(keys), count=2) == keys


@given(
    st.one_of(st.text(max_size=60), st.binary(max_size=40).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
)
def test_any_other_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadInput, match="cursor-malformed"):
        decode_cursor(cursor, count=2)


@pytest.mark.parametrize("keys", [["a"], ["a", 1], ["a", "b", "c"], ["a", "\x00"]])
def test_a_cursor_of_another_list_is_refused(keys: list) -> None:
    with pytest.raises(BadInput, match="cursor-malformed"):
        decode_cursor(encode_cursor(keys), count=2)


def test_no_cursor_is_the_beginning() -> None:
    assert decode_cursor(None, count=1) is None

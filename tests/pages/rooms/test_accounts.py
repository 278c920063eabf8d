"""One's own account: password, browsers, tokens."""

import re

import pytest

from ocop.domain.accounts import Scope
from ocop.pages.words import SCOPE_WORDS

PASSWORD, BETTER = "ba con thuyen tim", "bon con ngua xam"


def test_a_changed_password_signs_other_browsers_out(app, enter):
    someone = enter()
    other = app.test_client()
    other.post("/login", data={"name": someone.user.name, "password": PASSWORD})

    changed = someone.post("/account/password", current=PASSWORD, password=BETTER, repeated=BETTER)

    assert changed.location == "/account"
    assert someone.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"current": "không phải"}, "không đúng"),
        ({"repeated": "khác hẳn đây"}, "chưa giống nhau"),
        ({"password": "12345678", "repeated": "12345678"}, "quá dễ đoán"),
    ],
)
def test_a_bad_change_of_password_changes_nothing(app, enter, sent, words):
    someone = enter()

    page = someone.post("/account/password", {"current": PASSWORD, "password": BETTER, "repeated": BETTER} | sent)

    assert page.status_code == 422
    assert words in page.text
    again = app.test_client().post("/login", data={"name": someone.user.name, "password": PASSWORD})
    assert again.status_code == 303


def test_other_browsers_are_listed_and_signed_out(app, enter):
    someone = enter()
    other = app.test_client()
    other.post("/login", data={"name": someone.user.name, "password": PASSWORD})

    page = someone.get("/account").text
    someone.post("/account/sessions/others/end")

    assert page.count("thiết bị này") == 1
    assert len(re.findall(r"/account/sessions/[0-9a-f]{64}/end", page)) == 1
    assert other.get("/account").status_code == 302
    assert someone.get("/account").status_code == 200


def test_one_browser_is_signed_out_and_a_stranger_s_is_not_found(app, enter):
    someone, stranger = enter(), enter("auditor")
    other = app.test_client()
    other.post("/login", data={"name": someone.user.name, "password": PASSWORD})
    ending = re.search(r"/account/sessions/[0-9a-f]{64}/end", someone.get("/account").text).group()

    refused = stranger.post(ending)
    ended = someone.post(ending)

    assert (refused.status_code, ended.status_code) == (404, 303)
    assert other.get("/account").status_code == 302


def test_a_token_is_shown_once_and_opens_the_api(client, enter_proven):
    someone = enter_proven("commune")

    made = someone.post("/account/tokens", label="kho", days="30", scopes=["subjects", "read"])

    token = re.search(r"ocop_pat_\w+", made.text).group()
    assert token not in someone.get("/account").text
    body = {"name": "Hộ Thử", "subject_type": "household", "unit_code": "29341"}
    answer = client.post("/api/v1/subjects", json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 201


def test_a_revoked_token_is_refused_at_once(client, enter, enter_proven):
    someone = enter_proven("commune")
    token = re.search(r"ocop_pat_\w+", someone.post("/account/tokens", days="30").text).group()
    revoking = re.search(r"/account/tokens/[0-9a-f-]{36}/revoke", someone.get("/account").text).group()

    assert enter("auditor").post(revoking).status_code == 404
    someone.post(revoking)

    answer = client.get("/api/v1/products", headers={"Authorization": f"Bearer {token}"})
    assert answer.json["code"] == "token-revoked"


@pytest.mark.parametrize("days", ["0", "366", "mười", "", "99999999999999999999"])
def test_a_token_of_impossible_length_is_not_made(enter, days):
    someone = enter()

    page = someone.post("/account/tokens", label="kho", days=days)

    assert page.status_code == 422
    assert 'value="kho"' in page.text
    assert "ocop_pat_" not in page.text


def test_every_scope_has_words():
    assert SCOPE_WORDS.keys() == set(Scope)

"""The door: who comes in, who does not, and where they land."""

import re

import pytest

from ocop.services.entry_codes import make_entry_code
from ocop.services.work import unit_of_work
from tests.factories import actor

PASSWORD = "ba con thuyen tim"


@pytest.mark.parametrize(
    ("role", "room"), [("producer", "/producer"), ("commune", "/office"), ("auditor", "/office")]
)
def test_each_role_lands_in_its_own_room(make_user, visitor, role, room):
    user = make_user(role, password=PASSWORD)

    answer = visitor.client.post("/login", data={"name": user.name, "password": PASSWORD})

    assert (answer.status_code, answer.location) == (303, room)


def test_a_wrong_password_keeps_the_name_and_tells_nothing_more(make_user, visitor):
    user = make_user(password=PASSWORD)

    known = visitor.client.post("/login", data={"name": user.name, "password": "sai mat khau"})
    unknown = visitor.client.post("/login", data={"name": "khong-co-ai", "password": "sai mat khau"})

    assert known.status_code == unknown.status_code == 422
    assert f'value="{user.name}"' in known.text
    for page in (known, unknown):
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in page.text


def test_many_wrong_passwords_have_to_wait(make_user, visitor):
    user = make_user(password=PASSWORD)

    answers = [visitor.client.post("/login", data={"name": user.name, "password": "sai"}) for _ in range(7)]

    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert "Xin thử lại sau" in answers[-1].text


@pytest.mark.parametrize(
    ("wanted", "led"),
    [("/producer/subject", "/producer/subject"), ("//evil.example", "/producer"), (None, "/producer")],
)
def test_signing_in_leads_back_to_a_path_of_our_own_only(make_user, visitor, wanted, led):
    user = make_user(password=PASSWORD)
    sent = {"name": user.name, "password": PASSWORD} | ({"next": wanted} if wanted else {})

    assert visitor.client.post("/login", data=sent).location == led


def test_a_stranger_is_sent_to_the_door_and_back(visitor):
    answer = visitor.get("/producer/products/new")

    assert answer.location == "/login?next=%2Fproducer%2Fproducts%2Fnew"
    assert 'name="next" value="/producer/products/new"' in visitor.get(answer.location).text


def test_who_signs_out_is_nobody_afterwards(enter):
    someone = enter()

    left = someone.post("/logout")

    assert (left.status_code, left.location) == (303, "/")
    assert someone.get("/producer").status_code == 302


def test_a_new_producer_makes_an_account_and_is_in(visitor):
    sent = {"name": "0900 123", "password": PASSWORD, "repeated": PASSWORD}

    wrong = visitor.client.post("/register", data=sent)
    right = visitor.client.post("/register", data=sent | {"name": "0900123"})

    assert wrong.status_code == 422
    assert 'value="0900 123"' in wrong.text
    assert right.location == "/producer/subject/new"
    assert visitor.get("/producer/subject/new").status_code == 200


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"repeated": "khác hẳn đây"}, "Hai lần gõ mật khẩu chưa giống nhau."),
        ({"password": "n9#kz", "repeated": "n9#kz"}, "Mật khẩu cần ít nhất 8 ký tự."),
        ({"name": "đã có dấu"}, "Tên đăng nhập gồm"),
    ],
)
def test_a_bad_registration_says_why_and_makes_nobody(visitor, sent, words):
    fields = {"name": "0900123", "password": PASSWORD, "repeated": PASSWORD} | sent

    page = visitor.client.post("/register", data=fields)

    assert page.status_code == 422
    assert words in page.text
    assert fields["password"] not in page.text
    assert visitor.client.post("/login", data={"name": "0900123", "password": PASSWORD}).status_code == 422


def test_a_taken_name_is_refused_beside_its_field(make_user, visitor):
    taken = make_user(name="0900123")

    page = visitor.client.post("/register", data={"name": taken.name, "password": PASSWORD, "repeated": PASSWORD})

    assert page.status_code == 422
    assert re.search(r'id="f-name-error".*đã có người dùng', page.text)


def test_a_network_registers_many_but_not_without_end(visitor, clock):
    sent = {"name": "A B", "password": PASSWORD, "repeated": PASSWORD}

    answers = [visitor.client.post("/register", data=sent).status_code for _ in range(43)]

    assert (answers[0], answers[-1]) == (422, 429)


def test_a_paper_code_lets_its_household_in_once(app, clock, make_subject, make_user, visitor):
    subject = make_subject()
    user = make_user(subject=subject)
    with app.app_context(), unit_of_work():
        code = make_entry_code(actor("commune"), clock(), user_id=user.id)
    sent = {"code": code.lower().replace("-", " "), "password": PASSWORD, "repeated": PASSWORD}

    first = visitor.client.post("/enter", data=sent)
    second = app.test_client().post("/enter", data=sent)

    assert first.location == "/producer"
    assert user.name in visitor.get("/producer").text
    assert second.status_code == 422
    assert "đã dùng rồi" in second.text


def test_the_slip_s_address_has_typed_the_code_already(visitor):
    page = visitor.get("/enter/ABCD-EFGH-JKMN-PQRS")

    assert 'value="ABCD-EFGH-JKMN-PQRS"' in page.text


def test_pages_of_the_door_set_no_cookie(visitor):
    for path in ("/login", "/register", "/enter", "/enter/ABCD"):
        assert "Set-Cookie" not in visitor.get(path).headers

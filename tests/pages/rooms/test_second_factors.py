"""The second factor as people meet it: enrolling, the second page of the door, step-up, recovery, reset."""

import io
import re
from html import unescape

import pytest

from ocop.domain.accounts import Role
from ocop.models.accounts import Session, User
from ocop.models.database import db
from ocop.services.acts import acts_of
from ocop.services.decisions import decisions_of
from ocop.services.entry_codes import make_entry_code
from ocop.services.second_factors import is_enrolled, standing_of
from ocop.services.work import unit_of_work
from ocop.web.access import ACCESS, API
from tests.factories import actor
from tests.phones import Phone, enrolled_phone

PASSWORD, BETTER = "ba con thuyen tim", "bon con ngua xam"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


def hidden(page, *, action: str = "") -> dict[str, str]:
    """Return the hidden fields of a page's form, the one that goes to an address where it is named."""
    text = page.text[page.text.index(f'action="{action}"') :] if action else page.text
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text.split("</form>")[0])
    return {name: unescape(value) for name, value in found}


def offered(page, clock) -> tuple[Phone, dict[str, str]]:
    """Return a phone that took the key of an enrolling page, and what its form brings back."""
    groups = re.search(r'class="factor-key">(.*?)</p>', page.text, re.DOTALL).group(1)
    key = "".join(re.findall(r"<span>(\w+)</span>", groups))
    return Phone(clock, secret=key), {"offer": re.search(r'name="offer" value="([^"]+)"', page.text).group(1)}


def printed(page) -> list[str]:
    return re.findall(r"<li><code>([0-9A-Z-]{19})</code></li>", page.text)


def log_in(app, user):
    """Give name and password in a new browser; return it and the answer."""
    browser = app.test_client()
    return browser, browser.post("/login", data={"name": user.name, "password": PASSWORD})


@pytest.fixture
def user(make_user) -> User:
    return make_user("province", password=PASSWORD)


@pytest.fixture
def phone(app, clock, user) -> Phone:
    return enrolled_phone(app, clock, user)


# -- to enrol


def test_who_enrols_sees_recovery_codes_once_and_may_go_on(app, clock, enter):
    someone = enter("province")
    page = someone.get("/account/second-factor?next=/office/users/new")
    phone, sent = offered(page, clock)

    codes = someone.post(
        "/account/second-factor", sent, code=phone.code(), password=PASSWORD, next="/office/users/new"
    )

    assert '<svg class="qr"' in page.text
    assert len(printed(codes)) == 10
    assert 'href="/office/users/new"' in codes.text
    assert someone.get("/office/users/new").status_code == 200
    after = someone.get("/account").text
    assert "Đang bật" in after
    assert "còn 10 mã dự phòng" in after
    assert printed(codes)[0] not in someone.get("/account/second-factor").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": "000000"}, "Mã không đúng"),
        ({"password": "sai mat khau"}, "mật khẩu không đúng"),
        ({"offer": "x"}, "Trang đã để quá lâu"),
    ],
)
def test_a_wrong_enrolment_turns_nothing_on(app, clock, enter, wrong, words):
    someone = enter("province")
    phone, sent = offered(someone.get("/account/second-factor"), clock)

    page = someone.post("/account/second-factor", sent | {"code": phone.code(), "password": PASSWORD} | wrong)

    assert (page.status_code, words in page.text) == (422, True)
    assert PASSWORD not in page.text
    assert ("offer" in wrong) != (offered(page, clock)[0].secret == phone.secret)
    with app.app_context():
        assert not is_enrolled(someone.user.id)


def test_an_enrolling_page_left_open_for_long_shows_another_key(clock, enter):
    someone = enter("producer")
    phone, sent = offered(someone.get("/account/second-factor"), clock)
    clock.advance(minutes=31)

    page = someone.post("/account/second-factor", sent, code=phone.code(), password=PASSWORD)

    assert "Trang đã để quá lâu" in page.text
    assert offered(page, clock)[0].secret != phone.secret


def test_reloading_the_recovery_codes_makes_no_others(app, clock, enter):
    someone = enter("producer")
    phone, sent = offered(someone.get("/account/second-factor"), clock)
    fields = sent | {"code": phone.code(), "password": PASSWORD}
    someone.post("/account/second-factor", fields)

    reloaded = someone.post("/account/second-factor", fields)

    assert (reloaded.status_code, reloaded.location) == (303, "/account/second-factor")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_enrol(role, clock, enter):
    someone = enter(role)
    phone, sent = offered(someone.get("/account/second-factor"), clock)

    assert len(printed(someone.post("/account/second-factor", sent, code=phone.code(), password=PASSWORD))) == 10
    assert someone.get("/account/second-factor").status_code == 200


def test_new_recovery_codes_are_made_once_per_form(app, clock, enter_proven):
    someone = enter_proven("province")
    page = someone.get("/account/second-factor")
    once = hidden(page, action="/account/second-factor/recovery-codes")["once"]

    made = someone.post("/account/second-factor/recovery-codes", once=once)
    reloaded = someone.post("/account/second-factor/recovery-codes", once=once)

    assert len(printed(made)) == 10
    assert not set(printed(made)) & set(someone.phone.recovery_codes)
    assert reloaded.location == "/account/second-factor"


def test_another_phone_takes_the_place_of_the_first_after_a_code_of_the_first(app, clock, enter):
    someone = enter("province")
    old = someone.enrol(clock)
    asked = someone.get("/account/second-factor/new")
    someone.step_up()
    new, sent = offered(someone.get("/account/second-factor/new"), clock)

    done = someone.post("/account/second-factor/new", sent, code=new.code())

    assert asked.location == "/account/step-up?next=%2Faccount%2Fsecond-factor%2Fnew"
    assert len(printed(done)) == 10
    clock.advance(minutes=1)
    browser, _ = log_in(app, someone.user)
    assert browser.post("/login/code", data={"code": old.code()}).status_code == 422
    assert browser.post("/login/code", data={"code": new.code()}).status_code == 303


def test_who_need_not_have_one_turns_it_off_with_a_code_alone(app, clock, enter):
    someone = enter("auditor")
    phone = someone.enrol(clock)

    wrong = someone.post("/account/second-factor/off", code="000000")
    right = someone.post("/account/second-factor/off", code=phone.code())

    assert (wrong.status_code, "Mã không đúng" in wrong.text) == (422, True)
    assert right.location == "/account"
    assert "Chưa bật" in someone.get("/account").text


def test_who_must_have_one_does_not_turn_it_off(app, clock, enter):
    someone = enter("ministry")
    phone = someone.enrol(clock)

    page = someone.post("/account/second-factor/off", code=phone.code())

    assert "phải có lớp bảo vệ thứ hai" in page.text
    assert 'action="/account/second-factor/off"' not in someone.get("/account/second-factor").text
    with app.app_context():
        assert is_enrolled(someone.user.id)


# -- at the door


def test_the_door_asks_for_the_code_and_no_session_is_before(app, user, phone):
    browser, asked = log_in(app, user)

    assert asked.location == "/login/code?next=%2Foffice"
    assert browser.get("/office").status_code == 302
    assert browser.get("/account").status_code == 302
    with app.app_context():
        assert db.session.query(Session).count() == 0
    entered = browser.post("/login/code", data={"code": phone.code(), "next": "/office"})
    assert (entered.status_code, entered.location) == (303, "/office")
    assert browser.get("/office").status_code == 200


def test_a_code_given_at_the_door_is_not_given_again_inside(app, user, phone):
    browser, _ = log_in(app, user)
    browser.post("/login/code", data={"code": phone.code()})

    assert browser.get("/office/users/new").status_code == 200


def test_a_code_that_entered_enters_nobody_else(app, user, phone):
    first, _ = log_in(app, user)
    second, _ = log_in(app, user)

    entered = first.post("/login/code", data={"code": phone.code()})
    replayed = second.post("/login/code", data={"code": phone.code()})

    assert (entered.status_code, replayed.status_code) == (303, 422)
    assert second.get("/office").status_code == 302


def test_a_recovery_code_enters_once_and_says_how_many_are_left(app, user, phone):
    first, _ = log_in(app, user)
    first.post("/login/code", data={"code": phone.recovery_codes[0].lower()})
    second, _ = log_in(app, user)
    again = second.post("/login/code", data={"code": phone.recovery_codes[0]})

    assert "còn 9 mã" in first.get("/office").text
    assert again.status_code == 422


def test_a_half_login_lasts_five_minutes(app, clock, user, phone):
    late, _ = log_in(app, user)
    clock.advance(minutes=5)

    answer = late.post("/login/code", data={"code": phone.code()})

    assert (answer.status_code, "xin đăng nhập lại" in answer.text) == (422, True)
    assert 'name="password"' in answer.text
    assert late.get("/office").status_code == 302


def test_a_half_login_enters_once_even_with_its_cookie_kept(app, clock, user, phone):
    browser, _ = log_in(app, user)
    kept = browser.get_cookie("ocop").value
    browser.post("/login/code", data={"code": phone.code()})
    thief = app.test_client()
    thief.set_cookie("ocop", kept)

    answer = thief.post("/login/code", data={"code": phone.next_code()})

    assert (answer.status_code, thief.get("/office").status_code) == (422, 302)


def test_nobody_gives_a_code_without_a_password_before(visitor):
    assert visitor.get("/login/code").location == "/login"
    assert visitor.client.post("/login/code", data={"code": "123456"}).status_code == 422


def test_wrong_codes_at_the_door_wait_ever_longer_and_never_for_good(app, clock, user, phone):
    browser, _ = log_in(app, user)

    answers = [browser.post("/login/code", data={"code": "000000"}) for _ in range(7)]

    assert [one.status_code for one in answers] == [422] * 6 + [429]
    clock.advance(seconds=int(answers[-1].headers["Retry-After"]))
    assert browser.post("/login/code", data={"code": phone.next_code()}).status_code == 303


def test_the_right_password_of_another_account_ends_the_session_before(app, user, phone, enter):
    someone = enter("commune")

    answer = someone.post("/login", name=user.name, password=PASSWORD)

    assert answer.location == "/login/code?next=%2Foffice"
    assert someone.get("/office").status_code == 302
    with app.app_context():
        assert all(one.ended_at for one in db.session.query(Session))


def test_who_is_not_enrolled_enters_as_before(app, user):
    browser, answer = log_in(app, user)

    assert answer.location == "/office"
    assert browser.get("/office").status_code == 200


def test_a_slip_is_no_way_around_the_second_factor(app, clock, user, phone):
    with app.app_context(), unit_of_work():
        code = make_entry_code(actor("ministry"), clock(), user_id=user.id)
    browser = app.test_client()

    answer = browser.post("/enter", data={"code": code, "password": BETTER, "repeated": BETTER})

    assert answer.location == "/login/code?next=%2Foffice"
    assert browser.get("/office").status_code == 302
    assert browser.post("/login/code", data={"code": phone.code()}).status_code == 303


# -- step-up


STEP_UPS = {
    "GET office-decisions.new", "POST office-decisions.create", "GET office-decisions.ending",
    "POST office-decisions.end", "GET office-users.new", "POST office-users.create", "POST office-users.deactivate",
    "POST office-users.drop_factor", "POST office-slips.make_for_user", "POST accounts.make_token",
    "GET second-factors.new", "POST second-factors.replace", "POST second-factors.renew_codes",
    "GET office-councils.ask", "POST office-councils.rule",
    "GET office-certificates.revoking", "POST office-certificates.revoke",
    "GET office-certificates.correcting", "POST office-certificates.correct",
    "GET office-certificates.extending", "POST office-certificates.extend",
    "GET office-recalls.ask", "POST office-recalls.recall",
    "GET office-recalls.ask_lifting", "POST office-recalls.lift",
    "GET producer-recalls.ask", "POST producer-recalls.recall",
    "GET office-recalls.ask_raw", "POST office-recalls.recall_raw",
    "GET office-recalls.ask_lifting_raw", "POST office-recalls.lift_raw", "POST office-recalls.lift_several",
    "GET producer-recalls.ask_raw", "POST producer-recalls.recall_raw",
}  # fmt: skip


def test_what_needs_a_step_up_is_known_and_no_program_is_asked():
    assert {row for row, who in ACCESS.items() if who.step_up} == STEP_UPS
    assert not any(who.step_up for who in API.values())


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("province", "/office/users/new"),
        ("commune", "/office/users/new"),
        ("ministry", "/office/users/new"),
        ("administrator", "/office/users/new"),
        ("province", "/office/products/{code}/decisions/new"),
        ("ministry", "/office/products/{code}/potential-end"),
    ],
)
def test_the_page_of_such_a_form_asks_first_and_leads_back(clock, enter, make_product, role, path):
    path = path.format(code=make_product().code)
    someone = enter(role)
    unenrolled = someone.get(path)
    phone = someone.enrol(clock)

    asked = someone.get(path)
    page = someone.get(asked.location)
    led = someone.post("/account/step-up", hidden(page, action="/account/step-up"), step_up_code=phone.code())

    assert unenrolled.location.startswith("/account/second-factor?next=%2Foffice")
    assert asked.location.startswith("/account/step-up?next=%2Foffice")
    assert led.location == path
    assert someone.get(path).status_code == 200


def test_a_step_up_leads_to_no_other_site_and_takes_no_wrong_code(clock, enter):
    someone = enter("province")
    someone.enrol(clock)

    wrong = someone.post("/account/step-up", step_up_code="000000", next="/office")
    elsewhere = someone.post("/account/step-up", step_up_code=someone.phone.code(), next="//evil.example")

    assert (wrong.status_code, hidden(wrong, action="/account/step-up")["next"]) == (422, "/office")
    assert elsewhere.location == "/account"


def test_a_step_up_is_of_its_own_browser(app, clock, enter_proven):
    someone = enter_proven("province")
    clock.advance(minutes=1)
    other, _ = log_in(app, someone.user)
    clock.advance(minutes=1)
    other.post("/login/code", data={"code": someone.phone.code()})
    clock.advance(minutes=4)

    assert other.get("/office/users/new").status_code == 200
    assert someone.get("/office/users/new").status_code == 302


def test_a_proof_counts_for_five_minutes(clock, enter_proven):
    someone = enter_proven("province")

    clock.advance(minutes=5)
    in_time = someone.get("/office/users/new")
    clock.advance(seconds=1)

    assert in_time.status_code == 200
    assert someone.get("/office/users/new").status_code == 302


DECISION = {
    "number": "2718/QĐ-UBND",
    "signed_on": "2026-11-20",
    "outcome": "4",
    "unit_code": "86",
    "note": 'a "b"\nc',
}


def test_a_form_that_comes_too_late_keeps_what_was_typed(app, clock, enter_proven, make_product):
    someone, product = enter_proven("province"), make_product()
    address = f"/office/products/{product.code}/decisions/new"
    clock.advance(minutes=6)

    late = someone.post(address, DECISION)
    kept = hidden(late, action=address)
    wrong = someone.post(address, kept | {"step_up_code": "000000"})
    right = someone.post(address, hidden(wrong, action=address) | {"step_up_code": someone.phone.code()})

    assert (late.status_code, wrong.status_code) == (403, 422)
    assert {name: text.replace("\r\n", "\n") for name, text in kept.items() if name != "csrf_token"} == DECISION
    assert "Mã không đúng" in wrong.text
    assert "Giấy chứng nhận 4 sao" in right.text
    sent = DECISION | {"seen": hidden(right, action=address)["seen"]}
    assert someone.post(address, sent).location == f"/office/products/{product.code}"


def test_a_form_that_comes_too_late_changes_nothing(app, clock, enter_proven, make_product, make_user):
    someone, product, other = enter_proven("province"), make_product(), make_user("commune")
    clock.advance(minutes=6)

    posts = {
        f"/office/products/{product.code}/decisions/new": DECISION,
        f"/office/products/{product.code}/potential-end": {"on": "2026-11-23", "why": "x"},
        "/office/users/new": {"name": "xa-moi", "role": "commune", "unit_code": "29341"},
        f"/office/users/{other.id}/deactivation": {"why": "x"},
        f"/office/users/{other.id}/second-factor/drop": {"why": "x"},
        f"/office/users/{other.id}/slip": {"once": "x"},
        "/account/tokens": {"days": "30"},
        "/account/second-factor/recovery-codes": {"once": "x"},
    }
    with app.app_context():
        before = db.session.query(User).count()

    for address, fields in posts.items():
        answer = someone.post(address, fields)
        assert (answer.status_code, "step_up_code" in answer.text) == (403, True), address
    with app.app_context():
        assert db.session.query(User).count() == before
        assert db.session.get(User, other.id).is_active
        assert decisions_of(product.id) == []
        assert standing_of(someone.user.id).codes_left == 10


def test_a_file_of_a_form_that_comes_too_late_is_asked_for_again(clock, enter_proven, make_product):
    someone, product = enter_proven("province"), make_product()
    address = f"/office/products/{product.code}/decisions/new"
    clock.advance(minutes=6)

    late = someone.post(address, DECISION, file=(io.BytesIO(PDF), "quyet-dinh.pdf"))
    sent = hidden(late, action=address) | {"step_up_code": someone.phone.code()}
    right = someone.post(address, sent, file=(io.BytesIO(PDF), "quyet-dinh.pdf"))

    assert "Chọn lại tệp “quyet-dinh.pdf”" in late.text
    assert re.search(r'<input class="file" type="file"\s+id="f-file-1" name="file" required', late.text)
    assert 'enctype="multipart/form-data"' in late.text
    assert "Đã nhận tệp quyet-dinh.pdf" in right.text


def test_several_values_of_one_field_are_all_sent_again(client, clock, enter_proven):
    someone = enter_proven("commune")
    clock.advance(minutes=6)

    late = someone.post("/account/tokens", {"label": "kho", "days": "30", "scopes": ["read", "lots"]})

    assert re.findall(r'name="scopes" value="(\w+)"', late.text) == ["read", "lots"]
    sent = {"label": "kho", "days": "30", "scopes": ["read", "lots"], "step_up_code": someone.phone.code()}
    assert "ocop_pat_" in someone.post("/account/tokens", sent).text


def test_a_recovery_code_steps_up_and_says_how_many_are_left(clock, enter):
    someone = enter("province")
    phone = someone.enrol(clock)

    someone.post("/account/step-up", step_up_code=phone.recovery_codes[0], next="/office/users/new")

    assert "còn 9 mã" in someone.get("/office/users/new").text


def test_wrong_codes_of_a_step_up_wait_too(clock, enter):
    someone = enter("province")
    someone.enrol(clock)

    answers = [someone.post("/account/step-up", step_up_code="000000") for _ in range(7)]

    assert [one.status_code for one in answers] == [422] * 6 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    clock.advance(seconds=30)
    someone.step_up()


def test_who_is_not_enrolled_is_sent_to_enrol_before_he_changes_anything(app, enter, make_user):
    someone, other = enter("province"), make_user("commune")
    headers = {"Referer": f"http://localhost/office/users/{other.id}"}
    token = re.search(r'name="csrf_token" value="([^"]+)"', someone.get("/account").text).group(1)

    sent = {"why": "x", "csrf_token": token}
    answer = someone.client.post(f"/office/users/{other.id}/deactivation", data=sent, headers=headers)

    assert answer.location == f"/account/second-factor?next=%2Foffice%2Fusers%2F{other.id}"
    with app.app_context():
        assert db.session.get(User, other.id).is_active


def test_a_producer_without_a_factor_makes_tokens_as_before_and_is_asked_with_one(clock, enter):
    someone = enter("producer")
    assert "ocop_pat_" in someone.post("/account/tokens", days="30").text

    someone.enrol(clock)

    assert someone.post("/account/tokens", days="30").status_code == 403


def test_an_official_without_a_factor_finds_no_form_for_tokens(enter):
    page = enter("commune").get("/account").text

    assert 'action="/account/tokens"' not in page
    assert "xin bật lớp bảo vệ thứ hai trước" in page


def test_a_program_is_never_asked_for_a_code(client, make_product, token_for, app, clock, user):
    product = make_product()
    enrolled_phone(app, clock, user)
    body = {"number": "2718/QĐ-UBND", "signed_on": "2026-10-01", "star": 4, "unit_code": "86"}

    answers = [
        client.post(f"/api/v1/products/{product.code}/decisions", json=body, headers=token_for(user)),
        client.post(f"/api/v1/products/{make_product().code}/decisions", json=body, headers=token_for("province")),
    ]

    assert [one.status_code for one in answers] == [201, 201]


def test_who_reads_json_is_told_by_a_code(clock, enter):
    someone = enter("province")
    headers = {"Accept": "application/json"}

    first = someone.client.get("/office/users/new", headers=headers)
    someone.enrol(clock)
    second = someone.client.get("/office/users/new", headers=headers)

    assert [(one.status_code, one.json["code"]) for one in (first, second)] == [
        (403, "factor-needed"),
        (403, "step-up-needed"),
    ]


def test_a_change_of_role_or_the_end_of_an_account_acts_at_once(app, enter_proven):
    demoted, ended = enter_proven("province"), enter_proven("province")
    for someone in (demoted, ended):
        assert someone.get("/office/users/new").status_code == 200

    with app.app_context(), unit_of_work():
        db.session.get(User, demoted.user.id).role = Role.AUDITOR
        db.session.get(User, ended.user.id).is_active = False

    assert demoted.get("/office/users/new").status_code == 403
    assert ended.get("/office/users/new").location.startswith("/login")


def test_forms_of_other_tabs_pass_after_a_step_up(clock, enter):
    someone = enter("producer")
    someone.enrol(clock)
    other_tab = re.search(r'name="csrf_token" value="([^"]+)"', someone.get("/account").text).group(1)

    someone.step_up()

    ended = someone.client.post("/account/sessions/others/end", data={"csrf_token": other_tab})
    assert (ended.status_code, ended.location) == (303, "/account")


# -- reset, and lost


def slip_of(official, user) -> tuple[str, str]:
    """Make a slip for an account; return the page and the code."""
    page = official.get(f"/office/users/{user.id}")
    slip = official.post(
        f"/office/users/{user.id}/slip", once=hidden(page, action=f"/office/users/{user.id}/slip")["once"]
    )
    groups = re.search(r'class="slip-code">(.*?)</li>', slip.text, re.DOTALL).group(1)
    return slip.text, "-".join(re.findall(r"<span>(\w{4})</span>", groups))


def enter_by(app, code: str, password: str = BETTER):
    browser = app.test_client()
    return browser, browser.post("/enter", data={"code": code, "password": password, "repeated": password})


def test_a_reset_code_lets_its_owner_choose_and_ends_other_sessions(app, enter, enter_proven):
    official, clerk = enter_proven("province"), enter("commune")

    slip, code = slip_of(official, clerk.user)
    browser, entered = enter_by(app, code)

    assert "Phiếu đặt lại mật khẩu" in slip
    assert "24/11/2026" in slip
    assert entered.location == "/office"
    assert browser.get("/office").status_code == 200
    assert clerk.get("/office").status_code == 302
    assert enter_by(app, code)[1].status_code == 422
    with app.app_context():
        acts = [(act.verb, act.actor_id) for act in acts_of("user", clerk.user.id)]
    assert acts == [("make-reset-code", official.user.id), ("reset-password", clerk.user.id)]


@pytest.mark.parametrize(("password", "days"), [(PASSWORD, 1), (None, 14)])
def test_a_reset_code_lasts_a_day_and_a_first_slip_fourteen(app, clock, enter_proven, make_user, password, days):
    official = enter_proven("province")
    codes = [slip_of(official, make_user("commune", password=password))[1] for _ in range(2)]

    clock.advance(days=days, seconds=-1)
    in_time = enter_by(app, codes[0])[1]
    clock.advance(seconds=1)

    assert in_time.status_code == 303
    assert enter_by(app, codes[1])[1].status_code == 422


def test_a_lost_factor_is_dropped_by_the_tier_above_with_a_reason(app, clock, enter, enter_proven):
    official, clerk = enter_proven("province"), enter("commune")
    clerk.enrol(clock)
    page = official.get(f"/office/users/{clerk.user.id}").text
    address = f"/office/users/{clerk.user.id}/second-factor/drop"

    unexplained = official.post(address, why=" ")
    done = official.post(address, why="Rơi điện thoại xuống sông")

    assert f'action="{address}"' in page
    assert (unexplained.status_code, "Cần điền mục này" in unexplained.text) == (422, True)
    assert done.location == f"/office/users/{clerk.user.id}"
    assert clerk.get("/office").status_code == 302
    assert log_in(app, clerk.user)[1].location == "/office"
    with app.app_context():
        (act,) = [act for act in acts_of("user", clerk.user.id) if act.verb == "drop-second-factor"]
    assert (act.actor_id, act.why) == (official.user.id, "Rơi điện thoại xuống sông")


def test_a_step_up_makes_no_session_longer(clock, enter):
    someone = enter("province")
    someone.enrol(clock)
    for _ in range(35):
        clock.advance(minutes=20)
        assert someone.get("/account").status_code == 200
    someone.step_up()

    clock.advance(minutes=20)

    assert someone.get("/account").status_code == 302

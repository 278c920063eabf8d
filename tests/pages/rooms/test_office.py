"""The rooms of offices: the desk, decisions, accounts, audit; each in its own area alone."""

import io
import re

import pytest

from ocop.domain.accounts import Role
from ocop.models.accounts import EntryCode
from ocop.models.database import db
from ocop.services.decisions import decisions_of

SUBJECT = {
    "name": "Hộ kinh doanh Bảy Quầy",
    "subject_type": "household",
    "unit_code": "29341",
    "phone": "0294 000 0002",
}
PASSWORD = "ba con thuyen tim"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"
#: A commune of the same province, and one of another.
NEIGHBOUR, ELSEWHERE = "29242", "00004"


def once(page) -> str:
    return re.search(r'name="once" value="([^"]+)"', page.text).group(1)


def typed_code(page) -> str:
    groups = re.search(r'class="slip-code">(.*?)</li>', page.text, re.DOTALL).group(1)
    return "-".join(re.findall(r"<span>(\w{4})</span>", groups))


def subject_at_desk(clerk) -> str:
    """Enter a subject at the desk and return its address."""
    return clerk.post("/office/subjects/new", SUBJECT).location.removesuffix("/slip")


def preview(official, product, **fields):
    """Ask what a decision would bring about; return the page and what to send to record it."""
    sent = {"number": "2718/QĐ-UBND", "signed_on": "2026-11-20", "outcome": "4", "unit_code": "86"} | fields
    page = official.post(f"/office/products/{product.code}/decisions/new", sent)
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)
    return page, sent | ({"seen": seen.group(1)} if seen else {})


# -- at the desk


def test_a_clerk_enters_a_household_that_has_yet_to_confirm(enter):
    clerk = enter("commune")

    address = subject_at_desk(clerk)

    assert "Chủ thể chưa tự xác nhận" in clerk.get(address).text
    assert SUBJECT["name"] in clerk.get("/office").text
    assert SUBJECT["name"] in clerk.get("/office/subjects?show=unconfirmed").text


def test_a_slip_lets_the_household_in_and_reloading_makes_no_second_code(app, enter, visitor):
    clerk = enter("commune")
    address = subject_at_desk(clerk)
    asked = clerk.get(f"{address}/slip")
    sent = {"name": "02940000002", "once": once(asked)}

    slip = clerk.post(f"{address}/slip", sent)
    reloaded = clerk.post(f"{address}/slip", sent)

    assert 'value="02940000002"' in asked.text
    assert "/enter" in slip.text
    assert "<svg" in slip.text
    assert reloaded.location == f"{address}/slip"
    with app.app_context():
        assert db.session.query(EntryCode).count() == 1
    entered = visitor.client.post(
        "/enter", data={"code": typed_code(slip), "password": PASSWORD, "repeated": PASSWORD}
    )
    assert entered.location == "/producer"
    assert "Xin xác nhận" in visitor.get("/producer").text


def test_a_new_slip_ends_the_code_of_the_one_before(enter, visitor):
    clerk = enter("commune")
    address = subject_at_desk(clerk)

    first = clerk.post(f"{address}/slip", {"name": "02940000002", "once": once(clerk.get(f"{address}/slip"))})
    second = clerk.post(f"{address}/slip", {"once": once(clerk.get(f"{address}/slip"))})

    sent = {"password": PASSWORD, "repeated": PASSWORD}
    assert visitor.client.post("/enter", data={"code": typed_code(first), **sent}).status_code == 422
    assert visitor.client.post("/enter", data={"code": typed_code(second), **sent}).status_code == 303


def test_a_clerk_registers_a_product_with_its_official_code(enter):
    clerk = enter("commune")
    address = subject_at_desk(clerk)

    made = clerk.post(f"{address}/products/new", name="Kẹo dừa", product_set="7", ocop_code="86-29341-01-2026")

    assert "86-29341-01-2026" in clerk.get(made.location).text


def test_a_clerk_s_edit_of_what_changed_meanwhile_shows_the_difference(enter):
    clerk = enter("commune")
    address = subject_at_desk(clerk)
    clerk.post(f"{address}/edit", SUBJECT | {"name": "Tên của người kia", "version": "1"})

    stale = clerk.post(f"{address}/edit", SUBJECT | {"name": "Tên của tôi", "version": "1"})

    assert stale.status_code == 422
    assert "Tên của người kia" in stale.text


@pytest.mark.parametrize("unit", [NEIGHBOUR, ELSEWHERE])
def test_a_clerk_enters_nobody_of_another_commune(enter, unit):
    page = enter("commune").post("/office/subjects/new", SUBJECT | {"unit_code": unit})

    assert page.status_code == 422
    assert "không thuộc địa bàn" in page.text


# -- areas


@pytest.mark.parametrize(
    ("role", "unit", "status"),
    [
        ("commune", "29341", 200), ("commune", NEIGHBOUR, 404), ("province", "86", 200), ("province", "01", 404),
        ("ministry", None, 200), ("assessor", "86", 200), ("assessor", "01", 404), ("auditor", None, 200),
    ],
)  # fmt: skip
def test_an_office_sees_its_own_area_alone(enter, make_product, role, unit, status):
    product = make_product()
    official = enter(role, unit=unit)

    assert official.get(f"/office/products/{product.code}").status_code == status
    assert official.get(f"/office/subjects/{product.subject_id}").status_code == status
    assert (product.name in official.get("/office/products").text) == (status == 200)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRODUCER])
def test_every_office_has_its_first_page_and_lists(enter, role):
    official = enter(role)

    for path in (
        "/office",
        "/office/products",
        "/office/products?due=window&q=dua",
        "/office/subjects?q=dua",
        "/account",
    ):
        assert official.get(path).status_code == 200


def test_lists_cost_the_same_for_one_and_for_three(enter, make_product, make_subject, query_count):
    official, subject = enter("province"), make_subject()
    make_product(subject=subject)

    def cost(path):
        with query_count() as statements:
            official.get(path)
        return len(statements)

    one = [cost(path) for path in ("/office/products", "/office/subjects", "/office")]
    for _ in range(2):
        make_product(subject=make_subject())

    assert [cost(path) for path in ("/office/products", "/office/subjects", "/office")] == one


@pytest.mark.parametrize(
    "query", ["rating=six_star", "unit_code=x", "due=never", "q=%00", "after_name=%00&after_id=1"]
)
def test_an_impossible_filter_is_refused_kindly(enter, query):
    assert enter("province").get(f"/office/products?{query}").status_code == 422


# -- decisions


def test_a_decision_is_previewed_in_words_before_it_is_kept(context, enter_proven, make_product):
    product = make_product()

    page, _ = preview(enter_proven("province"), product)

    assert page.status_code == 200
    assert "Giấy chứng nhận 4 sao, hạn đến 20/11/2029" in page.text
    assert decisions_of(product.id) == []


def test_a_decision_gives_the_product_its_stars(client, enter_proven, make_product):
    official, product = enter_proven("province"), make_product()
    _, sent = preview(official, product)

    done = official.post(f"/office/products/{product.code}/decisions/new", sent)

    assert done.location == f"/office/products/{product.code}"
    assert "Đang được công nhận 4 sao" in official.get(done.location).text
    assert "4 sao" in client.get(f"/t/{product.code}").text


def test_another_outcome_than_the_one_seen_is_previewed_anew(context, enter_proven, make_product):
    official, product = enter_proven("province"), make_product()
    _, sent = preview(official, product)

    page = official.post(f"/office/products/{product.code}/decisions/new", sent | {"outcome": "3"})

    assert "Giấy chứng nhận 3 sao" in page.text
    assert decisions_of(product.id) == []


def test_the_paper_is_kept_through_a_fault_and_a_preview(enter, enter_proven, make_product):
    official, product = enter_proven("province"), make_product()
    faulty, _ = preview(official, product, number="", file=(io.BytesIO(PDF), "qd.pdf"))
    kept = re.search(r'name="file_hash" value="([0-9a-f]{64})"', faulty.text).group(1)
    _, sent = preview(official, product, file_hash=kept, file_name="qd.pdf")

    official.post(f"/office/products/{product.code}/decisions/new", sent)

    page = official.get(f"/office/products/{product.code}").text
    paper = re.search(rf"/office/products/{product.code}/decisions/[0-9a-f-]{{36}}/file", page).group()
    assert official.get(paper).data == PDF
    assert enter("commune", unit=NEIGHBOUR).get(paper).status_code == 404


@pytest.mark.parametrize(
    ("role", "fields", "words"),
    [
        ("province", {"outcome": "5"}, "không có thẩm quyền công nhận 5 sao"),
        ("ministry", {"outcome": "4"}, "không có thẩm quyền công nhận 4 sao"),
        ("province", {"signed_on": "2026-12-20"}, "ở sau hôm nay"),
        ("province", {"unit_code": "84"}, "không tồn tại vào ngày"),
        ("province", {"unit_code": "01"}, "không phải nơi quyết định"),
        ("province", {"outcome": ""}, "Cần đúng một trong hai"),
        ("province", {"number": " "}, "Cần điền mục này"),
        ("province", {"valid_until": "2031-01-01"}, "Hạn của giấy chứng nhận"),
        ("province", {"file": (io.BytesIO(b"GIF89a"), "a.pdf")}, "Tệp phải là PDF nguyên vẹn"),
    ],
)
def test_a_refused_decision_says_why_and_keeps_nothing(context, enter_proven, make_product, role, fields, words):
    product = make_product()

    page, _ = preview(enter_proven(role), product, **fields)

    assert page.status_code == 422
    assert words in page.text
    assert decisions_of(product.id) == []


def test_a_province_keeps_the_papers_of_what_went_into_it(enter_proven, make_product):
    official, product = enter_proven("province"), make_product()

    page = official.get(f"/office/products/{product.code}/decisions/new").text
    before, _ = preview(official, product, signed_on="2024-12-20", outcome="3", unit_code="846")

    assert [code for code in ("86", "84", "846", "842") if f'<option value="{code}"' in page] == ["86", "84", "846"]
    assert "Giấy chứng nhận 3 sao, hạn đến 20/12/2027" in before.text


def test_the_ministry_grants_five_stars(enter_proven, make_product):
    official, product = enter_proven("ministry"), make_product()
    _, sent = preview(official, product, outcome="5")

    official.post(f"/office/products/{product.code}/decisions/new", sent)

    assert "Đang được công nhận 5 sao" in official.get(f"/office/products/{product.code}").text


def test_a_state_of_potential_five_star_begins_and_ends_with_a_reason(enter_proven, make_product):
    official, product = enter_proven("province"), make_product()
    base = f"/office/products/{product.code}"
    page, sent = preview(official, product, outcome="potential")
    official.post(f"{base}/decisions/new", sent)
    begun = official.get(base).text

    unexplained = official.post(f"{base}/potential-end", on="2026-11-23", why="")
    official.post(f"{base}/potential-end", on="2026-11-23", why="Bộ trả kết quả 88 điểm")

    assert "tiềm năng 5 sao từ 20/11/2026" in page.text
    assert "Tiềm năng 5 sao, đang chờ trung ương" in begun
    assert unexplained.status_code == 422
    assert "Chưa được xếp hạng" in official.get(base).text


@pytest.mark.parametrize("role", ["commune", "assessor", "auditor", "administrator"])
def test_who_does_not_decide_finds_no_door_to_it(enter, make_product, role):
    product, official = make_product(), enter(role)

    assert official.get(f"/office/products/{product.code}/decisions/new").status_code == 403
    assert "decisions/new" not in official.get(f"/office/products/{product.code}").text


# -- accounts and audit


def test_an_administrator_makes_an_account_that_enters_by_a_slip(enter_proven, visitor):
    admin = enter_proven("administrator")
    made = admin.post("/office/users/new", name="xa-tieucan", role="commune", unit_code="29341", full_name="Cô Tư")

    slip = admin.post(f"{made.location}/slip", once=once(admin.get(made.location)))
    sent = {"code": typed_code(slip), "password": PASSWORD, "repeated": PASSWORD}

    assert visitor.client.post("/enter", data=sent).location == "/office"
    assert "Xã Tiểu Cần" in admin.get("/office/users?q=tieucan").text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "Có dấu"}, "Tên đăng nhập gồm"),
        ({"role": "king"}, "Xin chọn một vai trò"),
        ({"unit_code": "86"}, "cần mã của một đơn vị đúng cấp"),
    ],
)
def test_a_wrong_account_is_told_and_not_made(enter_proven, sent, words):
    admin = enter_proven("administrator")

    page = admin.post("/office/users/new", {"name": "xa-moi", "role": "commune", "unit_code": "29341"} | sent)

    assert page.status_code == 422
    assert words in page.text
    assert "xa-moi" not in admin.get("/office/users").text


def test_an_account_put_out_of_use_is_signed_out_at_once(enter, enter_proven):
    admin, clerk = enter_proven("administrator"), enter("commune")

    admin.post(f"/office/users/{clerk.user.id}/deactivation", why="Chuyển công tác")

    assert clerk.get("/office").status_code == 302
    assert "đã ngừng dùng" in admin.get(f"/office/users/{clerk.user.id}").text


def test_a_province_looks_after_its_own_communes_accounts_alone(enter_proven, make_user):
    official = enter_proven("province")
    own, other, above = make_user("commune"), make_user("commune", unit=ELSEWHERE), make_user("ministry")

    listed = official.get("/office/users").text

    assert own.name in listed
    assert other.name not in listed
    for user in (other, above):
        assert official.get(f"/office/users/{user.id}").status_code == 404
        assert official.post(f"/office/users/{user.id}/deactivation").status_code == 404


def test_an_auditor_reads_who_did_what_and_when(enter, enter_proven, make_product):
    official, product = enter_proven("province"), make_product()
    _, sent = preview(official, product)
    official.post(f"/office/products/{product.code}/decisions/new", sent)

    page = enter("auditor").get(f"/office/products/{product.code}/acts").text

    assert "Ghi quyết định" in page
    assert official.user.name in page
    assert "20/11/2026" in page
    assert enter("province").get(f"/office/products/{product.code}/acts").status_code == 403

"""The room of a producer: from nothing to a label, and nobody else's things."""

import io
import re

import pytest
from PIL import Image

from ocop.services.products import products_like, tools_on
from ocop.services.subjects import list_subjects

SUBJECT = {
    "name": "Hộ kinh doanh Sáu Thử",
    "subject_type": "household",
    "unit_code": "29341",
    "phone": "0294 000 0001",
}
PRODUCT = {"name": "Mật hoa dừa Sáu Thử", "product_set": "4"}


def picture(size=(640, 480)) -> io.BytesIO:
    data = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(data, "JPEG")
    data.seek(0)
    return data


@pytest.fixture
def maker(enter, make_subject):
    """Return a producer with a subject, in its room."""
    return enter(subject=make_subject())


def code_of(answer) -> str:
    return answer.location.rsplit("/", 1)[-1]


# -- the subject


def test_a_new_producer_is_asked_for_its_place_first(enter):
    someone = enter()

    assert someone.get("/producer").location == "/producer/subject/new"
    assert "Cơ sở ở xã, phường nào?" in someone.get("/producer/subject/new").text


def test_a_place_is_found_by_its_former_name_without_marks(enter):
    page = enter().get("/producer/subject/new?q=phu+can").text

    assert 'href="/producer/subject/new?unit_code=29341&amp;former_unit_code=29347"' in page
    assert "nay là Xã Tiểu Cần" in page


def test_a_place_is_chosen_by_province_without_scripts(enter):
    page = enter().get("/producer/subject/new?province=86").text

    assert '<option value="29341">Xã Tiểu Cần</option>' in page


@pytest.mark.parametrize("asked", ["unit_code=999", "unit_code=29347", "unit_code=%00", "province=%00", "q=%00"])
def test_an_impossible_place_asks_again(enter, asked):
    page = enter().get(f"/producer/subject/new?{asked}")

    assert page.status_code == 200
    assert "Cơ sở ở xã, phường nào?" in page.text


def test_a_subject_is_registered_once_and_becomes_the_producer_s_own(enter):
    someone = enter()

    first = someone.post("/producer/subject/new", SUBJECT | {"former_unit_code": "29347"})
    second = someone.post("/producer/subject/new", SUBJECT | {"name": "Khác"})

    assert first.location == "/producer/products/new"
    assert "Xã Phú Cần" in someone.get("/producer/subject").text
    assert second.status_code == 422
    assert "đã có chủ thể" in second.text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "name"),
        ({"subject_type": "bank"}, "subject_type"),
        ({"phone": "gọi tôi"}, "phone"),
        ({"tax_code": "123"}, "tax_code"),
        ({"former_unit_code": "29242"}, "former_unit_code"),
        ({"name": "Hộ \x00 Sáu"}, "name"),
    ],
)
def test_a_wrong_subject_is_told_beside_its_field_and_keeps_what_was_typed(context, enter, sent, field):
    page = enter().post("/producer/subject/new", SUBJECT | sent)

    assert page.status_code == 422
    assert f'id="f-{field}-error"' in page.text
    assert 'value="0294 000 0001"' in page.text or "phone" in sent
    assert list_subjects()[0] == []


def test_a_subject_of_the_same_folded_name_is_warned_of(enter, make_subject):
    make_subject(name="HỘ KINH DOANH SÁU THỬ")
    someone = enter()

    warned = someone.post("/producer/subject/new", SUBJECT)
    kept = someone.post("/producer/subject/new", SUBJECT | {"different": "1"})

    assert warned.status_code == 422
    assert 'name="different"' in warned.text
    assert kept.status_code == 303


def test_what_a_desk_entered_is_confirmed_by_its_household(enter, make_subject):
    clerk = enter("commune")
    clerk.post("/office/subjects/new", SUBJECT)
    subject_id = re.search(r"/office/subjects/([0-9a-f-]{36})", clerk.get("/office/subjects").text).group(1)
    house = enter(subject=subject_id)

    before = house.get("/producer").text
    house.post("/producer/subject/confirmation")

    assert "Xin xác nhận" in before
    assert "Xin xác nhận" not in house.get("/producer").text


# -- products


def test_a_product_is_registered_with_tools_and_photo(app, maker):
    sent = PRODUCT | {"tool_barcode": "1", "since_barcode": "2026-01-05", "photo": (picture(), "anh.jpg")}

    made = maker.post("/producer/products/new", sent)

    page = maker.get(made.location).text
    assert "Chưa được xếp hạng OCOP" in page
    assert "Mã vạch · 05/01/2026" in page
    photo = re.search(rf"{made.location}/photos/[0-9a-f]{{64}}", page).group()
    assert maker.get(photo).mimetype == "image/webp"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "name"),
        ({"product_set": ""}, "product_set"),
        ({"product_set": "27"}, "product_set"),
        ({"gtin": "9521234543210"}, "gtin"),
        ({"tool_qr_code": "1"}, "since_qr_code"),
    ],
)
def test_a_wrong_product_is_told_beside_its_field_and_nothing_is_kept(context, maker, sent, field):
    page = maker.post("/producer/products/new", PRODUCT | sent)

    assert page.status_code == 422
    assert f'id="f-{field}-error"' in page.text
    assert products_like(PRODUCT["name"], maker.user.subject_id) == []


def test_a_photo_that_cannot_be_read_keeps_the_product_back(context, maker):
    page = maker.post("/producer/products/new", PRODUCT | {"photo": (io.BytesIO(b"not a picture"), "anh.jpg")})

    assert page.status_code == 422
    assert "Ảnh phải là JPEG" in page.text
    assert products_like(PRODUCT["name"], maker.user.subject_id) == []


def test_a_draft_is_kept_hidden_and_published_later(client, maker):
    code = code_of(maker.post("/producer/products/new", PRODUCT | {"draft": "1"}))

    hidden = client.get(f"/t/{code}").status_code
    unprintable = maker.get(f"/producer/products/{code}/label.pdf").status_code
    maker.post(f"/producer/products/{code}/publication")

    assert (hidden, unprintable) == (404, 422)
    assert client.get(f"/t/{code}").status_code == 200


def test_a_product_of_the_same_folded_name_is_warned_of(maker):
    first = code_of(maker.post("/producer/products/new", PRODUCT))
    again = PRODUCT | {"name": "MAT HOA DUA sáu thử"}

    warned = maker.post("/producer/products/new", again)
    kept = maker.post("/producer/products/new", again | {"different": "1"})

    assert warned.status_code == 422
    assert f"/producer/products/{first}" in warned.text
    assert kept.status_code == 303


def test_an_edit_empties_what_was_left_empty(app, maker):
    sent = PRODUCT | {"net_weight": "200 g", "tool_qr_code": "1", "since_qr_code": "2026-01-05"}
    code = code_of(maker.post("/producer/products/new", sent))

    saved = maker.post(f"/producer/products/{code}/edit", PRODUCT | {"name": "Tên mới", "version": "1"})

    assert saved.status_code == 303
    page = maker.get(f"/producer/products/{code}").text
    assert "Tên mới" in page
    assert "200 g" not in page
    with app.app_context():
        assert tools_on([code]) == {}


def test_an_edit_of_what_changed_meanwhile_shows_the_difference(maker):
    code = code_of(maker.post("/producer/products/new", PRODUCT))
    maker.post(f"/producer/products/{code}/edit", PRODUCT | {"name": "Tên của người kia", "version": "1"})

    stale = maker.post(f"/producer/products/{code}/edit", PRODUCT | {"name": "Tên của tôi", "version": "1"})
    version = re.search(r'name="version" value="(\d+)"', stale.text).group(1)
    insisted = maker.post(f"/producer/products/{code}/edit", PRODUCT | {"name": "Tên của tôi", "version": version})

    assert stale.status_code == 422
    assert "Tên của người kia" in stale.text
    assert insisted.status_code == 303
    assert "Tên của tôi" in maker.get(f"/producer/products/{code}").text


def test_photos_are_added_first_and_taken_off(maker):
    code = code_of(maker.post("/producer/products/new", PRODUCT))
    base = f"/producer/products/{code}/photos"

    empty = maker.post(base)
    maker.post(base, photo=(picture(), "anh.jpg"))
    removal = re.search(rf"{base}/[0-9a-f]{{64}}/removal", maker.get(base).text).group()
    maker.post(removal)

    assert empty.status_code == 422
    assert "Chưa có ảnh nào." in maker.get(base).text
    assert maker.get(removal.removesuffix("/removal")).status_code == 404
    assert maker.get(f"{base}/%00").status_code == 404


# -- lots and labels


def test_a_lot_is_opened_with_the_day_s_own_code(maker):
    code = code_of(maker.post("/producer/products/new", PRODUCT))
    base = f"/producer/products/{code}/lots"

    page = maker.get(base).text
    maker.post(base, code="l261123", made_on="2026-11-23", best_before="2027-11-23", quantity="200", unit="hũ")

    assert 'value="L261123"' in page
    assert 'value="2026-11-23"' in page
    after = maker.get(base).text
    assert "hạn 23/11/2027" in after
    assert 'value="L261123B"' in after


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"code": "lô một"}, "code"),
        ({"best_before": "2020-01-01"}, "best_before"),
        ({"quantity": "nhiều"}, "quantity"),
    ],
)
def test_a_wrong_lot_is_told_beside_its_field(maker, sent, field):
    code = code_of(maker.post("/producer/products/new", PRODUCT))

    page = maker.post(f"/producer/products/{code}/lots", {"code": "L1", "made_on": "2026-11-23"} | sent)

    assert page.status_code == 422
    assert f'id="f-{field}-error"' in page.text


@pytest.mark.parametrize(
    ("kind", "mimetype", "magic"),
    [("pdf", "application/pdf", b"%PDF"), ("png", "image/png", b"\x89PNG"), ("svg", "image/svg+xml", b"<")],
)
def test_a_label_comes_in_three_forms(maker, kind, mimetype, magic):
    code = code_of(maker.post("/producer/products/new", PRODUCT))

    label = maker.get(f"/producer/products/{code}/label.{kind}")

    assert (label.status_code, label.mimetype) == (200, mimetype)
    assert label.data.startswith(magic)


def test_a_sheet_leaves_out_the_cells_that_were_ticked(maker):
    code = code_of(maker.post("/producer/products/new", PRODUCT))
    base = f"/producer/products/{code}"

    page = maker.get(f"{base}/labels").text
    sheet = maker.get(f"{base}/label.pdf?stock=a4-24-70x37&used=1&used=3&count=2")
    beyond = maker.get(f"{base}/label.pdf?stock=a4-24-70x37&used=25&count=2")

    assert len(re.findall(r'type="checkbox" name="used"', page)) == 24
    assert sheet.data.startswith(b"%PDF")
    assert beyond.status_code == 422
    assert "không có ô 25" in beyond.text


# -- other people's things


PATHS = ("", "/edit", "/photos", "/lots", "/labels", "/label.pdf")


@pytest.mark.parametrize("path", PATHS)
def test_another_s_product_is_not_found(maker, make_product, path):
    other = make_product()

    assert maker.get(f"/producer/products/{other.code}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/edit", "/photos", "/lots", "/publication", f"/photos/{'0' * 64}/removal"])
def test_another_s_product_is_not_changed(maker, make_product, path):
    other = make_product()
    sent = PRODUCT | {"code": "L1", "version": "1", "photo": (picture(), "a.jpg")}

    answer = maker.post(f"/producer/products/{other.code}{path}", sent)

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/office", "/office/subjects", "/office/users"])
def test_a_producer_has_no_business_in_offices(maker, path):
    assert maker.get(path).status_code == 403


def test_a_form_without_its_token_changes_nothing(maker):
    answer = maker.client.post("/producer/products/new", data=PRODUCT)

    assert answer.status_code == 400


def test_pages_of_a_room_are_kept_by_nobody(maker):
    assert maker.get("/producer").headers["Cache-Control"] == "private, no-store"

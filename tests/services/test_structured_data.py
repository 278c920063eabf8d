"""Structured data: what searchers and messengers are told in each state, and what never."""

import io
import json
from datetime import timedelta

import pytest
from PIL import Image

from ocop.domain.accounts import OPERATOR
from ocop.domain.stories import story_on
from ocop.services.catalogue import view_of
from ocop.services.certificates import certificates_of, write_standings
from ocop.services.photos import add_photo
from ocop.services.products import find_product
from ocop.services.stories import story_facts
from ocop.services.structured_data import open_graph, product_data, script_json
from ocop.services.subjects import find_subject
from ocop.services.work import unit_of_work

pytestmark = pytest.mark.usefixtures("context")

BASE = "https://ocop.example.vn"
EVIL = "Kẹo </script><script>alert(1)</script> & <!-- \u2028\u2029"


@pytest.fixture
def shown(clock):
    """Return a function that gives the view and story of a product today."""

    def found(product):
        product = find_product(product.code)
        view = view_of(product, clock.today, base_url=BASE)
        return view, story_on(story_facts(product), clock.today)

    return found


@pytest.fixture
def make_valid(make_product, make_decision, clock):
    product = make_product(name="Kẹo dừa sáp", gtin=True, description="Từ dừa sáp Cầu Kè.")
    make_decision(product, number="2718/QĐ-UBND")
    return product


@pytest.fixture
def make_revoked(make_product, make_decision, clock):
    product = make_product(name="Kẹo dừa sáp")
    make_decision(product)
    with unit_of_work():
        certificate = certificates_of([product.id])[product.id][0]
        certificate.revoked_on, certificate.revocation_number = clock.today, "99/QĐ-UBND"
        write_standings(find_product(product.code))
    return product


@pytest.fixture
def make_expired(make_product, make_decision, clock):
    product = make_product(name="Kẹo dừa sáp")
    make_decision(product, signed_on=clock.today - timedelta(days=3 * 366 + 10), unit_code="84")
    return product


def test_a_product_is_told_with_whole_addresses(make_valid, shown):
    view, story = shown(make_valid)

    told = product_data(view, story, base_url=BASE)

    assert told["@type"] == "Product"
    assert told["url"] == told["@id"] == f"{BASE}/01/{make_valid.gtin}"
    assert (told["name"], told["description"]) == ("Kẹo dừa sáp", "Từ dừa sáp Cầu Kè.")
    assert (told["sku"], told["gtin14"]) == (make_valid.code, make_valid.gtin)
    assert told["image"] == [f"{BASE}/share/{make_valid.code}.png"]
    assert told["manufacturer"]["url"] == f"{BASE}/subjects/{make_valid.subject_id}"
    assert told["countryOfOrigin"]["identifier"] == "VN"
    assert told["category"] == view["product_set_name"]


def test_a_certificate_in_force_is_told_with_its_days(make_valid, shown):
    view, story = shown(make_valid)

    told = product_data(view, story, base_url=BASE)["hasCertification"]

    certificate = view["certificate"]
    assert told["name"] == "OCOP 4 sao"
    assert told["certificationIdentification"] == certificate["number"]
    assert told["issuedBy"]["name"] == "Ủy ban nhân dân tỉnh Vĩnh Long"
    assert told["validFrom"] == certificate["issued_on"].isoformat()
    assert told["expires"] == certificate["valid_until"].isoformat()
    assert told["certificationStatus"] == "https://schema.org/CertificationActive"
    assert told["certificationRating"]["ratingValue"] == 4


@pytest.mark.parametrize("state", ["make_expired", "make_revoked", "make_product"])
def test_what_is_not_in_force_is_told_nowhere(state, request, shown):
    made = request.getfixturevalue(state)
    view, story = shown(made() if callable(made) else made)

    told = script_json(product_data(view, story, base_url=BASE))

    assert "ertification" not in told
    assert "sao" not in told.replace("dừa sáp", "")


def test_an_extension_moves_the_last_day(make_valid, shown, clock):
    with unit_of_work():
        certificate = certificates_of([make_valid.id])[make_valid.id][0]
        certificate.extended_until = certificate.valid_until + timedelta(days=90)
        extended = certificate.extended_until
    view, story = shown(make_valid)

    assert product_data(view, story, base_url=BASE)["hasCertification"]["expires"] == extended.isoformat()


def test_a_state_of_potential_five_stars_is_no_certificate(make_product, make_decision, shown):
    product = make_product()
    make_decision(product, potential_five_star=True)
    view, story = shown(product)

    assert story["state"] == "potential"
    assert "hasCertification" not in product_data(view, story, base_url=BASE)


def test_what_is_not_known_is_left_out(make_product, shown):
    view, story = shown(make_product())

    told = product_data(view, story, base_url=BASE)

    assert {"gtin14", "description", "hasCertification", "productionDate"} & set(told) == set()
    assert all(told.values())


def test_a_photograph_stands_before_the_drawn_picture(make_product, shown, clock, tmp_path):
    product, photo = make_product(), io.BytesIO()
    Image.new("RGB", (8, 6), "#336699").save(photo, "PNG")
    with unit_of_work():
        name = add_photo(OPERATOR, clock(), find_product(product.code), photo.getvalue(), folder=tmp_path)
    view, story = shown(product)

    assert product_data(view, story, base_url=BASE)["image"][0] == f"{BASE}/media/{name}"


@pytest.mark.parametrize(
    ("days", "names"),
    [({}, ["Lô", "Hạn dùng"]), ({"best_before": None}, ["Lô"]), ({"made_on": None, "best_before": None}, ["Lô"])],
)
def test_a_lot_is_told_as_far_as_it_is_known(make_product, make_lot, shown, days, names):
    product = make_product()
    lot = make_lot(product, code="L7", **days)
    view, story = shown(product)

    told = product_data(view, story, base_url=BASE, lot=lot)

    assert [one["name"] for one in told["additionalProperty"]] == names
    assert told["additionalProperty"][0]["value"] == "L7"
    assert told.get("productionDate") == (lot.made_on.isoformat() if lot.made_on else None)


def test_nothing_ends_the_script_it_stands_in(make_product, shown):
    product = make_product(name=EVIL.strip(), description=EVIL.strip())
    view, story = shown(product)
    data = product_data(view, story, base_url=BASE)

    told = script_json(data)

    assert not set("<>&\u2028\u2029") & set(told)
    assert json.loads(told) == data
    assert type(told) is str


def test_a_telephone_and_a_street_stand_nowhere(make_subject, make_product, make_lot, shown):
    subject = make_subject(name="Hộ Sáu", phone="0912345678", address="12 đường Lê Lợi, xã Tiểu Cần")
    assert find_subject(subject.id).phone
    product = make_product(subject=subject)
    view, story = shown(product)

    told = script_json(product_data(view, story, base_url=BASE, lot=make_lot(product)))
    told += str(open_graph(view, story, base_url=BASE, site_name="Sổ"))

    assert "Hộ Sáu" in told
    assert "912345678" not in told
    assert "Lê Lợi" not in told


def test_messengers_are_told_what_does_not_lapse(make_valid, shown):
    view, story = shown(make_valid)

    told = open_graph(view, story, base_url=BASE, site_name="Sổ đăng ký OCOP")

    assert told[:7] == [
        ("og:type", "product"),
        ("og:site_name", "Sổ đăng ký OCOP"),
        ("og:title", "Kẹo dừa sáp"),
        ("og:description", f"{view['subject']['name']}. Xã Tiểu Cần, tỉnh Vĩnh Long"),
        ("og:url", f"{BASE}/01/{make_valid.gtin}"),
        ("og:image", f"{BASE}/share/{make_valid.code}.png"),
        ("og:image:type", "image/png"),
    ]
    assert dict(told)["og:image:width"] == "1200"
    assert dict(told)["og:image:height"] == "630"
    assert dict(told)["og:image:alt"].startswith("Kẹo dừa sáp – ")
    words = " ".join(content for _, content in told)
    assert not [word for word in ("★", " sao", "chứng nhận", "2718") if word in words]


@pytest.mark.parametrize(
    ("locale", "expected", "others"),
    [
        ("vi", "vi_VN", ["en_US", "km_KH"]),
        ("en", "en_US", ["vi_VN", "km_KH"]),
        ("km", "km_KH", ["vi_VN", "en_US"]),
        ("xx", "vi_VN", ["en_US", "km_KH"]),
    ],
)
def test_the_language_and_its_alternates_are_told(make_product, shown, locale, expected, others):
    view, story = shown(make_product())

    told = open_graph(view, story, base_url=BASE, site_name="Sổ", locale=locale)

    assert ("og:locale", expected) in told
    assert [content for name, content in told if name == "og:locale:alternate"] == others


def test_a_very_long_name_leaves_the_description_short(make_subject, make_product, shown):
    view, story = shown(make_product(subject=make_subject(name="Hợp tác xã " + "dài " * 47)))

    assert len(dict(open_graph(view, story, base_url=BASE, site_name="Sổ"))["og:description"]) <= 200

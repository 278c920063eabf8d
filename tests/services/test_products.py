"""Products: registered and found by any of their codes, changed by those who may."""

from datetime import date

import pytest

from ocop.domain.accounts import OPERATOR, Role
from ocop.domain.product_codes import short_code
from ocop.services.acts import acts_of
from ocop.services.catalogue import list_products
from ocop.services.products import (
    find_product,
    own_product,
    products_like,
    products_of,
    published_product,
    register_product,
    tools_on,
    update_product,
)
from ocop.services.subjects import update_subject
from ocop.services.work import unit_of_work
from tests.factories import COMMUNE, FORMER_COMMUNE, NOW, actor

pytestmark = pytest.mark.usefixtures("context")

GTIN, OTHER_GTIN = "9521234543213", "9520000000028"
OCOP_CODE = "86-29341-01-2026"
NOBODY_S = [
    "",
    " ",
    "x",
    "0000001E",
    "9521234543214",
    "86-29341-99-2026",
    "9" * 20,
    "9" * 5000,
    "a\x00b",
    "ｋẹo",
    "%",
]


def fields(subject, **more):
    return {"subject_id": subject.id, "name": "Mật hoa dừa", "product_set": 4} | more


def test_a_product_gets_a_short_code_for_good(make_subject) -> None:
    subject = make_subject()

    with unit_of_work():
        product = register_product(OPERATOR, NOW, **fields(subject))

    assert short_code(product.code) == product.code
    assert (product.state, product.version, product.name_fold) == ("published", 1, "mat hoa dua")
    assert (product.unit_id, product.former_unit_id) == (subject.unit_id, subject.former_unit_id)
    assert [(act.verb, act.actor_id) for act in acts_of("product", product.code)] == [("register", "operator")]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"product_set": 27}, "product-set-unknown"),
        ({"product_set": 0}, "product-set-unknown"),
        ({"gtin": "9521234543214"}, "gtin-check-digit"),
        ({"gtin": "952"}, "gtin-malformed"),
        ({"ocop_code": "86-1-1-2026"}, "ocop-code-malformed"),
        ({"unit_code": "99999"}, "unit-unknown"),
        ({"unit_code": "29335", "former_unit_code": FORMER_COMMUNE}, "unit-mismatch"),
        ({"subject_id": "9" * 20}, "subject-unknown"),
    ],
)
def test_what_cannot_be_right_is_refused_whole(more: dict, code: str, make_subject, refuses) -> None:
    subject = make_subject()

    with refuses(code):
        register_product(OPERATOR, NOW, **fields(subject) | more)


@pytest.mark.parametrize("role", ["producer", "ministry", "assessor", "auditor"])
def test_nobody_registers_for_another_s_subject(role: str, make_subject, refuses) -> None:
    subject, own = make_subject(), make_subject()

    with refuses("subject-unknown"):
        register_product(actor(role, subject=own), NOW, **fields(subject))


def test_a_product_may_be_made_elsewhere_than_its_subject(make_subject) -> None:
    subject = make_subject()

    with unit_of_work():
        elsewhere = register_product(OPERATOR, NOW, **fields(subject, unit_code="29335"))
        at_home = register_product(OPERATOR, NOW, **fields(subject, unit_code=COMMUNE))
        named = register_product(OPERATOR, NOW, **fields(subject, unit_code=COMMUNE, former_unit_code=FORMER_COMMUNE))

    assert (elsewhere.unit_id, elsewhere.former_unit_id) == ("29335", None)
    assert at_home.former_unit_id == named.former_unit_id == subject.former_unit_id


def test_a_gtin_belongs_to_one_product_for_good(make_product, refuses) -> None:
    first, second = make_product(gtin=GTIN), make_product()

    for typed in (GTIN, "0" + GTIN):
        with refuses("gtin-taken"):
            update_product(OPERATOR, NOW, second, gtin=typed)
    with unit_of_work():
        update_product(OPERATOR, NOW, first, gtin=OTHER_GTIN)
    with refuses("gtin-taken"):
        update_product(OPERATOR, NOW, second, gtin=GTIN)

    assert find_product(GTIN) is find_product(OTHER_GTIN) is first


def test_a_former_gtin_may_come_back(make_product) -> None:
    product = make_product(gtin=GTIN)

    for gtin in (None, GTIN, OTHER_GTIN, GTIN):
        with unit_of_work():
            update_product(OPERATOR, NOW, product, gtin=gtin)

    assert product.gtin == "0" + GTIN
    assert find_product(OTHER_GTIN) is product


@pytest.mark.parametrize("typed", [OCOP_CODE, "86-29341-1-2026", "86-29341-0001-2026"])
def test_an_official_code_is_taken_in_every_spelling(typed: str, make_product, refuses) -> None:
    first, second = make_product(ocop_code=OCOP_CODE), make_product()

    assert find_product(typed) is first
    with refuses("ocop-code-taken"):
        update_product(OPERATOR, NOW, second, ocop_code=typed)


def test_a_former_official_code_leads_on_for_good(make_product, refuses) -> None:
    product, other = make_product(ocop_code="84-846-29347-3-2022"), make_product()

    with unit_of_work():
        update_product(OPERATOR, NOW, product, ocop_code=OCOP_CODE)

    assert find_product("84-846-29347-03-2022") is find_product(OCOP_CODE) is product
    with refuses("ocop-code-taken"):
        update_product(OPERATOR, NOW, other, ocop_code="84-846-29347-0003-2022")


def test_a_producer_gives_itself_no_official_code(make_subject, make_product, refuses) -> None:
    subject = make_subject()
    product, by = make_product(subject=subject, ocop_code=OCOP_CODE), actor(Role.PRODUCER, subject=subject)

    with refuses("field-not-yours"):
        register_product(by, NOW, **fields(subject, ocop_code="86-29341-02-2026"))
    with refuses("field-not-yours"):
        update_product(by, NOW, product, ocop_code=None)
    with unit_of_work():
        update_product(by, NOW, product, ocop_code=OCOP_CODE, name="Mật hoa dừa non")


@pytest.mark.parametrize("spoilt", [str.lower, lambda code: f" {code} ", lambda code: f"{code[:4]}-{code[4:]}"])
def test_a_short_code_is_found_as_people_type_it(spoilt, make_product) -> None:
    product = make_product()

    assert find_product(spoilt(product.code)) is product


def test_a_product_is_found_by_every_code(make_product) -> None:
    product = make_product(gtin=GTIN, ocop_code=OCOP_CODE)

    found = {find_product(code).id for code in (product.code, GTIN, "0" + GTIN, OCOP_CODE)}

    assert found == {product.id}
    assert find_product(product.code, for_update=True) is product


@pytest.mark.parametrize("code", NOBODY_S)
def test_a_code_that_nobody_bears_is_not_found(code: str, make_product, refuses) -> None:
    make_product(gtin=GTIN)

    with refuses("product-unknown"):
        find_product(code)


def test_a_draft_is_there_for_its_own_people_alone(make_product, refuses) -> None:
    draft = make_product(draft=True)
    owner = actor(Role.PRODUCER, subject=draft.subject_id)

    assert published_product(draft.code, owner) is published_product(draft.code, actor("province")) is draft
    for by in (None, actor("producer"), actor("auditor"), actor("province", unit="79")):
        with refuses("product-unknown"):
            published_product(draft.code, by)
    with unit_of_work():
        update_product(owner, NOW, draft, draft=False)
    assert published_product(draft.code) is draft


def test_another_s_product_is_not_found_for_writing(make_product, make_subject, refuses) -> None:
    product, other = make_product(), make_subject()

    with refuses("product-unknown"):
        own_product(actor(Role.PRODUCER, subject=other), product.code)
    assert own_product(actor(Role.PRODUCER, subject=product.subject_id), product.code) is product


def test_a_change_is_counted_and_written_down(make_product, clock) -> None:
    product = make_product(name="Mật hoa dừa", gtin=GTIN)
    clock.advance(days=1)

    with unit_of_work():
        update_product(
            OPERATOR, clock(), product, name="Đường hoa dừa", product_set=5, gtin=OTHER_GTIN, net_weight="250 g"
        )

    act = acts_of("product", product.code)[-1]
    assert (product.version, product.updated_at, product.name_fold) == (2, clock(), "duong hoa dua")
    assert act.before is not None
    assert act.after is not None
    assert (act.before["gtin"], act.after["gtin"]) == ("0" + GTIN, "0" + OTHER_GTIN)
    assert (act.before["name"], act.after["name"]) == ("Mật hoa dừa", "Đường hoa dừa")


def test_what_stays_the_same_is_no_change(make_product) -> None:
    product = make_product(name="Mật hoa dừa", gtin=GTIN, description="Ngon")

    with unit_of_work():
        update_product(OPERATOR, NOW, product, name="Mật hoa dừa", gtin="0" + GTIN, description="Ngon", draft=False)

    assert product.version == 1
    assert len(acts_of("product", product.code)) == 1


def test_a_product_moves_with_its_former_commune(make_product) -> None:
    product = make_product()

    with unit_of_work():
        update_product(OPERATOR, NOW, product, unit_code="29335")
    assert (product.unit_id, product.former_unit_id) == ("29335", None)
    with unit_of_work():
        update_product(OPERATOR, NOW, product, unit_code=COMMUNE, former_unit_code=FORMER_COMMUNE)
    assert product.former_unit_id == f"{FORMER_COMMUNE}@2025-06-30"


def test_tools_are_recorded_with_their_day(make_product) -> None:
    day = date(2025, 3, 1)
    product = make_product(tools=[{"tool": "qr_code", "since_on": day}, {"tool": "barcode", "since_on": NOW.date()}])

    assert [one.tool for one in tools_on([product.id])[product.id]] == ["barcode", "qr_code"]
    assert [one.tool for one in tools_on([product.id], day)[product.id]] == ["qr_code"]
    with unit_of_work():
        update_product(OPERATOR, NOW, product, tools=[{"tool": "e_commerce", "since_on": day}])
    assert [one.tool for one in tools_on([product.id])[product.id]] == ["e_commerce"]
    with unit_of_work():
        update_product(OPERATOR, NOW, product, tools=None)
    assert tools_on([product.id]) == {}
    assert product.version == 3


def test_a_like_name_warns_of_a_double_entry(make_product) -> None:
    product = make_product(name="Kẹo dừa")

    assert products_like("KEO DUA", product.subject_id) == [product]
    assert products_like("Kẹo dừa", product.subject_id, but=product.code) == []
    assert products_like("Kẹo dừa", "another") == []


def test_a_subject_s_products_are_listed_drafts_included(make_subject, make_product, clock) -> None:
    subject = make_subject()
    older = make_product(subject=subject)
    clock.advance(hours=1)
    newer = make_product(subject=subject, draft=True)

    assert products_of(subject.id) == [newer, older]


def test_a_renamed_subject_s_products_are_found_by_its_new_name(make_subject, make_product, clock) -> None:
    subject = make_subject(name="Hộ Đào Thị Lành")
    product = make_product(subject=subject)

    with unit_of_work():
        update_subject(OPERATOR, NOW, subject, name="Công ty Sáp Vàng")

    assert list_products(clock.today, filters={"q": "sap vang"})[0] == [product]
    assert list_products(clock.today, filters={"q": "dao thi lanh"})[0] == []

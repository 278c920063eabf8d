"""Papers of dossiers: what stands on them, and for whose eyes."""

from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest
from sqlalchemy import select

from ocop.config import locate
from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import RuleBroken
from ocop.models.database import db
from ocop.models.dossiers import Dossier
from ocop.services.dossier_papers import form_01, form_02, form_03, minutes
from ocop.services.submissions import find_version
from ocop.services.work import reading
from tests.api.test_dossiers import SET, rubric  # noqa: F401  the same rubric
from tests.dossiers import Road, road_of, sheet_worth
from tests.factories import PROVINCE

SEED = locate("seed_data")


@pytest.fixture
def road(client, factories, make_product, token_for) -> Road:
    name = "Bánh tét Trà Cuôn nhân chuối ba màu lá cẩm gói lá dong (នំអន្សមចេក ត្រាគួន) hộp quà Tết loại lớn"
    return road_of(client, factories, make_product(product_set=SET, name=name), token_for)


def read(make: Callable[[Dossier], bytes], app) -> str:
    with app.app_context(), reading():
        data = make(db.session.scalars(select(Dossier)).one())
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def own(dossier: Dossier) -> Actor:
    return Actor("x", "x", Role.PRODUCER, subject_id=dossier.subject_id)


def test_the_forms_say_what_was_filed(road, rubric, app, clock):  # noqa: F811
    road.to_province(rubric)
    road.post("report", road.commune)

    first = read(lambda one: form_01(own(one), one, find_version(one), clock.today, SEED), app)
    second = read(lambda one: form_02(own(one), one, find_version(one), clock.today, SEED), app)
    third = read(form_03, app)

    assert all(word in first for word in ("PHIẾU ĐĂNG KÝ", "[x] Đánh giá lần đầu", "Thạch Thị Sa Rây", "/PĐK-86-"))
    assert all(word in second for word in ("BÁO CÁO TỰ ĐÁNH GIÁ", "chưa đối chiếu bản ký", "SHA-256", "100"))
    assert all(one.code in second for one in rubric.scored)
    assert all(word in third for word in ("BÁO CÁO", "nguyên liệu địa phương", "Kiểm tra hồ sơ"))


def test_a_draft_says_that_it_is_one(road, app, clock):
    road.open()
    text = read(lambda one: form_02(own(one), one, None, clock.today, SEED), app)
    assert "BẢN SOẠN" in text


def test_the_person_is_left_out_for_who_may_not_know(road, rubric, app, clock):  # noqa: F811
    road.open()
    road.fill(rubric)
    road.assess(form={"representative": "Sa Rây", "introduction": "x", "sex": "female", "ethnicity": "Khmer Krom"})
    road.submit()
    officer = Actor("y", "y", Role.PROVINCE, unit_id=PROVINCE)
    seen = read(lambda one: form_02(officer, one, find_version(one), clock.today, SEED), app)
    whole = read(lambda one: form_02(own(one), one, find_version(one), clock.today, SEED), app)
    assert ("Khmer Krom" in seen, "Khmer Krom" in whole) == (False, True)


def test_minutes_tell_the_council_its_means_and_where_it_lay_apart(road, rubric, app):  # noqa: F811
    road.to_province(rubric)
    officer = Actor("y", "y", Role.PROVINCE, unit_id=PROVINCE)
    with app.app_context(), reading(), pytest.raises(RuleBroken, match="dossier-not-ready"):
        minutes(officer, db.session.scalars(select(Dossier)).one(), SEED)
    road.scored(sheet_worth(rubric, "92.5"), sheet_worth(rubric, "60", gates=3), sheet_worth(rubric, "91.25"))
    road.post("council/closing", road.province)

    text = read(lambda one: minutes(officer, one, SEED), app)

    assert all(
        word in text for word in ("BIÊN BẢN", "92,5", "81,25", "lệch xa", "Điều kiện sao chưa đạt", "QĐ 26/2026")
    )
    assert "\n3.2" not in text


@pytest.mark.parametrize("day", [date(2027, 1, 5)])
def test_days_are_written_out(road, rubric, app, clock, day):  # noqa: F811
    clock.set(day)
    road.to_province(rubric)
    text = read(lambda one: form_01(own(one), one, find_version(one), clock.today, SEED), app)
    assert "ngày 05 tháng 01 năm 2027" in text

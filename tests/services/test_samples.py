"""The Trà Vinh record gives exactly the province's figures, and never stands beside real data."""

from datetime import date

import pytest
from sqlalchemy import func, select

from ocop.config import locate
from ocop.domain.accounts import Role
from ocop.domain.ratings import RECOGNISED
from ocop.domain.regimes import check_decider, regime_on
from ocop.domain.units import Level
from ocop.models.accounts import User
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.products import Product, ProductAlias
from ocop.models.standings import StandingRow
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.acts import acts_of
from ocop.services.catalogue import count_products, list_products
from ocop.services.certificates import certificates_of, facts_of
from ocop.services.databases import upgrade_databases
from ocop.services.products import find_product
from ocop.services.references import load_references, regimes
from ocop.services.registries import NONE, SAMPLE, holds_sample
from ocop.services.samples import RECORD_DAY, make_demonstration_accounts, set_record
from ocop.services.statistics import statistics_on
from ocop.services.subjects import register_subject
from ocop.services.work import unit_of_work
from tests.factories import NOW, VIETNAM, actor

pytestmark = pytest.mark.usefixtures("sample_context")

TODAY = date(2026, 11, 23)
BY_RATING = {"five_star": 3, "potential_five_star": 7, "four_star": 46, "three_star": 337}
BY_TYPE = {"company": 32, "enterprise": 7, "cooperative": 35, "cooperative_group": 4, "household": 172}


def figures(day: date = RECORD_DAY, **filters) -> dict:
    return statistics_on(day, timezone=VIETNAM, filters=filters)


def test_the_record_gives_the_province_s_figures() -> None:
    shown = figures(date(2025, 1, 10))

    assert shown["products"]["by_rating"] == BY_RATING
    assert {kind: count for kind, count in shown["subjects"]["by_type"].items() if count} == BY_TYPE
    assert (shown["products"]["total"], shown["subjects"]["total"]) == (393, 250)
    assert 315 <= shown["digital"]["products"] <= 330
    assert shown["digital"]["share"] > 0.8


def test_a_new_subject_and_product_change_none_of_them() -> None:
    before = {day: figures(day) for day in (RECORD_DAY, TODAY)}

    with unit_of_work():
        subject = register_subject(actor("commune"), NOW, name="Hộ Mới", subject_type="household", unit_code="29341")
        db.session.flush()
        db.session.add(
            Product(
                code="0000001D",
                subject_id=subject.id,
                name="Mới",
                name_fold="moi",
                product_set=1,
                unit_id="29341",
                created_at=NOW,
                updated_at=NOW,
            )
        )

    after = {day: figures(day) for day in before}
    assert after[RECORD_DAY] == before[RECORD_DAY]
    assert after[TODAY]["other"]["unrated"] == before[TODAY]["other"]["unrated"] + 1
    for name in ("products", "subjects", "rating_by_subject_type", "digital"):
        assert after[TODAY][name] == before[TODAY][name]


def test_every_figure_opens_the_list_behind_it() -> None:
    shown = figures()

    for rating, count in shown["products"]["by_rating"].items():
        assert count_products(RECORD_DAY, {"rating": rating}) == count
    for kind, count in shown["products"]["by_subject_type"].items():
        assert count_products(RECORD_DAY, {"subject_type": kind, "recognised": True}) == count
    for sector, count in shown["products"]["by_sector"].items():
        assert count_products(RECORD_DAY, {"sector": int(sector), "recognised": True}) == count
    assert count_products(RECORD_DAY, {"digital": True, "recognised": True}) == shown["digital"]["products"]


def test_the_nine_former_districts_make_up_the_province() -> None:
    districts = ("842", "844", "845", "846", "847", "848", "849", "850", "851")

    counts = [figures(unit_code=code)["products"]["total"] for code in districts]

    assert min(counts) > 0
    assert sum(counts) == figures(unit_code="84")["products"]["total"] == figures()["products"]["total"]
    assert figures(unit_code="86")["products"]["total"] == 393


def test_both_kinds_of_potential_five_star_occur() -> None:
    held = list_products(RECORD_DAY, filters={"rating": "potential_five_star"})[0]
    four = list_products(RECORD_DAY, filters={"rating": "potential_five_star", "star": 4})[0]

    assert len(held) == 7
    assert 0 < len(four) < 7


def test_every_certificate_of_the_day_is_valid_on_it() -> None:
    for found in certificates_of(db.session.scalars(select(Product.id))).values():
        assert [one.issued_on for one in found] == sorted(one.issued_on for one in found)
    valid = count_products(RECORD_DAY, {"star": 3}) + count_products(RECORD_DAY, {"star": 5})
    assert valid == 337 + 3


def test_every_decision_follows_the_regime_of_its_day() -> None:
    rules, units = regimes(), {unit.id: unit for unit in db.session.scalars(select(Unit))}

    for decision in db.session.scalars(select(Decision)):
        level = Level(units[decision.unit_id].level) if decision.unit_id else Level.MINISTRY
        star = 4 if decision.potential_five_star else decision.star
        assert check_decider(level, star, decision.signed_on, rules).id == decision.regime_id
        assert regime_on(decision.signed_on, rules).id == decision.regime_id


def test_a_decision_s_unit_existed_and_held_the_product_s_commune() -> None:
    units = {unit.id: unit for unit in db.session.scalars(select(Unit))}
    query = select(Decision, Product).join(Product, Product.id == Decision.product_id)

    for decision, product in db.session.execute(query):
        if decision.unit_id is None:
            continue
        unit = units[decision.unit_id]
        assert unit.valid_from is None or unit.valid_from <= decision.signed_on
        assert unit.valid_to is None or decision.signed_on <= unit.valid_to
        above, place = set(), units[product.former_unit_id if unit.valid_to else product.unit_id]
        while place:
            above.add(place.id)
            place = units.get(place.parent_id or "")
        assert unit.id in above


def test_something_is_to_be_renewed_and_something_to_be_watched_today() -> None:
    facts = [facts_of(one) for one in db.session.scalars(select(Certificate))]

    windows = [one for one in facts if 120 <= (one.valid_until - TODAY).days <= 180]
    later = [one for one in facts if one.issued_on > RECORD_DAY]

    assert windows
    assert later
    assert figures(TODAY)["products"]["total"] != 393


def test_nothing_of_the_sample_names_anyone_real() -> None:
    assert db.session.scalar(select(func.count()).where(Subject.tax_code.is_not(None))) == 0
    gtins = set(db.session.scalars(select(Product.gtin).where(Product.gtin.is_not(None))))
    assert gtins
    assert {gtin[:4] for gtin in gtins} == {"0952"}


def test_every_code_of_the_sample_leads_to_its_product() -> None:
    for alias in db.session.scalars(select(ProductAlias).limit(20)):
        assert find_product(alias.alias).id == alias.product_id
    for product in db.session.scalars(select(Product).limit(20)):
        assert find_product(product.code) is product


def test_the_loading_is_written_down_and_standings_with_it() -> None:
    (act,) = acts_of("sample", SAMPLE)

    assert (act.verb, act.actor_id, act.after["products"]) == ("load", "operator", 410)
    query = select(func.count(func.distinct(StandingRow.product_id))).where(StandingRow.rating.in_(RECOGNISED))
    assert db.session.scalar(query) >= 393
    assert holds_sample()


def test_the_sample_and_real_data_never_mix(refuses) -> None:
    with refuses("real-over-sample"):
        set_record(NONE, NOW)
    with unit_of_work():
        assert set_record(SAMPLE, NOW) is False


def test_demonstration_accounts_are_one_per_role() -> None:
    with unit_of_work():
        made = make_demonstration_accounts(NOW)

    assert [one["role"] for one in made] == [str(role) for role in Role]
    assert len({one["password"] for one in made}) == len(Role)
    users = {user.role: user for user in db.session.scalars(select(User))}
    assert users["producer"].subject_id
    assert (users["province"].unit_id, users["commune"].unit_id is not None) == ("86", True)
    assert all(
        user.password_hash not in (None, one["password"]) for user, one in zip(users.values(), made, strict=True)
    )


def test_the_sample_is_refused_over_real_data(app, refuses) -> None:
    with app.app_context():
        assert not holds_sample()
        with refuses("sample-over-real"):
            set_record(SAMPLE, NOW)


def test_the_sample_is_refused_where_somebody_registered(empty_app, refuses) -> None:
    with empty_app.app_context():
        upgrade_databases()
        with unit_of_work():
            load_references(locate("seed_data"))
            register_subject(actor("commune"), NOW, name="Hộ", subject_type="household", unit_code="29341")
        with refuses("sample-over-real"):
            set_record(SAMPLE, NOW)


def test_a_store_without_tables_holds_no_sample(empty_app) -> None:
    with empty_app.app_context():
        assert not holds_sample()

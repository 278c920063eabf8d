"""Timelines: a lot's way as anybody may read it; without amounts, addresses and partners who did not agree."""

import pytest
from sqlalchemy import select

from ocop.models.database import db
from ocop.models.partners import Partner
from ocop.models.sites import Site
from ocop.models.timelines import LotTimeline
from ocop.services.epcs import lot_uri
from ocop.services.epochs import Epochs
from ocop.services.looks import look_at, quick_look, registry_engine
from ocop.services.story_changes import tell_of_products
from ocop.services.timelines import refresh_timelines_of, write_missing_timelines
from ocop.services.work import reading, unit_of_work
from tests.factories import COMMUNE, NOW, actor
from tests.recalls import partner, raw_lot
from tests.traces import BASE, at, change, harvest, keep, pack, producer, ship

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def household(make_subject):
    return make_subject(name="Hộ Sa Rây")


@pytest.fixture
def product(make_product, household):
    return make_product(subject=household, name="Mứt dừa")


@pytest.fixture
def site(household):
    with unit_of_work():
        found = Site(
            subject_id=household.id, name="Vườn ông Tư", unit_id=f"{COMMUNE}", uri=f"{BASE}/sites/1", created_at=NOW
        )
        found.unit_id = household.unit_id
        db.session.add(found)
    return found


def lines(product, lot="M1"):
    with reading():
        facts = look_at(product.code, lot, None, {}).lot["timeline"]
    return facts["lines"] if facts else None


def test_a_lots_way_is_told_from_harvest_to_delivery(household, product, site):
    by, raw, lot = producer(household), raw_lot(household, "H-1"), lot_uri(product, "M1", BASE)
    shops = [partner(household, "Siêu thị Nêu Tên", is_named=True), partner(household, "Chợ Kín Tên")]
    keep(by, harvest(raw.uri, 100, readPoint={"id": site.uri}))
    keep(by, change({raw.uri: 10}, {lot: 50}, 2))
    keep(by, pack(f"{BASE}/boxes/1", {lot: 10}, 3), ship([f"{BASE}/boxes/1"], shops[1].uri, 4))
    keep(by, ship({lot: 5}, shops[0].uri, 5))

    told = lines(product)

    assert [(one["kind"], one["on"]) for one in told] == [
        ("harvested", "2026-11-01"), ("made", "2026-11-03"), ("boxed", "2026-11-04"), ("delivered", "2026-11-05")
    ]  # fmt: skip
    assert told[0]["what"] == ["Dừa sáp"]
    assert told[0]["place"].startswith("xã ")
    assert (told[3]["count"], told[3]["until"], told[3]["parties"]) == (2, "2026-11-06", ["Siêu thị Nêu Tên"])
    assert "Kín" not in str(told)
    assert "Vườn" not in str(told)


def test_what_else_became_of_the_raw_lot_is_not_this_lots_story(household, product, make_product):
    by, raw = producer(household), raw_lot(household, "H-1")
    other = make_product(subject=household, name="Kẹo dừa")
    keep(by, harvest(raw.uri, 100))
    keep(by, change({raw.uri: 10}, {lot_uri(product, "M1", BASE): 50}, 1))
    keep(by, change({raw.uri: 10}, {lot_uri(other, "K1", BASE): 50}, 2))
    keep(by, ship({raw.uri: 5}, partner(household, "Chợ", is_named=True).uri, 3))

    assert [one["kind"] for one in lines(product)] == ["harvested", "made"]


def test_an_event_that_was_declared_wrong_is_not_told(household, product):
    by, uri = producer(household), lot_uri(product, "M1", BASE)
    keep(by, harvest(uri, 10))
    wrong = ship({uri: 5}, "https://example.com/shop", 3) | {"eventID": "urn:uuid:wrong"}
    keep(by, wrong)
    before = [one["kind"] for one in lines(product)]

    keep(by, wrong | {"errorDeclaration": {"declarationTime": at(5), "reason": "did_not_occur"}})

    assert before == ["made", "delivered"]
    assert [one["kind"] for one in lines(product)] == ["made"]


def test_a_purchase_names_its_supplier_only_as_long_as_he_agrees(household, product):
    by, raw = producer(household), raw_lot(household, "M-1", origin="purchase")
    seller = partner(household, "Hợp tác xã Ba Động", is_named=True)
    bought = harvest(raw.uri, 100, bizStep="receiving")
    keep(by, bought | {"sourceList": [{"type": "possessing_party", "source": seller.uri}]})
    keep(by, change({raw.uri: 10}, {lot_uri(product, "M1", BASE): 50}, 1))
    named = lines(product)[0].get("parties")

    with unit_of_work():
        db.session.get(Partner, seller.id).is_named = False
        db.session.flush()
        refresh_timelines_of(seller.uri)

    assert named == ["Hợp tác xã Ba Động"]
    assert (lines(product)[0]["kind"], lines(product)[0].get("parties")) == ("bought", None)


def test_only_an_office_is_told_to_have_confirmed(household, product, make_user):
    by, uri = producer(household), lot_uri(product, "M1", BASE)
    keep(by, harvest(uri, 10))
    seen = ship({uri: 1}, "https://example.com/x", 2) | {"bizStep": "inspecting"}
    del seen["destinationList"]
    keep(by, seen)
    own = [one["kind"] for one in lines(product)]
    officer = make_user("commune")
    with unit_of_work():
        office = actor("commune").__class__(
            id=officer.id, name="x", role=actor("commune").role, unit_id=officer.unit_id
        )
    keep(office, seen | {"eventTime": at(3)})

    told = lines(product)

    assert own == ["made"]
    assert [one["kind"] for one in told] == ["made", "inspected"]
    assert told[1]["who"].startswith("xã ")


def test_a_reused_crate_tells_each_lot_its_own_deliveries(household, product):
    by, crate = producer(household), f"{BASE}/boxes/crate"
    first, second = (lot_uri(product, lot, BASE) for lot in ("M1", "M2"))
    keep(by, harvest(first, 10), harvest(second, 10))
    keep(
        by,
        pack(crate, {first: 5}, 1),
        ship([crate], "https://example.com/a", 2),
        pack(crate, {first: 5}, 3, "DELETE"),
    )
    keep(by, pack(crate, {second: 5}, 4), ship([crate], "https://example.com/b", 5))

    assert [one["on"] for one in lines(product, "M1") if one["kind"] == "delivered"] == ["2026-11-03"]
    assert [one["on"] for one in lines(product, "M2") if one["kind"] == "delivered"] == ["2026-11-06"]


def test_a_long_story_is_a_dozen_lines_and_says_how_many_more(household, product):
    by, lot = producer(household), lot_uri(product, "M1", BASE)
    raws = [raw_lot(household, f"H-{place}", name=f"Dừa đợt {place}") for place in range(20)]
    keep(by, *(harvest(one.uri, 10, day=place / 4) for place, one in enumerate(raws)))
    keep(by, change({one.uri: 1 for one in raws}, {lot: 5}, 8))

    with reading():
        facts = look_at(product.code, "M1", None, {}).lot["timeline"]

    assert (len(facts["lines"]), facts["left_out"], facts["after"]) == (12, 9, 6)
    assert facts["lines"][-1]["kind"] == "made"


def test_pages_hear_of_it_and_one_row_is_read(household, product, tmp_path):
    epochs = Epochs(tmp_path / "epochs")
    tell_of_products(epochs.tell)
    before = epochs.of(product.id)

    keep(producer(household), harvest(lot_uri(product, "M1", BASE), 10))

    assert epochs.of(product.id) != before
    look = quick_look(registry_engine(), product.code, "M1")
    assert look is not None
    assert [one["kind"] for one in look.lot["timeline"]["lines"]] == ["made"]


def test_more_lots_than_are_written_at_once_are_left_to_the_worker(household, product):
    by, raw = producer(household), raw_lot(household, "H-1")
    uris = [lot_uri(product, f"M{place}", BASE) for place in range(30)]
    keep(
        by, harvest(raw.uri, 100), *(change({raw.uri: 1}, {uri: 5}, 1 + place / 50) for place, uri in enumerate(uris))
    )
    waiting = len(list(db.session.scalars(select(LotTimeline).where(LotTimeline.facts.is_(None)))))

    with unit_of_work():
        written = write_missing_timelines()

    assert (waiting, written) == (10, 10)
    assert [one["kind"] for one in lines(product, "M29")] == ["harvested", "made"]
    with unit_of_work():
        assert write_missing_timelines() == 0

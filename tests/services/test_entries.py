"""Entries by hand: what a producer says in three taps is kept as events, once, and mended without being changed."""

import json
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from jsonschema_rs import validator_for
from PIL import Image
from sqlalchemy import func, select

from ocop.domain.balances import Overdraw
from ocop.domain.entries import Spoken, Take
from ocop.domain.entry_events import EntryKind
from ocop.domain.refusals import OcopError
from ocop.models.database import db
from ocop.models.events import TraceEvent
from ocop.models.lots import Lot
from ocop.models.raw_lots import RawLot
from ocop.services.entries import Around, record_entry, withdraw_entry
from ocop.services.entry_offers import offers_for
from ocop.services.entry_sources import sources_for
from ocop.services.entry_views import diary_of, form_values_of
from ocop.services.epcs import epc_of_lot, epc_of_raw_lot
from ocop.services.partners import partners_of
from ocop.services.recall_orders import order_recall
from ocop.services.recall_sets import affected_by, start_of_raw_lot
from ocop.services.sites import add_site, sites_of
from ocop.services.stored_events import document_of, query_document
from ocop.services.subjects import find_subject
from ocop.services.traces import trace_of
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW
from tests.sights import photo
from tests.traces import BASE, producer
from tests.vectors import FOLDER

pytestmark = pytest.mark.usefixtures("context")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = NOW.astimezone(ZONE).date()


@pytest.fixture
def household(make_subject):
    return make_subject(name="Hộ Sa Rây")


@pytest.fixture
def product(make_product, household):
    return make_product(subject=household, name="Mứt dừa")


@pytest.fixture
def say(household, tmp_path):
    """Let somebody of the household say something; the key is its own unless told."""
    keys = iter(range(10_000_000, 99_999_999))

    def say(kind, *takes, at=NOW, photo=None, corrects=None, overdraw=Overdraw.WARN, subject=None, **said):
        whose = subject or household
        by = producer(whose)
        fields = {"key": str(next(keys)), "day": TODAY, **said}
        fields |= {name: Decimal(str(fields[name])) for name in ("quantity",) if name in fields}
        spoken = Spoken(
            EntryKind(kind), takes=[Take(one, None if n is None else Decimal(str(n))) for one, n in takes], **fields
        )
        with unit_of_work():
            found = find_subject(whose.id, for_update=True)
            return record_entry(
                by, at, found, spoken, Around(BASE, ZONE, tmp_path, overdraw), photo=photo, corrects=corrects
            )

    return say


def raw_lots():
    with reading():
        return list(db.session.scalars(select(RawLot).order_by(RawLot.opened_at, RawLot.code)))


def events(**about):
    with reading():
        query = select(TraceEvent).filter_by(**about).order_by(TraceEvent.id)
        return [json.loads(one.document) for one in db.session.scalars(query)]


def left(household, kind):
    with reading():
        return {one.code: one.left for one in sources_for(EntryKind(kind), household, BASE)}


def refusal(call, *args, **more):
    with pytest.raises(OcopError) as caught:
        call(*args, **more)
    return caught.value.code


def harvested(say, amount=200, name="Mật hoa dừa", **more):
    before = {one.id for one in raw_lots()}
    say("harvest", name=name, quantity=amount, unit="kg", **more)
    return next(one for one in raw_lots() if one.id not in before)


def test_a_harvest_opens_a_raw_lot_and_tells_its_event(say, household):
    told = say("harvest", name="Mật hoa dừa", quantity="200.5", unit="ký")

    (raw,) = raw_lots()
    (event,) = events()
    assert told.is_new
    assert (raw.name, raw.code, raw.quantity, raw.unit) == (
        "Mật hoa dừa",
        f"H-{TODAY:%y%m%d}-1",
        Decimal("200.5"),
        "kg",
    )
    assert (event["type"], event["action"], event["bizStep"]) == ("ObjectEvent", "ADD", "commissioning")
    assert event["quantityList"] == [{"epcClass": raw.uri, "quantity": 200.5, "uom": "KGM"}]
    assert event["eventTimeZoneOffset"] == "+07:00"
    with reading():
        (site,) = sites_of(household)
        assert (site.name, event["readPoint"]) == ("Cơ sở", {"id": site.uri})


def test_the_same_key_is_the_same_entry(say):
    first = say("harvest", name="Mật", quantity=5, key="same-key-1")
    again = say("harvest", name="Mật", quantity=5, key="same-key-1")

    assert (first.number, first.is_new, again.number, again.is_new) == (first.number, True, first.number, False)
    assert (len(raw_lots()), len(events())) == (1, 1)


def test_the_same_work_told_by_another_phone_is_asked_about(say):
    say("harvest", name="Mật", quantity=5)

    assert refusal(say, "harvest", name="Mật", quantity=5) == "entry-repeated"
    assert len(raw_lots()) == 1
    assert say("harvest", name="Mật", quantity=5, anyway=True).is_new
    assert say("harvest", name="Mật", quantity=6).is_new
    assert say("harvest", name="Mật", quantity=5, at=NOW + timedelta(hours=23), day=TODAY + timedelta(days=1)).is_new


def test_from_harvest_to_delivery_everything_hangs_together(say, household, product):
    raw = harvested(say)
    bought = say(
        "purchase", name="Đường thốt nốt", quantity=20, unit="kg", partner_name="Cô Ba", partner_phone="0912345678"
    )
    sugar = next(one for one in raw_lots() if one.origin == "purchase")
    taken = [(f"raw:{raw.id}", 150), (f"raw:{sugar.id}", 5)]
    lasts = {"best_before": TODAY + timedelta(days=180)}
    say("pack", *taken, product=product.code, lot="l1", quantity=400, unit="hũ", **lasts)
    say("box", (f"lot:{product.code}:L1", 24), count=2)
    with reading():
        boxes = [one for one in sources_for(EntryKind.DELIVERY, household, BASE) if one.kind == "box"]
    say(
        "delivery",
        (boxes[0].ref, None),
        (f"lot:{product.code}:L1", 100),
        partner_name="Siêu thị Sóc Trăng",
        partner_phone="0299123456",
    )

    with reading():
        lot = db.session.get(Lot, (product.id, "L1"))
        assert (lot.quantity, lot.unit, lot.made_on, lot.best_before) == (
            400,
            "hũ",
            TODAY,
            TODAY + timedelta(days=180),
        )
        nodes = {one.kind for one in trace_of(epc_of_raw_lot(raw.id)).nodes}
        assert {"raw_lot", "lot", "box", "party"} <= nodes
        back = {one.raw_lot_id for one in trace_of(epc_of_lot(product, "L1")).nodes}
        assert {raw.id, sugar.id} <= back
        affected = affected_by(start_of_raw_lot(db.session.get(RawLot, raw.id)))
        assert [one.lot.code for one in affected.lots] == ["L1"]
        assert {one.receiver for one in affected.sent} == {partners_of(household, receives=True)[0].uri}
    assert bought.is_new
    assert len(boxes) == 2
    assert left(household, "pack")[raw.code] == 50
    assert left(household, "delivery")["L1"] == 400 - 2 * 24 - 100
    assert [one.name for one in partners_of(household, supplies=True)] == ["Cô Ba"]


def test_packing_into_an_open_lot_lets_it_grow_and_into_a_closed_one_is_refused(say, product):
    raw = harvested(say)
    about = {"product": product.code, "lot": "L1", "unit": "hũ"}
    say("pack", (f"raw:{raw.id}", 10), quantity=40, **about)
    say("pack", (f"raw:{raw.id}", 12), quantity=50, **about)
    with unit_of_work():
        lot = db.session.get(Lot, (product.id, "L1"))
        assert lot.quantity == 90
        lot.state = "closed"

    assert refusal(say, "pack", (f"raw:{raw.id}", 1), quantity=4, **about) == "lot-closed"


def test_a_lot_without_a_code_gets_the_one_of_its_day(say, product):
    raw = harvested(say)

    say("pack", (f"raw:{raw.id}", 10), quantity=40, product=product.code)

    with reading():
        assert db.session.scalars(select(Lot.code)).all() == [f"L{TODAY:%y%m%d}"]


def test_more_than_is_left_warns_or_is_refused_by_setting(say, product):
    raw = harvested(say, 10)
    about = {"product": product.code, "quantity": 40}

    warned = say("pack", (f"raw:{raw.id}", 12), lot="L1", **about)

    assert "Lấy nhiều hơn" in warned.warnings[0]
    assert refusal(say, "pack", (f"raw:{raw.id}", 1), lot="L2", overdraw=Overdraw.REFUSE, **about) == "events-refused"
    with reading():
        assert db.session.get(Lot, (product.id, "L2")) is None


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("harvest", {"quantity": 5}, "entry-name-missing"),
        ("harvest", {"name": "Mật"}, "entry-quantity-missing"),
        ("harvest", {"name": "Mật", "quantity": 5, "key": "x"}, "entry-key-malformed"),
        ("harvest", {"name": "Mật", "quantity": 5, "day": TODAY + timedelta(days=1)}, "entry-in-future"),
        ("harvest", {"name": "Mật", "quantity": 5, "site": "0" * 36}, "site-unknown"),
        ("purchase", {"name": "Đường", "quantity": 5}, "entry-partner-missing"),
        ("purchase", {"name": "Đường", "quantity": 5, "partner": "0" * 36}, "partner-unknown"),
        (
            "purchase",
            {"name": "Đường", "quantity": 5, "partner_name": "A", "partner_phone": "abc"},
            "phone-malformed",
        ),
        ("pack", {"quantity": 5}, "entry-takes-nothing"),
        ("box", {}, "entry-takes-nothing"),
        ("delivery", {}, "entry-takes-nothing"),
        ("receipt", {"quantity": 5}, "entry-code-missing"),
        ("receipt", {"quantity": 5, "code": "không có gì"}, "entry-code-unknown"),
        ("destruction", {}, "entry-note-missing"),
        ("note", {}, "entry-note-missing"),
        ("note", {"note": "Đo độ ẩm"}, "entry-takes-nothing"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(say, kind, said, code):
    assert refusal(say, kind, **said) == code
    assert (raw_lots(), events()) == ([], [])


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("raw:00000000-0000-0000-0000-000000000000", "entry-source-unknown"),
        ("lot:AAAAAAAA:L1", "entry-source-unknown"),
        ("lot:AAAAAAAA:l ô", "entry-source-unknown"),
        ("entry:12345678", "entry-source-unknown"),
        ("boxes:12345678", "entry-source-unknown"),
        ("box:T-1", "entry-source-unknown"),
        ("epc:5", "entry-source-unknown"),
        ("nonsense", "entry-source-unknown"),
    ],
)
def test_a_source_that_is_not_there_is_refused(say, product, source, code):
    assert refusal(say, "pack", (source, 1), quantity=1, product=product.code) == code


def test_of_anothers_lots_and_products_nothing_is_taken(say, make_subject, make_product):
    stranger = make_subject(name="Hộ Khác")
    raw = harvested(say)
    theirs = make_product(subject=stranger)

    assert refusal(say, "pack", (f"raw:{raw.id}", 1), subject=stranger, quantity=1) == "entry-source-unknown"
    assert refusal(say, "pack", (f"raw:{raw.id}", 1), quantity=1, product=theirs.code) == "entry-product-missing"


def test_a_recalled_raw_lot_is_used_no_more_but_may_be_destroyed(say, household, product):
    raw = harvested(say)
    with unit_of_work():
        order_recall(
            producer(household), NOW, TODAY, start_of_raw_lot(db.session.get(RawLot, raw.id)), reason="Nấm mốc",
            base_url=BASE,
        )  # fmt: skip

    assert refusal(say, "pack", (f"raw:{raw.id}", 1), quantity=1, product=product.code) == "lot-recalled"
    assert say("destruction", (f"raw:{raw.id}", 200), note="Nấm mốc").is_new


def test_what_another_subject_delivered_is_received_by_its_code_and_used(
    say, household, product, make_subject, make_product
):
    raw = harvested(say)
    say("pack", (f"raw:{raw.id}", 10), product=product.code, lot="L1", quantity=100, unit="hũ")
    say("delivery", (f"lot:{product.code}:L1", 100), partner_name="Cơ sở Kẹo")
    other = make_subject(name="Cơ sở Kẹo")
    sweet = make_product(subject=other, name="Kẹo dừa")

    say("receipt", subject=other, code=f"{BASE}/t/{product.code}/10/L1", quantity=60, partner_name="Hộ Sa Rây")
    with reading():
        (source,) = [one for one in sources_for(EntryKind.PACK, other, BASE) if one.kind == "received"]
    say("pack", (source.ref, 45), subject=other, product=sweet.code, lot="K1", quantity=10)

    assert (source.name, source.code, source.unit, source.left) == ("Mứt dừa", "L1", "hũ", 60)
    with reading():
        assert raw.id in {one.raw_lot_id for one in trace_of(epc_of_lot(sweet, "K1")).nodes}
        (again,) = [one for one in sources_for(EntryKind.PACK, other, BASE) if one.kind == "received"]
        assert again.left == 15
    assert left(household, "delivery")["L1"] == 0


def test_goods_with_a_code_of_elsewhere_are_received_too(say, household):
    say("receipt", code="(01)09521234543213(10)AB1", quantity=5, unit="kg")

    (event,) = events()
    assert event["quantityList"][0]["epcClass"] == "https://id.gs1.org/01/09521234543213/10/AB1"
    assert "AB1" in left(household, "pack")


def test_what_an_earlier_entry_made_is_named_by_its_key(say, household, product):
    say("harvest", name="Mật", quantity=50, key="harvest-key")
    say("pack", ("entry:harvest-key", 20), product=product.code, lot="L9", quantity=80)
    say("box", (f"lot:{product.code}:L9", 10), count=3, key="boxing-key")
    say("delivery", ("boxes:boxing-key", None), partner_name="Chợ")

    shipped = events(biz_step="shipping")
    assert len(shipped[0]["epcList"]) == 3
    assert left(household, "pack")[raw_lots()[0].code] == 30
    with reading():
        assert [one for one in sources_for(EntryKind.DELIVERY, household, BASE) if one.kind == "box"] == []


def test_boxes_bear_their_own_number_or_one_of_the_days(say, household, product):
    raw = harvested(say)
    say("pack", (f"raw:{raw.id}", 10), product=product.code, lot="L1", quantity=100)
    source = (f"lot:{product.code}:L1", 5)

    say("box", source, box="(00) 095212340000000013")

    assert events(event_type="AggregationEvent")[0]["parentID"] == "https://id.gs1.org/00/095212340000000013"
    assert refusal(say, "box", source, box="095212340000000011") == "sscc-check-digit"
    assert refusal(say, "box", source, box="095212340000000013", count=2) == "entry-one-box-one-code"
    assert refusal(say, "box", source, count=51) == "entry-boxes-out-of-range"


def test_an_entry_taken_back_stays_to_be_read_and_counts_no_more(say, household, product, tmp_path):
    raw = harvested(say)
    packed = say("pack", (f"raw:{raw.id}", 150), product=product.code, lot="L1", quantity=40)
    assert left(household, "pack")[raw.code] == 50

    with unit_of_work():
        withdraw_entry(
            producer(household), NOW, household, packed.number, Around(BASE, ZONE, tmp_path), why="Nhầm lô"
        )

    assert left(household, "pack")[raw.code] == 200
    with reading():
        lines, _ = diary_of(household, BASE, ZONE)
    assert [(one.kind, one.withdrawn) for one in lines] == [("pack", "withdrawn"), ("harvest", "")]
    with pytest.raises(OcopError, match="entry-withdrawn"), unit_of_work():
        withdraw_entry(producer(household), NOW, household, packed.number, Around(BASE, ZONE, tmp_path))


def test_a_harvest_taken_back_is_offered_no_more(say, household, tmp_path):
    told = say("harvest", name="Mật", quantity=5)

    with unit_of_work():
        withdraw_entry(producer(household), NOW, household, told.number, Around(BASE, ZONE, tmp_path))

    assert left(household, "pack") == {}


def test_a_correction_takes_the_place_of_what_it_corrects(say, household):
    told = say("harvest", name="Mật", quantity=200, photo=photo(Image.new("RGB", (40, 30), "green")))
    (raw,) = raw_lots()
    with reading():
        kind, values = form_values_of(household, told.number, ZONE, BASE)

    again = say("harvest", name=values["name"], quantity=20, unit=values["unit"], corrects=told.number)

    (same,) = raw_lots()
    assert (kind, values["quantity"], same.id, same.quantity) == ("harvest", "200", raw.id, 20)
    assert left(household, "pack")[raw.code] == 20
    with reading():
        lines, _ = diary_of(household, BASE, ZONE)
    assert [(one.number, one.withdrawn, one.has_photo) for one in lines] == [
        (again.number, "", True), (told.number, "corrected", True)
    ]  # fmt: skip
    declared = [one for one in events() if "errorDeclaration" in one]
    assert declared[0]["errorDeclaration"]["correctiveEventIDs"] == [events()[-1]["eventID"]]
    assert refusal(say, "note", corrects=again.number, note="x") == "entry-kind-differs"
    assert refusal(say, "harvest", name="A", quantity=1, corrects=told.number) == "entry-withdrawn"


def test_forms_show_every_kind_of_entry_again_as_it_was_filled_in(say, household, product):
    raw = harvested(say)
    sugar = {"name": "Đường", "quantity": "2.5", "unit": "tấn", "partner_name": "Cô Ba", "note": "Tốt"}
    purchase = say("purchase", day=TODAY - timedelta(days=1), **sugar)
    jars = {"product": product.code, "lot": "L1", "quantity": 100, "unit": "hũ", "best_before": date(2027, 1, 2)}
    pack = say("pack", (f"raw:{raw.id}", 10), **jars)
    lot = f"lot:{product.code}:L1"
    box = say("box", (lot, 5), box="095212340000000013")
    delivery = say("delivery", (lot, 7), ("box:095212340000000013", None), partner_name="Chợ")
    receipt = say("receipt", code="(01)09521234543213(10)AB1", quantity=5, unit="kg")
    destruction = say("destruction", (lot, 2), note="Vỡ")
    note = say("note", (lot, None), note="Đo độ ẩm")

    def values(told):
        with reading():
            return form_values_of(household, told.number, ZONE, BASE)[1]

    partner = {one.name: one.id for one in partners_of(household)}
    assert values(purchase).items() >= {
        "name": "Đường", "quantity": "2.5", "unit": "tấn", "partner": partner["Cô Ba"], "note": "Tốt",
        "day": (TODAY - timedelta(days=1)).isoformat(),
    }.items()  # fmt: skip
    assert values(pack).items() >= {
        "product": product.code, "lot": "L1", "quantity": "100", "unit": "hũ", "best_before": "2027-01-02",
        f"amount:raw:{raw.id}": "10",
    }.items()  # fmt: skip
    assert values(box).items() >= {f"amount:{lot}": "5", "box": "095212340000000013"}.items()
    assert (
        values(delivery).items()
        >= {f"amount:{lot}": "7", "box:095212340000000013": "1", "partner": partner["Chợ"]}.items()
    )
    assert values(receipt).items() >= {"quantity": "5", "unit": "kg"}.items()
    assert values(destruction).items() >= {f"amount:{lot}": "2", "note": "Vỡ"}.items()
    assert values(note).items() >= {"about": lot, "note": "Đo độ ẩm"}.items()


@pytest.mark.skipif(not FOLDER.exists(), reason="no reference data")
@pytest.mark.parametrize("put", [document_of, query_document])
def test_what_is_recorded_by_hand_is_valid_by_the_standards_own_schema(say, household, product, tmp_path, put):
    raw = harvested(say, photo=photo(Image.new("RGB", (40, 30), "green")))
    say("purchase", name="Đường", quantity="2.5", unit="tấn", partner_name="Cô Ba", note="Tốt")
    say("pack", (f"raw:{raw.id}", 10), product=product.code, lot="L1", quantity=100, best_before=date(2027, 1, 2))
    lot = f"lot:{product.code}:L1"
    say("box", (lot, 5), box="095212340000000013")
    say("delivery", (lot, 7), ("box:095212340000000013", None), partner_name="Chợ")
    say("receipt", code="(01)09521234543213(10)AB1", quantity=5, unit="kg")
    wrong = say("destruction", (lot, 2), note="Vỡ")
    say("note", (lot, None), note="Đo độ ẩm")
    say("destruction", (lot, 3), note="Vỡ", corrects=wrong.number)
    schema = json.loads((FOLDER / "epcis-json-schema.json").read_text())

    with reading():
        kept = db.session.scalars(select(TraceEvent).order_by(TraceEvent.id)).all()
        document = put(kept, NOW)

    assert len(kept) == 10
    assert [one.message[:300] for one in validator_for(schema).iter_errors(document)] == []


def test_forms_offer_what_was_said_last_time(say, household, product):
    with unit_of_work():
        add_site(producer(household), NOW, household, base_url=BASE, name="Nhà")
        field = add_site(producer(household), NOW, household, base_url=BASE, name="Vườn")
    raw = harvested(say, name="Mật hoa dừa", site=field.id)
    say("harvest", name="Dừa khô", quantity=30, unit="quả", site=field.id, at=NOW + timedelta(minutes=1))
    say("pack", (f"raw:{raw.id}", 10), product=product.code, lot="ME-09", quantity=100, unit="lọ",
        best_before=TODAY + timedelta(days=90))  # fmt: skip

    with reading():
        tomorrow = TODAY + timedelta(days=1)
        harvest = offers_for(EntryKind.HARVEST, household, tomorrow, ZONE, BASE)
        pack = offers_for(EntryKind.PACK, household, tomorrow, ZONE, BASE)

    assert harvest.values == {"name": "Dừa khô", "unit": "quả", "site": field.id}
    assert harvest.things == [("Dừa khô", "quả"), ("Mật hoa dừa", "kg")]
    assert (
        pack.values.items()
        >= {
            "product": product.code,
            "lot": "ME-10",
            "unit": "lọ",
            "best_before": (tomorrow + timedelta(days=90)).isoformat(),
        }.items()
    )
    assert next(one.code for one in pack.sources if one.kind == "raw").startswith("H-")


def test_the_diary_is_read_page_by_page_with_its_words(say, household, product):
    raw = harvested(say)
    say("pack", (f"raw:{raw.id}", 10), product=product.code, lot="L1", quantity=40, unit="hũ", note="Mẻ đầu")
    say("delivery", (f"lot:{product.code}:L1", 5), partner_name="Chợ Cầu Ngang")

    with reading():
        first, onward = diary_of(household, BASE, ZONE, limit=2)
        rest, end = diary_of(household, BASE, ZONE, before=onward, limit=2)

    assert [(one.kind, list(one.things), list(one.made), one.party, one.note) for one in (*first, *rest)] == [
        ("delivery", ["5 hũ Mứt dừa (L1)"], [], "Chợ Cầu Ngang", None),
        ("pack", [f"10 kg Mật hoa dừa ({raw.code})"], ["40 hũ Mứt dừa (L1)"], None, "Mẻ đầu"),
        ("harvest", [f"200 kg Mật hoa dừa ({raw.code})"], [], None, None),
    ]
    assert end is None
    assert {one.place for one in first} == {"Cơ sở"}


def test_entries_of_one_day_are_in_the_order_of_work(say, household, product):
    yesterday = TODAY - timedelta(days=1)
    raw = harvested(say, day=yesterday)
    say("pack", (f"raw:{raw.id}", 10), product=product.code, lot="L1", quantity=40, day=yesterday)

    with reading():
        times = db.session.execute(select(TraceEvent.biz_step, TraceEvent.event_time)).all()
        assert dict(times)["commissioning"] < dict(times)["creating_class_instance"]
        assert db.session.scalar(select(func.count()).select_from(TraceEvent)) == 2

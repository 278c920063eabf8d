"""Recall orders: one act finds everything that a lot went into, and nothing else; who got it, and who has to hear."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from ocop.domain.accounts import OPERATOR
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, NotFound
from ocop.models.acts import Act
from ocop.models.database import db
from ocop.models.events import TraceEvent
from ocop.models.lots import Lot
from ocop.models.raw_lots import RawLot
from ocop.services.epcs import epc_of_lot, lot_uri
from ocop.services.looks import look_at
from ocop.services.lots import find_lot
from ocop.services.notices import count_notices, notices_for, see_notice
from ocop.services.recall_liftings import lift_chosen, lift_lot, lift_raw_lot
from ocop.services.recall_lists import list_file
from ocop.services.recall_orders import affected_told, order_recall, order_told
from ocop.services.recall_sets import affected_by, find_raw_lot, start_of_lot, start_of_raw_lot
from ocop.services.receivers import calls_of, note_call
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW, VIETNAM, actor
from tests.recalls import partner, raw_lot, state_of, story_to_recall
from tests.traces import BASE, change, harvest, keep, pack, producer, ship

pytestmark = pytest.mark.usefixtures("context")

WHY = "Có nấm mốc"
TODAY = NOW.date()


@pytest.fixture
def household(make_subject):
    return make_subject(name="Hộ Thạch Thị Sa Rây")


def recall(by, start, **more):
    with unit_of_work():
        return order_recall(by, NOW, TODAY, start, base_url=BASE, reason=WHY, **more)


def recalled():
    query = select(Lot).where(Lot.state == "recalled")
    return {(one.product_id, one.code) for one in db.session.scalars(query)}


def test_a_raw_lot_takes_exactly_its_own_lots_and_receivers_with_it(factories, household):
    story = story_to_recall(factories, household)
    by, start = producer(household), start_of_raw_lot(story.raw_lots[1])

    tried = recall(by, start, dry_run=True)
    nothing = recalled()
    order = recall(by, start)

    shown = order_told(by, order)
    ids = {one.code: one.id for one in story.products}
    assert nothing == set()
    assert {(one.product.code, one.lot.code) for one in tried.marked} == story.of_raw(1)
    assert recalled() == {(ids[code], lot) for code, lot in story.of_raw(1)}
    assert {one["name"] for one in shown["receivers"]} == story.receivers_of_raw(1)
    assert {one["phone"] for one in shown["receivers"]} == {f"09010000{place:02}" for place in (1, 4, 7, 10)}
    assert db.session.get(RawLot, story.raw_lots[1].id).state == "recalled"
    assert {(one["quantity"], one["unit"]) for one in shown["unaccounted"]} == {(40.0, "đơn vị")}


def test_every_scan_tells_it_at_once_and_says_through_what(factories, household):
    story = story_to_recall(factories, household)

    recall(producer(household), start_of_raw_lot(story.raw_lots[0]))

    for number, (product, lot) in enumerate(story.lots):
        with reading():
            look = look_at(product.code, lot, None, {})
        assert look.lot["state"] == ("recalled" if number % 3 == 0 else "open")
    assert look.lot["recall_reason"] == "Có nấm mốc (vì dùng nguyên liệu lô H-261101-1)."


def test_a_recall_is_told_as_a_trace_event_and_as_one_act_for_each_lot(factories, household):
    story = story_to_recall(factories, household)

    recall(producer(household), start_of_raw_lot(story.raw_lots[2]))

    events = list(db.session.scalars(select(TraceEvent).where(TraceEvent.disposition == "recalled")))
    acts = list(db.session.scalars(select(Act.noun).where(Act.verb == "recall")))
    assert [(one.biz_step, one.action, one.subject_id) for one in events] == [("holding", "OBSERVE", household.id)]
    assert (acts.count("lot"), acts.count("raw-lot")) == (len(story.of_raw(2)), 1)


def test_a_box_is_recalled_to_whom_it_went_with_the_lot_and_to_nobody_after(make_product, household):
    by, product = producer(household), make_product(subject=household, name="Kẹo dừa")
    first, second = (lot_uri(product, lot, BASE) for lot in ("A1", "A2"))
    crate, loose = f"{BASE}/boxes/crate", f"{BASE}/boxes/pallet"
    before, after = partner(household, "Chợ trước", "0901"), partner(household, "Chợ sau", "0902")
    keep(by, harvest(first, 100, bizStep="commissioning"), harvest(second, 100))
    keep(by, pack(crate, {first: 24}, 2), pack(loose, {}, 2) | {"childEPCs": [crate]})
    keep(by, ship([loose], before.uri, 3), pack(crate, {first: 24}, 4, "DELETE"), pack(crate, {second: 24}, 5))
    keep(by, ship([crate], after.uri, 6))

    with reading():
        shown = affected_told(by, affected_by(start_of_lot(product, find_lot(product, "A1"))))

    assert [(one["name"], one["quantities"]) for one in shown["receivers"]] == [
        ("Chợ trước", [{"quantity": 24.0, "unit": "đơn vị"}])
    ]
    assert {one["lot"] for one in shown["lots"]} == {"A1"}


def test_a_delivery_that_was_taken_back_does_not_count(make_product, household):
    by, product = producer(household), make_product(subject=household)
    uri, shop = lot_uri(product, "A1", BASE), partner(household, "Chợ nhầm")
    wrong = ship({uri: 5}, shop.uri, 3)
    keep(by, harvest(uri, 10, day=-1))
    kept = keep(by, wrong).kept[0]
    declaration = {"declarationTime": NOW.isoformat(), "reason": "did_not_occur"}
    keep(by, wrong | {"eventID": kept.event_id, "errorDeclaration": declaration})

    with reading():
        shown = affected_told(by, affected_by(start_of_lot(product, find_lot(product, "A1"))))

    assert shown["receivers"] == []
    assert [one["quantity"] for one in shown["unaccounted"]] == [10.0]


@pytest.fixture
def neighbours(make_subject, make_product, household):
    """A raw lot of one household that went into a lot of another, which sold it."""
    other = make_subject(name="Hộ Lâm Văn Đức", email="duc@example.vn", phone="0912345678")
    mine, theirs = make_product(subject=household, name="Mứt dừa"), make_product(subject=other, name="Bánh dừa")
    raw, shop = raw_lot(household, "H-1"), partner(other, "Đại lý Trà Vinh", "0911")
    own, far = lot_uri(mine, "M1", BASE), lot_uri(theirs, "B1", BASE)
    keep(producer(household), harvest(raw.uri, 100), change({raw.uri: 10}, {own: 50}))
    keep(producer(other), change({raw.uri: 10}, {far: 50}, 2))
    keep(producer(other), ship({far: 20}, shop.uri, 3))
    return other, mine, theirs, raw


def test_lots_of_others_are_not_recalled_but_they_hear_of_it(neighbours, household):
    other, mine, theirs, raw = neighbours

    order = recall(producer(household), start_of_raw_lot(raw))

    shown = order_told(producer(household), order)
    heard = notices_for(producer(other))
    assert (state_of(mine, "M1"), state_of(theirs, "B1")) == ("recalled", "open")
    assert [one["kind"] for one in heard] == ["lots_reached"]
    assert "Bánh dừa lô B1" in heard[0]["words"]
    assert {one["kind"] for one in notices_for(actor("commune"))} == {"lots_recalled", "lots_reached"}
    assert count_notices(producer(household)) == 0
    assert shown["receivers"] == []
    assert {one["lot"]: bool(one["amounts"]) for one in shown["lots"]} == {"M1": True, "B1": False}


def test_an_office_recalls_those_of_its_area_with_their_receivers(neighbours, household):
    other, mine, theirs, raw = neighbours

    order = recall(actor("commune"), start_of_raw_lot(raw))

    assert (state_of(mine, "M1"), state_of(theirs, "B1")) == ("recalled", "recalled")
    assert [one["name"] for one in order_told(actor("commune"), order)["receivers"]] == ["Đại lý Trà Vinh"]
    assert [one["kind"] for one in notices_for(producer(other))] == ["lots_recalled"]


def test_who_may_not_recall_changes_nothing(neighbours, make_subject):
    _, mine, _, raw = neighbours
    stranger = producer(make_subject())

    with pytest.raises(NotFound):
        recall(stranger, start_of_raw_lot(raw))
    with pytest.raises(NotAllowed, match="thu hồi"):
        recall(actor("auditor"), start_of_raw_lot(raw))
    with pytest.raises(NotFound), reading():
        find_raw_lot(stranger, raw.id)
    with pytest.raises(BadInput), unit_of_work():
        order_recall(OPERATOR, NOW, TODAY, start_of_raw_lot(raw), base_url=BASE, reason="  ")

    assert (state_of(mine, "M1"), recalled()) == ("open", set())


def test_recalling_again_takes_in_what_was_made_since_and_then_nothing(neighbours, household):
    _, mine, _, raw = neighbours
    by = producer(household)
    recall(by, start_of_raw_lot(raw))
    keep(by, change({raw.uri: 10}, {lot_uri(mine, "M2", BASE): 50}, 4))

    with unit_of_work():
        order_recall(by, NOW.replace(hour=5), TODAY, start_of_raw_lot(raw), base_url=BASE, reason=WHY)

    assert state_of(mine, "M2") == "recalled"
    with pytest.raises(Conflict):
        recall(by, start_of_raw_lot(raw))


def test_lifting_one_lot_lifts_no_other(neighbours, household):
    _, mine, theirs, raw = neighbours
    office = actor("commune")
    recall(office, start_of_raw_lot(raw))

    with unit_of_work():
        lift_lot(office, NOW, TODAY, mine, find_lot(mine, "M1"), reason="Kiểm nghiệm đạt")
    one_lifted = (state_of(mine, "M1"), state_of(theirs, "B1"), db.session.get(RawLot, raw.id).state)
    with unit_of_work():
        lift_raw_lot(office, NOW, TODAY, find_raw_lot(office, raw.id, for_update=True), reason="Đạt")

    assert one_lifted == ("open", "recalled", "recalled")
    assert (db.session.get(RawLot, raw.id).state, state_of(theirs, "B1")) == ("open", "recalled")


def test_several_chosen_lots_are_lifted_at_once_or_none(neighbours):
    other, mine, theirs, raw = neighbours
    office = actor("commune")
    recall(office, start_of_raw_lot(raw))
    names = [f"{mine.code}/M1", f"{theirs.code}/B1"]

    with pytest.raises(NotFound), unit_of_work():
        lift_chosen(office, NOW, TODAY, [*names, f"{mine.code}/M9"], reason="Đạt")
    kept = state_of(mine, "M1")
    with pytest.raises(BadInput), unit_of_work():
        lift_chosen(office, NOW, TODAY, [], reason="Đạt")
    with unit_of_work():
        lifted = lift_chosen(office, NOW, TODAY, names, reason="Đạt")

    assert (kept, sorted(lifted), recalled()) == ("recalled", ["B1", "M1"], set())
    assert "recall_lifted" in {one["kind"] for one in notices_for(producer(other))}
    with pytest.raises(NotAllowed), unit_of_work():
        lift_raw_lot(producer(other), NOW, TODAY, raw, reason="Đạt")


def test_receivers_are_ticked_as_they_are_called(neighbours):
    other, _, theirs, _ = neighbours
    by, start = replace(producer(other), name="Đức"), start_of_lot(theirs, find_lot(theirs, "B1"))
    receiver = affected_told(by, affected_by(start))["receivers"][0]["uri"]

    for _ in range(2):
        with unit_of_work():
            note_call(by, NOW, start, receiver, called=True)
    ticked = calls_of(start)
    with unit_of_work():
        note_call(by, NOW, start, receiver, called=False)
    with pytest.raises(NotFound), unit_of_work():
        note_call(by, NOW, start, "https://example.com/nobody", called=True)

    assert ticked == {receiver: {"at": NOW, "by": "Đức"}}
    assert calls_of(start) == {}


def test_the_list_is_had_as_csv_and_as_paper_with_exactly_the_receivers(factories, household):
    story = story_to_recall(factories, household)
    partner_row = story.partners[1]
    with unit_of_work():
        db.session.merge(partner_row).name = "=HYPERLINK(1)"
    by, start = producer(household), start_of_raw_lot(story.raw_lots[1])
    recall(by, start)

    data, media, name = list_file(by, start, "csv", today=TODAY, zone=VIETNAM)
    paper = list_file(by, start, "pdf", today=TODAY, zone=VIETNAM)[0]

    text = data.decode("utf-8")
    assert (media, name, text[0]) == ("text/csv; charset=utf-8", "thu-hoi-H-261102-1.csv", "\ufeff")
    assert len(text.strip().splitlines()) == 1 + 4
    assert "'=HYPERLINK(1)" in text
    assert "Cửa hàng 02" not in text
    assert paper.startswith(b"%PDF-")
    with pytest.raises(NotFound):
        list_file(by, start, "exe", today=TODAY, zone=VIETNAM)


def test_a_notice_is_seen_once_by_its_own_reader(neighbours, household):
    other, _, _, raw = neighbours
    recall(producer(household), start_of_raw_lot(raw))
    notice = notices_for(producer(other))[0]["id"]

    with pytest.raises(NotFound), unit_of_work():
        see_notice(producer(household), NOW, notice)
    for _ in range(2):
        with unit_of_work():
            see_notice(producer(other), NOW, notice)

    assert (count_notices(producer(other)), notices_for(actor("auditor"))) == (0, [])


def test_a_lot_that_no_event_is_about_is_recalled_alone(make_product, make_lot, household):
    product = make_product(subject=household)
    make_lot(product, code="L1")
    make_lot(product, code="L2")

    order = recall(producer(household), start_of_lot(product, find_lot(product, "L1")))

    assert (order.affected.sent, state_of(product, "L1"), state_of(product, "L2")) == ([], "recalled", "open")
    assert epc_of_lot(product, "L1") is not None

"""Events: kept once, never changed, found by any name of what they are about; traces and recall sets from them."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from ocop.domain.balances import Overdraw
from ocop.domain.refusals import NotFound
from ocop.domain.walks import Direction
from ocop.models.database import db
from ocop.models.events import Edge, Epc, EventEpc, TraceEvent
from ocop.models.lots import Lot
from ocop.services.epcs import epc_of_lot, lot_uri
from ocop.services.events import EventsRefused
from ocop.services.products import update_product
from ocop.services.stored_events import document_of, find_event
from ocop.services.traces import events_about, numbers_of, recall_set, trace_of
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW
from tests.traces import BASE, at, change, harvest, keep, pack, producer, ship, thing

pytestmark = pytest.mark.usefixtures("context")


def names_of(*uris: str, direction: Direction = Direction.BOTH) -> set[str]:
    """Return what the trace of the first thing reaches, by URI, without steps."""
    number = numbers_of(uris)[uris[0]]
    return {one.uri for one in trace_of(number, direction).nodes if one.kind != "step"}


def test_an_event_without_a_name_is_named_by_its_content_and_kept_once(make_subject) -> None:
    by = producer(make_subject())

    first = keep(by, harvest(thing("a")), harvest(thing("b")))
    again = keep(by, harvest(thing("a")))

    assert [one.is_new for one in first.kept] == [True, True]
    assert first.kept[0].event_id.startswith("ni:///sha-256;")
    assert (again.kept[0].number, again.kept[0].is_new) == (first.kept[0].number, False)
    assert db.session.scalar(select(func.count(TraceEvent.id))) == 2


def test_the_same_event_twice_in_one_go_is_one(make_subject) -> None:
    by = producer(make_subject())

    told = keep(by, harvest(thing("a")), harvest(thing("a")))

    assert [one.is_new for one in told.kept] == [True, False]
    assert told.kept[0].number == told.kept[1].number
    assert db.session.scalar(select(func.count(TraceEvent.id))) == 1


def test_another_content_under_the_same_name_is_refused_and_nothing_is_kept(make_subject) -> None:
    by = producer(make_subject())
    keep(by, harvest(thing("a"), eventID="urn:uuid:1"))

    with pytest.raises(EventsRefused) as refused:
        keep(by, harvest(thing("c")), harvest(thing("b"), eventID="urn:uuid:1"))

    assert [(one["field"], one["code"]) for one in refused.value.faults] == [("/1/eventID", "event-exists")]
    assert db.session.scalar(select(func.count(TraceEvent.id))) == 1
    assert db.session.scalar(select(func.count()).select_from(Epc)) == 1


def test_with_proceed_what_nothing_forbids_is_kept(make_subject) -> None:
    by = producer(make_subject())
    keep(by, harvest(thing("a"), eventID="urn:uuid:1"))

    told = keep(by, harvest(thing("b"), eventID="urn:uuid:1"), harvest(thing("c")), proceed=True)

    assert told.kept[0] is None
    assert told.kept[1].is_new
    assert [one.code for one in told.faults[0]] == ["event-exists"]


def test_an_event_cannot_be_changed_or_dropped(make_subject) -> None:
    by = producer(make_subject())
    keep(by, harvest(thing("a")))

    for statement in ("UPDATE trace_events SET action = 'OBSERVE'", "DELETE FROM trace_events"):
        with pytest.raises(DatabaseError, match="only grows"), unit_of_work():
            db.session.execute(db.text(statement))


def test_an_event_is_read_back_word_for_word(make_subject) -> None:
    by = producer(make_subject())
    event = harvest(thing("a"), **{"ex:note": {"deep": [1, 2.5, "ba"]}})

    kept = keep(
        by, event, context=["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {"ex": "https://e.x/"}]
    )
    with reading():
        document = document_of([find_event(kept.kept[0].event_id, by)], NOW)

    shown = document["epcisBody"]["eventList"][0]
    assert shown == event | {"eventID": kept.kept[0].event_id, "recordTime": "2026-11-23T02:00:00.000Z"}
    assert document["@context"][1:] == [{"ex": "https://e.x/"}]


def test_anothers_event_is_not_found(make_subject) -> None:
    by, stranger = producer(make_subject()), producer(make_subject())
    kept = keep(by, harvest(thing("a")))

    with pytest.raises(NotFound) as refused:
        find_event(kept.kept[0].event_id, stranger)

    assert refused.value.code == "event-unknown"


def test_a_lot_that_an_event_of_its_maker_makes_is_opened(make_product) -> None:
    product = make_product(gtin="09521234543213")
    by = producer(product.subject_id)
    uri = lot_uri(product, "L1", BASE)

    keep(by, change({thing("raw"): 10}, {uri: 40}, ilmd={"cbvmda:itemExpirationDate": "2027-05-01"}))

    lot = db.session.get(Lot, (product.id, "L1"))
    assert (lot.made_on.isoformat(), lot.best_before.isoformat(), float(lot.quantity)) == (
        "2026-11-02",
        "2027-05-01",
        40.0,
    )
    assert uri == "https://id.gs1.org/01/09521234543213/10/L1"


def test_a_lot_may_be_made_and_sent_in_one_go_in_any_order(make_product) -> None:
    product = make_product()
    by = producer(product.subject_id)
    uri = lot_uri(product, "L1", BASE)

    told = keep(by, ship({uri: 5}, thing("shop"), 3), change({thing("raw"): 10}, {uri: 40}))

    assert [one.is_new for one in told.kept] == [True, True]
    assert db.session.get(Lot, (product.id, "L1")) is not None


@pytest.mark.parametrize("is_own", [True, False])
def test_a_lot_that_is_not_there_cannot_be_delivered(make_subject, make_product, is_own: bool) -> None:
    product = make_product()
    by = producer(product.subject_id if is_own else make_subject())
    uri = lot_uri(product, "L9", BASE)

    with pytest.raises(EventsRefused) as refused:
        keep(by, ship({uri: 5}, thing("shop"), 3))

    assert [(one["field"], one["code"]) for one in refused.value.faults] == [("/0/quantityList/0", "lot-unknown")]


def test_nobody_makes_or_destroys_anothers_lot(make_subject, make_product, make_lot) -> None:
    product = make_product()
    make_lot(product, code="L1")
    stranger = producer(make_subject())
    uri = lot_uri(product, "L1", BASE)

    for event in (harvest(uri), harvest(uri) | {"action": "DELETE"}, change({thing("a"): 1}, {uri: 1})):
        with pytest.raises(EventsRefused) as refused:
            keep(stranger, event)
        assert [one["code"] for one in refused.value.faults] == ["lot-not-yours"]
    assert keep(stranger, ship({uri: 5}, thing("shop"), 3)).kept[0].is_new


def test_a_thing_is_found_by_every_name_of_it(make_subject) -> None:
    by = producer(make_subject())

    keep(by, harvest("urn:epc:class:lgtin:4012345.012345.998877"))
    keep(by, ship({"https://example.com/01/04012345123456/10/998877": 3}, thing("shop"), 2))

    things = db.session.scalars(select(Epc.uri).where(Epc.uri != thing("shop")))
    assert list(things) == ["https://id.gs1.org/01/04012345123456/10/998877"]
    assert db.session.scalar(select(func.count()).select_from(EventEpc)) == 2


def test_a_lot_keeps_its_story_when_its_product_gets_a_gtin(make_subject, make_product) -> None:
    product = make_product(gtin=None)
    by = producer(product.subject_id)
    own = lot_uri(product, "L1", BASE)
    keep(by, change({thing("raw"): 10}, {own: 40}))
    gs1 = "https://id.gs1.org/01/09521234543213/10/L1"
    stranger = producer(make_subject())
    keep(stranger, ship({gs1: 4}, thing("shop"), 3))

    with unit_of_work():
        update_product(by, NOW, db.session.merge(product), gtin="9521234543213")
    keep(by, ship({gs1: 6}, thing("market"), 4))

    number = epc_of_lot(product, "L1")
    assert numbers_of([own, gs1]) == {own: number, gs1: number}
    assert {one.at.day for one in recall_set(number).deliveries} == {4, 5}
    assert thing("raw") in names_of(gs1)


def test_a_lot_that_only_others_named_is_the_products_once_it_has_that_gtin(
    make_subject, make_product, make_lot
) -> None:
    product = make_product(gtin=None)
    make_lot(product=product, code="L1")
    stranger = producer(make_subject())
    keep(stranger, ship({"https://id.gs1.org/01/09521234543213/10/L1": 4}, thing("shop"), 3))

    with unit_of_work():
        update_product(producer(product.subject_id), NOW, db.session.merge(product), gtin="9521234543213")

    number = epc_of_lot(product, "L1")
    assert number is not None
    assert {one.at.day for one in recall_set(number).deliveries} == {4}


def test_a_trace_goes_back_and_forth_over_many_steps(make_subject) -> None:
    by = producer(make_subject())
    keep(by, harvest(thing("r1")), harvest(thing("r2")), harvest(thing("r3")))
    keep(by, change({thing("r1"): 10, thing("r2"): 10}, {thing("m1"): 5, thing("m2"): 5}))
    keep(by, change({thing("m1"): 1, thing("r3"): 1}, {thing("p1"): 9}, day=2, transformationID="urn:uuid:7"))
    keep(by, pack(thing("box"), {thing("p1"): 4}, 3))

    assert names_of(thing("p1"), direction=Direction.BACK) == {thing(one) for one in ("p1", "m1", "r3", "r1", "r2")}
    assert names_of(thing("r1"), direction=Direction.FORWARD) == {
        thing(one) for one in ("r1", "m1", "m2", "p1", "box")
    }
    assert names_of(thing("m2")) == {thing(one) for one in ("m2", "r1", "r2")}


def test_a_box_that_is_used_again_leaks_nothing(make_subject) -> None:
    by = producer(make_subject())
    keep(by, harvest(thing("a")), harvest(thing("b")))
    # The crate's first load comes last, as from a telephone that had no network.
    keep(by, pack(thing("crate"), {thing("b"): 5}, 6), pack(thing("pallet"), {}, 6) | {"childEPCs": [thing("crate")]})
    keep(by, ship([thing("crate")], thing("second shop"), 7), ship([thing("crate")], thing("first shop"), 3))
    keep(by, pack(thing("crate"), {}, 4, "DELETE"), pack(thing("crate"), {thing("a"): 5}, 2))

    first, second = (recall_set(numbers_of([thing(one)])[thing(one)]) for one in ("a", "b"))

    assert [one.receiver.uri for one in first.deliveries] == [thing("first shop")]
    assert [one.receiver.uri for one in second.deliveries] == [thing("second shop")]
    assert names_of(thing("a"), direction=Direction.FORWARD) == {thing("a"), thing("crate"), thing("first shop")}
    assert names_of(thing("b"), direction=Direction.FORWARD) == {
        thing(one) for one in ("b", "crate", "pallet", "second shop")
    }
    assert names_of(thing("pallet"), direction=Direction.BACK) == {thing("pallet"), thing("crate"), thing("b")}


def test_what_is_declared_wrong_counts_no_more_and_is_told_still(make_subject) -> None:
    by = producer(make_subject())
    wrong = change({thing("a"): 1}, {thing("b"): 1}) | {"eventID": "urn:uuid:wrong"}
    box = pack(thing("box"), {thing("c"): 1}, 2) | {"eventID": "urn:uuid:box"}
    keep(by, wrong, box)

    for event in (wrong, box):
        declared = {"declarationTime": at(5), "reason": "did_not_occur"}
        keep(by, event | {"errorDeclaration": declared})

    assert db.session.scalar(select(func.count()).select_from(Edge)) == 0
    assert events_about(list(numbers_of([thing("a"), thing("c")]).values())) == []
    assert not find_event("urn:uuid:wrong", by).is_declaration


def test_a_declaration_that_comes_before_its_event_holds(make_subject) -> None:
    by = producer(make_subject())
    event = change({thing("a"): 1}, {thing("b"): 1}) | {"eventID": "urn:uuid:wrong"}

    keep(by, event | {"errorDeclaration": {"declarationTime": at(5)}})
    keep(by, event)

    assert names_of(thing("a")) == {thing("a")}


def test_nobody_declares_anothers_event_wrong(make_subject) -> None:
    by, stranger = producer(make_subject()), producer(make_subject())
    event = harvest(thing("a"), eventID="urn:uuid:1")
    keep(by, event)

    with pytest.raises(EventsRefused) as refused:
        keep(stranger, event | {"errorDeclaration": {"declarationTime": at(5)}})

    assert [one["code"] for one in refused.value.faults] == ["event-not-yours"]


def test_nothing_is_made_of_what_it_went_into(make_subject) -> None:
    by = producer(make_subject())
    keep(by, change({thing("a"): 1}, {thing("b"): 1}), change({thing("b"): 1}, {thing("c"): 1}, day=2))

    with pytest.raises(EventsRefused) as refused:
        keep(by, change({thing("c"): 1}, {thing("a"): 1}, day=3))

    assert [one["code"] for one in refused.value.faults] == ["circle"]


def test_more_taken_than_left_is_told_or_refused(make_subject) -> None:
    by = producer(make_subject())
    keep(by, harvest(thing("a"), 100))
    taken = change({thing("a"): 70}, {thing("b"): 1})

    assert keep(by, taken).warnings == []
    warned = keep(by, taken | {"eventTime": at(2)})
    with pytest.raises(EventsRefused) as refused:
        keep(by, taken | {"eventTime": at(3)}, overdraw=Overdraw.REFUSE)

    assert [(one.pointer, one.code) for one in warned.warnings] == [
        ("/0/inputQuantityList/0/quantity", "more-taken-than-left")
    ]
    assert "40 kg" in warned.warnings[0].message
    assert [one["code"] for one in refused.value.faults] == ["more-taken-than-left"]


def test_a_recall_set_accounts_for_what_was_made(make_product) -> None:
    product = make_product()
    by = producer(product.subject_id)
    uri = lot_uri(product, "L1", BASE)
    keep(by, harvest(thing("raw"), 100), change({thing("raw"): 60}, {uri: 40}))
    keep(
        by, ship({uri: 10}, thing("shop"), 2), pack(thing("box"), {uri: 12}, 3), ship([thing("box")], thing("far"), 4)
    )

    found = recall_set(numbers_of([thing("raw")])[thing("raw")])

    number = epc_of_lot(product, "L1")
    assert [one.receiver.uri for one in found.deliveries] == [thing("shop"), thing("far")]
    assert found.balances[number].left() == {"pieces": 18.0}
    assert [(one.lot, one.product_id) for one in found.of_kind("lot")] == [("L1", product.id)]


def test_an_item_belongs_to_the_lot_that_its_address_names(make_product) -> None:
    product = make_product(gtin="09521234543213")
    by = producer(product.subject_id)
    keep(by, change({thing("raw"): 10}, {lot_uri(product, "L1", BASE): 40}))

    keep(by, ship([f"{BASE}/01/09521234543213/10/L1/21/S1"], thing("shop"), 3))

    found = recall_set(epc_of_lot(product, "L1"))
    assert [one.receiver.uri for one in found.deliveries] == [thing("shop")]
    assert [one.uri for one in found.of_kind("item")] == ["https://id.gs1.org/01/09521234543213/21/S1"]

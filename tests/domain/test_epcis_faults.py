"""What a schema cannot say of EPCIS events, each rule with the place it names."""

from datetime import UTC, datetime, timedelta

import pytest

from ocop.domain.epcis_contexts import context_faults, context_warnings, prefixes_of
from ocop.domain.epcis_faults import event_faults, event_warnings, moment, pointer
from ocop.domain.epcis_flows import balances, changes_of, circles, repeated_identities
from ocop.domain.epcis_keys import is_one_thing, key_fault

#: The last moment that an event may bear.
LATEST = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
STANDARD = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
LOT = "https://id.gs1.org/01/09521234543213/10/T05"
OTHER_LOT = "urn:epc:class:lgtin:9521234.054321.T06"
ITEM = "urn:epc:id:sgtin:9521234.054321.1"
BOX = "urn:epc:id:sscc:9521234.0000000001"


def event(**more):
    """Return a sound ObjectEvent with these members instead or besides."""
    sound = {"type": "ObjectEvent", "eventTime": "2026-05-01T07:00:00+07:00", "eventTimeZoneOffset": "+07:00"}
    return sound | {"action": "ADD", "epcList": [ITEM]} | more


def found(**more):
    return [(one.pointer, one.code) for one in event_faults(event(**more), LATEST)]


def made(inputs, outputs, **more):
    """Return a transformation of addresses, or of pairs of a class with kilograms."""
    change = {"type": "TransformationEvent"} | more
    for way, things in (("input", inputs), ("output", outputs)):
        change[f"{way}EPCList"] = [one for one in things if isinstance(one, str)]
        pairs = [one for one in things if not isinstance(one, str)]
        change[f"{way}QuantityList"] = [{"epcClass": lot, "quantity": much, "uom": "KGM"} for lot, much in pairs]
    return change


def placed(*events):
    return [(f"/{place}", one) for place, one in enumerate(events)]


def test_a_sound_event_has_no_fault():
    assert (found(), list(event_warnings(event()))) == ([], [])


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (LOT, None),
        ("https://id.gs1.org/01/09521234543214/10/T05", "key-check-digit"),
        ("https://ocop.example.vn/01/09521234543214/10/T05", "key-check-digit"),
        ("HTTPS://ocop.example.vn/shop", None),
        ("https://ocop.example.vn/gs1/01/09521234543213", None),
        ("https://id.gs1.org/01/9521234543213", None),
        ("https://id.gs1.org/01/9521234543214", "key-check-digit"),
        ("https://id.gs1.org/01/095212345432130", "key-length"),
        ("https://id.gs1.org/01/0952123454", "key-length"),
        ("https://shop.example/01/12345", None),
        ("https://shop.example/q?next=/01/09521234543214", None),
        ("https://shop.example/q#/01/09521234543214", None),
        ("https://id.gs1.org/00/095212340000000011", "key-check-digit"),
        ("https://id.gs1.org/00/095212340000000013", None),
        ("https://id.gs1.org/414/9521234543213", None),
        ("https://id.gs1.org/414/9521234543210/254/A", "key-check-digit"),
        ("https://id.gs1.org/8003/09521234543213AB", None),
        ("https://id.gs1.org/8003/09521234543210AB", "key-check-digit"),
        ("https://shop.example/8003/09521234543210AB", None),
        ("https://id.gs1.org/253/952123454321399", None),
        (ITEM, None),
        ("urn:epc:id:sgtin:9521234.54321.1", "key-length"),
        ("urn:epc:id:sgtin:9521234.054321", "key-form"),
        ("urn:epc:id:sgtin:95212.34054321.1", "key-form"),
        ("urn:epc:id:sscc:9521234.0000000001.7", "key-form"),
        (BOX, None),
        ("urn:epc:id:sscc:9521234.1", "key-length"),
        ("urn:epc:id:giai:9521234.any-thing", None),
        ("urn:epc:id:sgln:9521234.54321.0", None),
        ("urn:epc:idpat:sgtin:9521234.054321.*", None),
        ("urn:uuid:01900000-0000-7000-8000-000000000001", None),
        ("", None),
        (None, None),
    ],
)
def test_keys_are_judged_by_length_and_check_digit(address, code):
    amiss = key_fault(address)

    assert (amiss and amiss[0]) == code


def test_a_wrong_check_digit_tells_the_right_one():
    assert "phải là 3" in key_fault("https://id.gs1.org/01/09521234543214")[1]


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        (LOT, True),
        (ITEM, True),
        (OTHER_LOT, True),
        ("https://id.gs1.org/01/09521234543213", False),
        ("https://id.gs1.org/01/09521234543213/", False),
        ("https://id.gs1.org/01/09521234543213/22/2A", True),
        ("https://id.gs1.org/00/095212340000000013", True),
        ("https://ocop.example.vn/raw/12", True),
        ("urn:epc:idpat:sgtin:9521234.054321.*", False),
    ],
)
def test_a_class_of_goods_is_not_one_thing(address, is_one):
    assert is_one_thing(address) is is_one


BAD = "https://id.gs1.org/01/09521234543214"


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"epcList": [ITEM, BAD]}, "/epcList/1"),
        ({"parentID": BAD}, "/parentID"),
        ({"childEPCs": [BAD]}, "/childEPCs/0"),
        ({"inputEPCList": [None, BAD]}, "/inputEPCList/1"),
        ({"outputEPCList": [BAD]}, "/outputEPCList/0"),
        ({"quantityList": [None, {}, {"epcClass": BAD}]}, "/quantityList/2/epcClass"),
        ({"readPoint": {"id": BAD}}, "/readPoint/id"),
        ({"bizLocation": {"id": BAD}}, "/bizLocation/id"),
        ({"sourceList": [None, {"type": "location", "source": BAD}]}, "/sourceList/1/source"),
        ({"destinationList": [{"destination": BAD}]}, "/destinationList/0/destination"),
        ({"bizTransactionList": [{"bizTransaction": BAD}]}, "/bizTransactionList/0/bizTransaction"),
    ],
)
def test_keys_are_judged_wherever_they_stand(more, where):
    assert found(**more) == [(where, "key-check-digit")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"eventTime": "2026-06-02T08:00:00Z"}, []),
        ({"eventTime": "2026-06-02T08:00:01Z"}, [("/eventTime", "event-in-future")]),
        ({"eventTime": "2026-06-02T15:00:00+07:00"}, []),
        ({"eventTime": "2026-02-28T23:59:60Z"}, []),
        ({"eventTime": "0000-01-01T00:00:00Z"}, [("/eventTime", "time-malformed")]),
        ({"eventTime": ""}, []),
        ({"recordTime": "2027-01-01T00:00:00Z"}, [("/recordTime", "record-in-future")]),
        (
            {"errorDeclaration": {"declarationTime": "2027-01-01T00:00:00Z"}},
            [("/errorDeclaration/declarationTime", "declaration-in-future")],
        ),
        (
            {"errorDeclaration": {"declarationTime": "0000-01-01T00:00:00Z"}},
            [("/errorDeclaration/declarationTime", "time-malformed")],
        ),
        ({"errorDeclaration": {}}, []),
        ({"action": "OBSERVE", "ilmd": {}}, [("/ilmd", "ilmd-without-add")]),
        ({"action": "DELETE", "ilmd": {}}, [("/ilmd", "ilmd-without-add")]),
        ({"action": "ADD", "ilmd": {}}, []),
        ({"type": "AggregationEvent", "action": "ADD"}, [("/parentID", "parent-missing")]),
        ({"type": "AggregationEvent", "action": "DELETE"}, [("/parentID", "parent-missing")]),
        ({"type": "AggregationEvent", "action": "OBSERVE"}, []),
        ({"parentID": BOX, "childEPCs": [ITEM, BOX]}, [("/childEPCs/1", "holds-itself")]),
        ({"quantityList": [{"epcClass": LOT}]}, []),
        ({"quantityList": [{"epcClass": LOT, "uom": "KGM"}]}, [("/quantityList/0/quantity", "quantity-missing")]),
        ({"quantityList": [{"epcClass": LOT, "quantity": -1}]}, [("/quantityList/0/quantity", "quantity-negative")]),
        ({"quantityList": [{"epcClass": LOT, "quantity": 1.5}]}, [("/quantityList/0/uom", "unit-missing")]),
        ({"quantityList": [{"epcClass": LOT, "quantity": 2.0}]}, []),
        (
            {"persistentDisposition": {"set": ["recalled", None], "unset": [None, "recalled"]}},
            [("/persistentDisposition/unset/1", "disposition-contradicts")],
        ),
        (
            {
                "sensorElementList": [
                    None,
                    {},
                    {"sensorMetadata": {"startTime": "2026-05-01T00:00:00Z", "endTime": "2026-04-01T00:00:00Z"}},
                ]
            },
            [("/sensorElementList/2/sensorMetadata/endTime", "time-reversed")],
        ),
        (
            {"eventID": "urn:x:1", "errorDeclaration": {"correctiveEventIDs": ["urn:x:0", "urn:x:1"]}},
            [("/errorDeclaration/correctiveEventIDs/1", "corrects-itself")],
        ),
    ],
)
def test_each_rule_names_its_place(more, expected):
    assert found(**more) == expected


def test_every_fault_of_an_event_is_found_at_once():
    assert found(eventTime="2030-01-01T00:00:00Z", epcList=[BAD], action="OBSERVE", ilmd={}) == [
        ("/epcList/0", "key-check-digit"),
        ("/eventTime", "event-in-future"),
        ("/ilmd", "ilmd-without-add"),
    ]


@pytest.mark.parametrize(
    ("time", "offset", "differs"),
    [
        ("2026-05-01T07:00:00+07:00", "+07:00", False),
        ("2026-05-01T07:00:00Z", "+07:00", False),
        ("2026-05-01T07:00:00+00:00", "+07:00", False),
        ("2026-05-01T07:00:00+09:00", "+07:00", True),
    ],
)
def test_another_offset_is_a_warning_or_by_choice_a_fault(time, offset, differs):
    one = event(eventTime=time, eventTimeZoneOffset=offset)
    expected = ["offset-differs"] if differs else []

    assert [each.code for each in event_warnings(one)] == expected
    assert [each.code for each in event_faults(one, LATEST, strict_offsets=True)] == expected
    assert list(event_warnings(one, strict_offsets=True)) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"recordTime": "2026-04-30T00:00:00Z"}, [("/recordTime", "record-before-event")]),
        ({"recordTime": "2026-05-02T00:00:00Z"}, []),
        ({"errorDeclaration": {"reason": "incorrect_data"}}, [("/errorDeclaration", "correction-unnamed")]),
        ({"errorDeclaration": {"reason": "incorrect_data", "correctiveEventIDs": ["urn:x:2"]}}, []),
        ({"errorDeclaration": {"reason": "did_not_occur"}}, []),
    ],
)
def test_what_is_allowed_but_odd_is_warned_of(more, expected):
    assert [(one.pointer, one.code) for one in event_warnings(event(**more))] == expected


def test_an_event_without_moments_has_no_warning():
    assert list(event_warnings({"type": "ObjectEvent"})) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01T07:00:00.1234567Z", datetime(2026, 5, 1, 7, 0, 0, 123456, tzinfo=UTC)),
        ("2026-05-01T23:59:60Z", datetime(2026, 5, 1, 23, 59, 59, tzinfo=UTC)),
        ("2026-02-30T00:00:00Z", None),
    ],
)
def test_moments_are_those_of_a_calendar(text, expected):
    assert moment(text) == expected


def test_pointers_escape_what_rfc_6901_escapes():
    assert pointer("a/b", "~", 3) == "/a~1b/~0/3"


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (STANDARD, []),
        ([STANDARD], []),
        (["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"x": "http://x.example/"}], []),
        ([STANDARD, {"gs1": "https://gs1.org/voc/", "cbvmda": "urn:epcglobal:cbv:mda:"}], []),
        ([STANDARD, "https://other.example/context.jsonld"], []),
        ([], [("/@context", "context-missing")]),
        ({"x": "http://x.example/"}, [("/@context", "context-missing")]),
        ("https://evil.example/epcis-context.jsonld", [("/@context", "context-missing")]),
        ([STANDARD, "file:///etc/passwd"], [("/@context/1", "context-address")]),
        ([STANDARD, "https://x.example/" + "a" * 500], [("/@context/1", "context-too-long")]),
        ([STANDARD, 7], [("/@context/1", "context-shape")]),
        ([STANDARD, [STANDARD]], [("/@context/1", "context-shape")]),
        ([STANDARD, {"x": {"@id": "http://x.example/"}}], [("/@context/1/x", "context-shape")]),
        ([STANDARD, {"x": None}], [("/@context/1/x", "context-shape")]),
        ([STANDARD, {"epcList": "http://x.example/"}], [("/@context/1/epcList", "context-redefines")]),
        ([STANDARD, {"type": "@id"}], [("/@context/1/type", "context-redefines")]),
        ([STANDARD, {"@vocab": "http://x.example/"}], [("/@context/1/@vocab", "context-redefines")]),
        ([STANDARD, {"cbv": "http://x.example/"}], [("/@context/1/cbv", "context-redefines")]),
        ([STANDARD, {"a/b": "http://x.example/"}], [("/@context/1/a~1b", "context-prefix")]),
        ([STANDARD, {"x": "javascript:alert(1)"}], [("/@context/1/x", "context-address")]),
        ([STANDARD] * 21, [("/@context", "context-too-long")]),
        ([STANDARD, {f"x{n}": "http://x.example/" for n in range(101)}], [("/@context", "context-too-long")]),
    ],
)
def test_a_poisoned_context_is_refused(context, expected):
    faults = context_faults(context, "/@context", must_name=True)

    assert [(one.pointer, one.code) for one in faults] == expected


def test_the_context_of_an_event_need_not_name_the_standard():
    assert list(context_faults({"x": "http://x.example/"}, "/0/@context", must_name=False)) == []


@pytest.mark.parametrize(
    ("context", "where"),
    [([STANDARD, "https://x.example/c"], ["/@context/1"]), ("https://x.example/c", ["/@context"]), (STANDARD, [])],
)
def test_an_address_that_nobody_fetches_is_told(context, where):
    assert [(one.pointer, one.code) for one in context_warnings(context, "/@context")] == [
        (one, "context-unread") for one in where
    ]


def test_prefixes_are_gathered_from_every_entry():
    assert prefixes_of([STANDARD, {"a": "urn:a:", "b": 1}, {"a": "urn:b:"}, None]) == {"a": "urn:b:"}


def test_an_event_id_stands_once_in_a_document():
    events = placed({"eventID": "urn:x:1"}, {}, {"eventID": "urn:x:1"}, {"eventID": "urn:x:2"})

    assert [(one.pointer, one.code) for one in repeated_identities(events)] == [("/2/eventID", "event-id-repeated")]


def test_an_error_declaration_may_stand_beside_what_it_takes_back():
    events = placed({"eventID": "urn:x:1"}, {"eventID": "urn:x:1", "errorDeclaration": {}})

    assert list(repeated_identities(events)) == []


A, B, C, D = (f"https://id.gs1.org/01/09521234543213/10/{name}" for name in "ABCD")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([made([A], [B]), made([B], [C]), made([A, C], [D])], []),
        ([made([A], [A, B])], [("/0", "made-of-itself")]),
        ([made([(A, 1)], [(A, 1)])], [("/0", "made-of-itself")]),
        ([made([A], [B]), made([B], [A])], [("/0", "circle"), ("/1", "circle")]),
        ([made([A], [B]), made([B], [C]), made([C], [B]), made([C], [D])], [("/1", "circle"), ("/2", "circle")]),
        ([made([A], [B]), made([B], [A], errorDeclaration={})], []),
        (
            [made([(A, 1)], [], transformationID="urn:t:1"), made([], [A], transformationID="urn:t:1")],
            [("/1", "made-of-itself")],
        ),
        ([made([("https://id.gs1.org/01/09521234543213", 1)], [("https://id.gs1.org/01/09521234543213", 1)])], []),
        ([{"type": "TransformationEvent", "inputQuantityList": [None, {}], "outputEPCList": [None]}], []),
        ([{"type": "ObjectEvent"}], []),
    ],
)
def test_nothing_is_made_of_itself(events, expected):
    assert [(one.pointer, one.code) for one in circles(changes_of(placed(*events)))] == expected


@pytest.mark.parametrize(
    ("inputs", "outputs", "more", "is_warned"),
    [
        ([(A, 10)], [(B, 10)], {}, False),
        ([(A, 10)], [(B, 10.02)], {}, True),
        ([(A, 10)], [(B, 6), (C, 5)], {}, True),
        ([(A, 10), D], [(B, 50)], {}, False),
        ([], [(B, 50)], {}, False),
        ([A], [(B, 50)], {}, False),
        ([(A, 10)], [B], {}, False),
    ],
)
def test_more_out_than_in_is_a_warning(inputs, outputs, more, is_warned):
    warned = balances(changes_of(placed(made(inputs, outputs, **more))))

    assert [(one.pointer, one.code) for one in warned] == [("/0", "mass-balance")] * is_warned


@pytest.mark.parametrize(
    ("taken", "given", "is_warned"),
    [
        (("KGM", 1), ("GRM", 1000), False),
        (("KGM", 1), ("GRM", 1100), True),
        (("LTR", 1), ("MLT", 1100), True),
        (("LTR", 1), ("KGM", 5), False),
        (("EA", 1), ("KGM", 5), False),
    ],
)
def test_units_of_one_measure_are_added(taken, given, is_warned):
    change = {"type": "TransformationEvent"}
    for way, (unit, much) in (("input", taken), ("output", given)):
        change[f"{way}QuantityList"] = [{"epcClass": A, "quantity": much, "uom": unit}]
    change["outputQuantityList"][0]["epcClass"] = B

    assert len(list(balances(changes_of(placed(change))))) == is_warned


def test_events_of_one_transformation_are_weighed_together():
    events = placed(
        made([(A, 10)], [], transformationID="urn:t:1"),
        made([(B, 10)], [(C, 15)], transformationID="urn:t:1"),
    )

    assert list(balances(changes_of(events))) == []


def test_five_hundred_events_of_the_same_things_are_judged_at_once():
    things = [f"urn:x:{number}" for number in range(200)]
    began = datetime.now(UTC)

    faults = list(circles(changes_of(placed(*(made(things, ["urn:x:made"]) for _ in range(500))))))

    assert faults == []
    assert datetime.now(UTC) - began < timedelta(seconds=5)

"""Whole EPCIS documents: taken or refused, every fault at once, nothing that makes the check itself fall."""

import json
import os
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.epcis_checks import document as long_document
from benchmarks.epcis_checks import event as some_event
from ocop.domain.epcis_faults import Limits
from ocop.domain.epcis_words import BIZ_STEPS, DISPOSITIONS, EVENT_TYPES
from ocop.domain.refusals import BadInput, OcopError, TooLarge
from ocop.services.epcis_checks import refuse_faults, validate_document
from ocop.services.epcis_shapes import MOST_ENTRIES, readable

ROOT = Path(__file__).resolve().parents[2]
VECTORS = Path(os.environ.get("OCOP_REFERENCE_DIR", ROOT.parent / "shared")) / "vectors"
NOW = datetime(2026, 12, 1, tzinfo=UTC)
STANDARD = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
LOT = "https://id.gs1.org/01/09521234543213/10/T05"
WRONG = "https://id.gs1.org/01/09521234543214/10/T05"
AT = "/epcisBody/eventList/0"


def event(kind="ObjectEvent", **more):
    """Return a sound event of a kind with these members instead or besides."""
    own = {
        "ObjectEvent": {"action": "ADD", "epcList": [LOT]},
        "AggregationEvent": {"action": "ADD", "parentID": "urn:x:box", "childEPCs": [LOT]},
        "TransactionEvent": {
            "action": "ADD",
            "epcList": [LOT],
            "bizTransactionList": [{"bizTransaction": "urn:x:po"}],
        },
        "TransformationEvent": {"inputEPCList": ["urn:x:raw"], "outputEPCList": [LOT]},
        "AssociationEvent": {"action": "ADD", "parentID": "urn:x:crate", "childEPCs": ["urn:x:sensor"]},
    }
    time = {"type": kind, "eventTime": "2026-05-01T07:00:00+07:00", "eventTimeZoneOffset": "+07:00"}
    return time | own.get(kind, {}) | more


def without(name, **more):
    return {key: value for key, value in event(**more).items() if key != name}


def document(*events, **more):
    return {
        "@context": [STANDARD, {"example": "https://ns.example.com/epcis/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-05-01T08:00:00Z",
        "epcisBody": {"eventList": list(events)},
    } | more


def answer(*events):
    body = {"queryResults": {"queryName": "q", "resultsBody": {"eventList": list(events)}}}
    return {"@context": STANDARD, "type": "EPCISQueryDocument", "schemaVersion": "2.0", "epcisBody": body}


def found(body, **limits):
    checked = validate_document(body, now=NOW, limits=Limits(**limits))
    return [(one.pointer, one.code) for one in checked.faults]


def vectors(*folders):
    """Return the documents to judge by, where they are at hand."""
    return sorted(chain.from_iterable((VECTORS / folder).glob("*.json*") for folder in folders))


def test_documents_of_others_are_taken_or_refused_as_they_should_be(capsys):
    valid, invalid = vectors("epcis_documents/valid", "epcis_hash"), vectors("epcis_documents/invalid")
    if not valid:
        with capsys.disabled():
            print("\nnot judged: EPCIS documents of others (set OCOP_REFERENCE_DIR)")

    assert {path.name: found(path.read_bytes()) for path in valid} == {path.name: [] for path in valid}
    assert [path.name for path in invalid if not found(path.read_bytes())] == []


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_each_kind_is_taken_in_a_document_an_answer_and_alone(kind):
    assert found(document(event(kind))) == []
    assert found(answer(event(kind))) == []
    assert found({"@context": STANDARD} | event(kind)) == []


def test_an_event_of_anothers_kind_is_taken_as_far_as_it_is_known():
    assert found(document(event("example:Blessing", epcList=[LOT]))) == []
    assert found(document(event("example:Blessing", epcList=[WRONG]))) == [(f"{AT}/epcList/0", "key-check-digit")]


FULL = {
    "eventID": "urn:uuid:01900000-0000-7000-8000-000000000001",
    "recordTime": "2026-05-01T07:05:00+07:00",
    "certificationInfo": ["https://example.com/certificates/1"],
    "bizStep": "commissioning",
    "disposition": "https://ref.gs1.org/cbv/Disp-active",
    "persistentDisposition": {"set": ["completeness_verified"], "unset": ["recalled"]},
    "readPoint": {"id": "https://ocop.example.vn/places/1", "example:name": "Vườn"},
    "bizLocation": {"id": "urn:epc:id:sgln:9521234.54321.0"},
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:x:po"}, {"bizTransaction": "urn:x:other"}],
    "sourceList": [{"type": "owning_party", "source": "urn:x:a"}],
    "destinationList": [{"type": "example:party", "destination": "urn:x:b"}],
    "quantityList": [{"epcClass": LOT, "quantity": 200.5, "uom": "KGM"}],
    "ilmd": {"cbvmda:lotNumber": "T05", "example:grower": {"example:name": "Sáu"}},
    "sensorElementList": [
        {
            "sensorMetadata": {"time": "2026-05-01T07:00:00+07:00", "deviceID": "urn:x:device"},
            "sensorReport": [{"type": "Temperature", "value": 4.5, "uom": "CEL", "example:by": "x"}],
        }
    ],
    "example:note": ["anything", {"goes": ["here"]}],
}


def test_an_event_with_everything_is_taken():
    checked = validate_document(document(event(**FULL)), now=NOW)

    assert (checked.faults, checked.warnings) == ([], [])
    assert checked.events == [event(**FULL)]
    assert checked.pointers == [AT]
    assert checked.prefixes == {"example": "https://ns.example.com/epcis/"}
    assert checked.context[0] == STANDARD


@pytest.mark.parametrize(("name", "words"), [("bizStep", BIZ_STEPS), ("disposition", DISPOSITIONS)])
def test_every_word_of_the_vocabulary_is_known(name, words):
    assert found(document(*(event(**{name: word}) for word in words))) == []


@pytest.mark.parametrize(
    ("one", "where", "code"),
    [
        (without("eventTime"), "/eventTime", "member-missing"),
        (without("action"), "/action", "member-missing"),
        (without("epcList"), "", "substance-missing"),
        (without("type"), "/type", "member-missing"),
        (event("Objectevent"), "/type", "word-unknown"),
        (event(type=7), "/type", "value-kind"),
        (event(action="CREATE"), "/action", "word-unknown"),
        (event(bizStep="transforming"), "/bizStep", "word-unknown"),
        (event(bizStep="urn:epcglobal:cbv:bizstep:shipping"), "/bizStep", "word-outdated"),
        (event(disposition="x y:z"), "/disposition", "address-malformed"),
        (event(eventTime="2026-05-01T07:00:00"), "/eventTime", "time-malformed"),
        (event(eventTime="hôm qua"), "/eventTime", "time-malformed"),
        (event(eventTimeZoneOffset="+7"), "/eventTimeZoneOffset", "value-form"),
        (event(eventTimeZoneOffset="+14:30"), "/eventTimeZoneOffset", "value-form"),
        (event(eventTimeZoneOffset="-13:00"), "/eventTimeZoneOffset", "value-form"),
        (event(epcList=["mật ong"]), "/epcList/0", "address-malformed"),
        (event(epcList=[LOT, LOT]), "/epcList", "list-repeats"),
        (event(epcList="x"), "/epcList", "value-kind"),
        (event(epclist=[]), "/epclist", "member-unknown"),
        (event(**{"@id": "urn:x:1"}), "/@id", "member-unknown"),
        (event(**{"a/b": 1}), "/a~1b", "member-unknown"),
        (event(ilmd={"lotNumber": "T05"}), "/ilmd/lotNumber", "member-unknown"),
        (event(readPoint={}), "/readPoint/id", "member-missing"),
        (event(quantityList=[{"quantity": 1}]), "/quantityList/0/epcClass", "member-missing"),
        (event(quantityList=[{"epcClass": LOT, "quantity": "1"}]), "/quantityList/0/quantity", "value-kind"),
        (event(quantityList=[{"epcClass": LOT, "quantity": 1, "uom": "kg"}]), "/quantityList/0/uom", "value-form"),
        (event(sourceList=[{"source": "urn:x:a"}]), "/sourceList/0/type", "member-missing"),
        (event(persistentDisposition={}), "/persistentDisposition", "list-empty"),
        (event(persistentDisposition={"set": []}), "/persistentDisposition/set", "list-empty"),
        (event(errorDeclaration={}), "/errorDeclaration/declarationTime", "member-missing"),
        (event(certificationInfo=[7]), "/certificationInfo/0", "value-kind"),
        (event(sensorElementList=[{}]), "/sensorElementList/0/sensorReport", "member-missing"),
        (
            event(sensorElementList=[{"sensorReport": [{"type": "heat"}]}]),
            "/sensorElementList/0/sensorReport/0/type",
            "value-form",
        ),
        (event("AggregationEvent", childEPCs=[]), "", "substance-missing"),
        (event("TransactionEvent", bizTransactionList=[]), "/bizTransactionList", "list-empty"),
        (event("TransformationEvent", outputEPCList=[]), "", "substance-missing"),
        (event("TransformationEvent", ilmd=[]), "/ilmd", "value-kind"),
        (event("AssociationEvent", action=None), "/action", "word-unknown"),
        (event(**{"@context": [{"epcList": "urn:x:y"}]}), "/@context/0/epcList", "context-redefines"),
        (event(**{"@context": 7}), "/@context", "value-kind"),
        (event(eventTime="2027-05-01T07:00:00+07:00"), "/eventTime", "event-in-future"),
        (event(epcList=[WRONG]), "/epcList/0", "key-check-digit"),
        (7, "", "value-kind"),
    ],
)
def test_what_is_wrong_with_an_event_is_told_with_its_place(one, where, code):
    assert (AT + where, code) in found(document(one))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], [("", "value-kind")]),
        (None, [("", "value-kind")]),
        ("x", [("", "value-kind")]),
        ({"type": "EPCISDocument"}, [("/@context", "member-missing"), ("/schemaVersion", "member-missing")]),
        (document(schemaVersion="1.2"), [("/schemaVersion", "value-form")]),
        (document(epcisBody={"eventList": {}}), [("/epcisBody/eventList", "value-kind")]),
        (document(epcisBody=[]), [("/epcisBody", "value-kind")]),
        (document(epcisBody={"eventList": [], "more": 1}), [("/epcisBody/more", "member-unknown")]),
        (document(**{"@context": {"x": "urn:x:y"}}), [("/@context", "context-missing")]),
        (document(**{"@context": None}), [("/@context", "value-kind")]),
        (
            document(epcisHeader={"epcisMasterData": {"vocabularyList": [{}]}}),
            [("/epcisHeader/epcisMasterData/vocabularyList/0/type", "member-missing")],
        ),
        ({"@context": STANDARD, "type": []}, [("/type", "value-kind")]),
    ],
)
def test_what_is_wrong_with_a_document_is_told_with_its_place(body, expected):
    assert set(expected) <= set(found(body))


def test_a_single_event_needs_its_context():
    assert found(event()) == [("/@context", "member-missing")]


def test_every_fault_is_told_at_once():
    first = event(action="CREATE", epcList=["mật ong", WRONG], bizStep="sell")
    second = event(eventTime="2030-01-01T00:00:00Z", eventID="urn:x:1")
    third = event(eventID="urn:x:1", quantityList=[{"epcClass": WRONG, "uom": "kg"}])

    assert sorted(found(document(first, second, third))) == [
        ("/epcisBody/eventList/0/action", "word-unknown"),
        ("/epcisBody/eventList/0/bizStep", "word-unknown"),
        ("/epcisBody/eventList/0/epcList/0", "address-malformed"),
        ("/epcisBody/eventList/0/epcList/1", "key-check-digit"),
        ("/epcisBody/eventList/1/eventTime", "event-in-future"),
        ("/epcisBody/eventList/2/eventID", "event-id-repeated"),
        ("/epcisBody/eventList/2/quantityList/0/epcClass", "key-check-digit"),
        ("/epcisBody/eventList/2/quantityList/0/uom", "value-form"),
    ]


def test_a_near_word_is_offered():
    checked = validate_document(document(event(bizStep="packin", epclist=[])), now=NOW)

    assert {one.code: one.message.split("“")[-1].split("”")[0] for one in checked.faults} == {
        "word-unknown": "packing",
        "member-unknown": "epcList",
    }


def test_faults_beyond_the_limit_are_counted():
    checked = validate_document(document(*(event(action="X") for _ in range(30))), now=NOW, limits=Limits(faults=10))

    assert (len(checked.faults), checked.more_faults, len(checked.spoilt)) == (10, 20, 30)


def test_nobody_goes_on_looking_after_a_thousand_errors():
    junk = event(epcList=[7] * 1500)

    checked = validate_document(document(event(), junk), now=NOW)

    assert (len(checked.faults), checked.more_faults) == (100, 900)
    assert checked.spoilt == {0, 1}


def test_a_fault_beyond_what_is_looked_at_still_forbids():
    long = event(epcList=[f"a:{n}" for n in range(MOST_ENTRIES)] + [7])

    checked = validate_document(document(long), now=NOW)

    assert [(one.pointer, one.code) for one in checked.faults] == [("", "list-too-long")]
    assert checked.spoilt == {0}


def test_nothing_is_hinted_at_after_a_hundred_faults():
    checked = validate_document(
        document(*(event(action="ad") for _ in range(120))), now=NOW, limits=Limits(faults=200)
    )

    assert [one.message.count("ADD") for one in checked.faults] == [1] * 100 + [0] * 20


def test_a_fault_within_a_fault_is_put_away_once():
    assert sorted(found(document(event(quantityList=7, readPoint=[], sourceList=[[]])))) == [
        (f"{AT}/quantityList", "value-kind"),
        (f"{AT}/readPoint", "value-kind"),
        (f"{AT}/sourceList/0", "value-kind"),
    ]


def test_only_the_events_with_a_fault_are_spoilt():
    checked = validate_document(document(event(), event(action="X"), 7, event(epcList=[WRONG])), now=NOW)

    assert [one.count("/") for one in checked.pointers] == [3, 3, 3]
    assert (len(checked.events), checked.spoilt) == (3, {0, 1, 2})


@pytest.mark.parametrize(
    ("body", "spoilt"),
    [
        (document(event(), event(action="X")), {1}),
        (document(event(), event(), schemaVersion="1"), {0, 1}),
        (document(event(), event()), set()),
        ({"@context": STANDARD} | event(action="X"), {0}),
        ([], set()),
    ],
)
def test_a_fault_spoils_its_event_and_that_of_a_document_all(body, spoilt):
    assert validate_document(body, now=NOW).spoilt == spoilt


def test_warnings_do_not_forbid():
    lots = [{"epcClass": f"{LOT}{n}", "quantity": n, "uom": "KGM"} for n in (1, 2)]
    change = event("TransformationEvent", inputEPCList=[], outputEPCList=[])
    change |= {"inputQuantityList": lots[:1], "outputQuantityList": lots[1:], "acme:x": 1, "acme:y": 2}
    other = event(eventTime="2026-05-01T07:00:00+09:00", **{"@context": [{"own": "urn:own:"}], "own:z": 1})

    checked = validate_document(document(change, other, **{"@context": [STANDARD, "https://x.example/c"]}), now=NOW)

    assert checked.is_valid
    assert sorted((one.pointer, one.code) for one in checked.warnings) == [
        ("/@context/1", "context-unread"),
        ("/epcisBody/eventList/0", "mass-balance"),
        ("/epcisBody/eventList/0", "prefix-undefined"),
        ("/epcisBody/eventList/1/eventTimeZoneOffset", "offset-differs"),
    ]


def test_offsets_are_faults_where_an_operator_wants_it_so():
    other = event(eventTime="2026-05-01T07:00:00+09:00")

    assert found(document(other), strict_offsets=True) == [(f"{AT}/eventTimeZoneOffset", "offset-differs")]


@pytest.mark.parametrize(
    ("body", "limits", "kind", "code"),
    [
        (b"{", {}, BadInput, "malformed-json"),
        (b"", {}, BadInput, "malformed-json"),
        (b'{"a": NaN}', {}, BadInput, "malformed-json"),
        (b'{"a": 1e999}', {}, BadInput, "malformed-json"),
        (b"\xff", {}, BadInput, "malformed-json"),
        (b"[" * 5000, {}, BadInput, "malformed-json"),
        (b"[" * 40 + b"]" * 40, {}, BadInput, "epcis-too-deep"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, {}, BadInput, "epcis-too-deep"),
        ({"a": {1, 2}}, {}, BadInput, "malformed-json"),
        (document(event()), {"bytes": 100}, TooLarge, "epcis-too-large"),
        (b" " * 1_048_577, {}, TooLarge, "epcis-too-large"),
        (document(event(), event()), {"events": 1}, TooLarge, "epcis-too-many-events"),
        (answer(event(), event()), {"events": 1}, TooLarge, "epcis-too-many-events"),
    ],
)
def test_what_is_too_much_or_unreadable_is_refused_before_it_is_judged(body, limits, kind, code):
    with pytest.raises(kind) as refused:
        found(body, **limits)

    assert refused.value.code == code


def test_a_list_that_holds_itself_is_too_deep():
    endless = []
    endless.append(endless)

    with pytest.raises(BadInput, match="epcis-too-deep"):
        found(endless)


def test_a_limit_is_what_may_still_be_sent():
    body = orjson.dumps(document(event(), event()))

    assert found(body, bytes=len(body), events=2, levels=6) == []


def test_faults_become_one_refusal():
    checked = validate_document(document(event(action="X"), event(action="Y")), now=NOW, limits=Limits(faults=1))

    with pytest.raises(BadInput) as refused:
        refuse_faults(checked)

    assert (refused.value.code, refused.value.params["count"]) == ("epcis-invalid", 2)
    assert [(one["field"], one["code"]) for one in refused.value.faults] == [(f"{AT}/action", "word-unknown")]


def test_a_sound_document_is_not_refused():
    refuse_faults(validate_document(document(event()), now=NOW))


def test_what_the_benchmark_measures_is_sound():
    assert found(long_document(0)) == []


def test_a_big_document_that_is_all_wrong_is_answered_soon():
    body = document(*(event(**{f"x{n}": 1 for n in range(60)}, epcList=[8] * 60) for _ in range(500)))
    began = datetime.now(UTC)

    checked = validate_document(body, now=NOW)

    assert len(checked.faults) == 100
    assert (datetime.now(UTC) - began).total_seconds() < 10


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def clean(body):
    """Tell whether a body is answered, or refused in our own words."""
    try:
        checked = validate_document(body, now=NOW)
    except OcopError as refusal:
        return bool(refusal.message)
    return all(one.pointer == "" or one.pointer[0] == "/" for one in (*checked.faults, *checked.warnings))


@given(JSON)
@settings(max_examples=60, deadline=None)
def test_any_json_is_answered(body):
    assert clean(body)
    assert clean(json.dumps(body).encode())


@given(st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_answered(body):
    assert clean(body)


def test_what_is_put_away_takes_what_lies_in_it_along():
    put_away = [("ilmd",), ("ilmd", "a"), ("epcList", 1), ("epcList", 1, "b"), ("gone", "c")]

    kept = readable({"ilmd": {"a": 1}, "epcList": ["x", {"b": 1}], "action": "ADD"}, put_away)

    assert kept == {"epcList": ["x", None], "action": "ADD"}


def places(value, path=()):
    """Yield the path of everything inside a value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inner:
        yield from places(one, (*path, step))


_WHOLE = document(
    event(**FULL),
    *(some_event(n) for n in range(3)),
    event(
        "AssociationEvent",
        errorDeclaration={
            "declarationTime": "2026-05-02T07:00:00Z",
            "reason": "incorrect_data",
            "correctiveEventIDs": ["urn:x:9"],
        },
    ),
)
_PLACES = list(places(_WHOLE))[1:]


@given(st.lists(st.tuples(st.sampled_from(_PLACES), JSON | st.sampled_from([[], {}, "", "a:b", None])), max_size=4))
@settings(max_examples=200, deadline=None)
def test_a_document_with_anything_anywhere_is_answered(changes):
    body = orjson.loads(orjson.dumps(_WHOLE))
    for path, value in changes:
        holder = body
        for step in path[:-1]:
            inside = isinstance(holder, dict) and step in holder
            inside |= isinstance(holder, list) and isinstance(step, int) and step < len(holder)
            holder = holder[step] if inside else None
        if isinstance(holder, dict) or (
            isinstance(holder, list) and isinstance(path[-1], int) and path[-1] < len(holder)
        ):
            holder[path[-1]] = value

    assert clean(body)

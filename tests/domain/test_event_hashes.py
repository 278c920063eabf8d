"""Event hash IDs: equal to the reference's, and the same for whatever says the same."""

import json
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.epc_uris import canonical_uri
from ocop.domain.event_hashes import STANDARD_PREFIXES, event_hash, namespaces_of, prehash_of
from tests.vectors import vector_path

EVENT = {
    "type": "ObjectEvent",
    "eventTime": "2026-11-23T08:30:00.5+07:00",
    "eventTimeZoneOffset": "+07:00",
    "epcList": ["https://ocop.example.vn/01/09521234543213/21/S1", "https://id.gs1.org/01/09521234543213/21/S2"],
    "quantityList": [
        {"epcClass": "https://id.gs1.org/01/09521234543213/10/L1", "quantity": 200.0, "uom": "KGM"},
        {"epcClass": "https://id.gs1.org/01/09521234543213/10/L2", "quantity": 0.25},
    ],
    "action": "ADD",
    "bizStep": "commissioning",
    "disposition": "active",
    "persistentDisposition": {"set": ["completeness_verified"], "unset": ["completeness_inferred"]},
    "readPoint": {"id": "urn:epc:id:sgln:4012345.00011.987", "ex:row": "3"},
    "bizLocation": {"id": "https://id.gs1.org/414/4012345000115"},
    "bizTransactionList": [
        {"type": "po", "bizTransaction": "https://x.example/po/1"},
        {"bizTransaction": "urn:epcglobal:cbv:bt:4012345123456:1"},
    ],
    "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00000"}],
    "destinationList": [{"type": "urn:epcglobal:cbv:sdt:location", "destination": "urn:epc:id:sgln:4012345.00012.0"}],
    "sensorElementList": [
        {
            "sensorMetadata": {"time": "2026-11-23T01:00:00Z", "ex:by": "a"},
            "sensorReport": [
                {"type": "Temperature", "value": 26.10, "uom": "CEL", "booleanValue": True},
                {"type": "gs1:Humidity", "value": 12, "component": "x", "exception": "ALARM_CONDITION"},
            ],
            "ex:note": "n",
        }
    ],
    "ilmd": {"cbvmda:lotNumber": "L1", "ex:more": {"ex:b": ["2", "1"], "ex:a": "urn:epcglobal:cbv:disp:active"}},
    "ex:plot": [{"ex:name": "Ruộng 2", "#text": "  12.50 "}, "urn:epc:id:giai:4012345.A"],
}
NAMESPACES = namespaces_of(
    ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {"ex": "https://ns.example/"}]
)


def shuffled(value, rng):
    """Return the same with lists and keys in another order."""
    if isinstance(value, dict):
        items = list(value.items())
        rng.shuffle(items)
        return {key: shuffled(one, rng) for key, one in items}
    if isinstance(value, list):
        return rng.sample([shuffled(one, rng) for one in value], len(value))
    return value


def test_every_vector_is_equal():
    folder, judged = vector_path("epcis_hash"), 0
    for path in sorted(folder.glob("*.jsonld")) if folder else ():
        document = json.loads(path.read_text(encoding="utf-8"))
        namespaces = namespaces_of(document["@context"])
        events = document["epcisBody"]["eventList"]
        strings, hashes = (
            [line for line in path.with_suffix(end).read_text(encoding="utf-8").split("\n") if line]
            for end in (".prehashes", ".hashes")
        )
        assert [prehash_of(one, namespaces) for one in events] == strings, path.name
        assert [event_hash(one, namespaces) for one in events] == hashes, path.name
        judged += len(events)

    assert judged >= 22 or folder is None


def test_an_event_is_written_in_the_order_of_the_standard():
    names = re.findall(
        r"eventType|eventTimeZoneOffset|epcList|quantityList|action=ADD|bizStep=|disposition=|persistentDisposition|readPoint"
        r"|bizLocation|sensorElementList|bizTransactionList|destinationList|ilmd|sourceList|\{https://ns.example/\}plot",
        prehash_of(EVENT, NAMESPACES),
    )

    assert [one.partition("=")[0] for one in names] == [
        "eventType", "eventTimeZoneOffset", "epcList", "quantityList", "action", "bizStep", "disposition",
        "persistentDisposition", "readPoint", "bizLocation", "sensorElementList", "bizTransactionList",
        "destinationList", "ilmd", "sourceList", *["{https://ns.example/}plot"] * 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "eventTime=2026-11-23T01:30:00.500Z",
        "epcListepc=https://id.gs1.org/01/09521234543213/21/S1epc=",
        "quantity=200uom=KGM",
        "quantity=0.25action",
        "persistentDispositionset=https://ref.gs1.org/cbv/Disp-completeness_verifiedunset=",
        "readPointid=https://id.gs1.org/414/4012345000115/254/987{https://ns.example/}row=3bizLocation",
        "bizTransactionListbizTransaction=urn:epcglobal:cbv:bt:4012345123456:1type=https://ref.gs1.org/cbv/BTT-po",
        "type=https://ref.gs1.org/cbv/SDT-locationdestination=https://id.gs1.org/414/4012345000122",
        "sensorMetadatatime=2026-11-23T01:00:00.000Z{https://ns.example/}by=a",
        "type=https://gs1.org/voc/Temperaturevalue=26.1booleanValue=trueuom=CEL",
        "exception=https://gs1.org/voc/ALARM_CONDITIONvalue=12component=https://ref.gs1.org/cbv/Comp-x",
        "{https://ns.example/}more{https://ns.example/}a=https://ref.gs1.org/cbv/Disp-active{https://ns.example/}b=1",
        "{https://ns.example/}plot=12.5{https://ns.example/}name=Ruộng 2",
        "{https://ns.example/}plot=https://id.gs1.org/8004/4012345A",
    ],
)
def test_each_value_has_one_form(written):
    assert written in prehash_of(EVENT, NAMESPACES)


@given(st.integers(0, 2**32))
def test_no_order_of_keys_or_lists_matters(seed):
    assert event_hash(shuffled(EVENT, random.Random(seed)), NAMESPACES) == event_hash(EVENT, NAMESPACES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("eventTime", "2026-11-23T01:30:00.500Z"),
        ("eventTime", "2026-11-22T19:30:00.4996-06:00"),
        ("eventID", "urn:uuid:1"),
        ("recordTime", "2026-11-23T01:30:00Z"),
        ("errorDeclaration", {"declarationTime": "2026-11-24T00:00:00Z"}),
        ("rdfs:comment", "any"),
        ("bizStep", "https://ref.gs1.org/cbv/BizStep-commissioning"),
        ("bizStep", "urn:epcglobal:cbv:bizstep:commissioning"),
        ("bizStep", "cbv:BizStep-commissioning"),
        ("disposition", " active "),
    ],
)
def test_what_says_the_same_has_the_same_name(name, value):
    assert event_hash(EVENT | {name: value}, NAMESPACES) == event_hash(EVENT, NAMESPACES)


@pytest.mark.parametrize("name", [one for one in EVENT if one != "type"])
def test_a_field_more_or_less_is_another_event(name):
    assert event_hash({key: value for key, value in EVENT.items() if key != name}, NAMESPACES) != event_hash(
        EVENT, NAMESPACES
    )


def test_a_context_of_the_event_itself_counts():
    told = {"type": "ObjectEvent", "eventTime": "kein Tag", "a:b": "1"}

    assert prehash_of(told | {"@context": {"a": "urn:x:"}}) == prehash_of(told, {"a": "urn:x:"})
    assert prehash_of(told) == "eventType=ObjectEventeventTime=kein Taga:b=1"
    assert namespaces_of(None) == STANDARD_PREFIXES


def test_empty_lists_say_nothing():
    told = {
        "type": "ObjectEvent",
        "epcList": [],
        "quantityList": [],
        "bizTransactionList": [],
        "ilmd": "x",
        "uri": "",
    }

    assert prehash_of(told | {"readPoint": "https://x.example/1", "bizLocation": {}}) == (
        "eventType=ObjectEventreadPointid=https://x.example/1bizLocationuri"
    )


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("urn:epc:id:sgtin:4012345.012345.12", "/01/04012345123456/21/12"),
        ("urn:epc:id:sgtin:4012345.012345.a+b", "/01/04012345123456/21/a%2Bb"),
        ("urn:epc:id:sscc:4012345.0000000333", "/00/040123450000003338"),
        ("urn:epc:id:grai:4012345.66666.87", "/8003/0401234566666387"),
        ("urn:epc:id:giai:4012345.AAbb", "/8004/4012345AAbb"),
        ("urn:epc:id:gsrn:4012345.9876540000", "/8018/401234598765400000"),
        ("urn:epc:id:gsrnp:4012345.0000098765", "/8017/401234500000987658"),
        ("urn:epc:id:gdti:4012345.55555.98", "/253/401234555555498"),
        ("urn:epc:id:cpi:4012345.ABC.123", "/8010/4012345ABC/8011/123"),
        ("urn:epc:id:sgcn:4012345.99999.44", "/255/401234599999044"),
        ("urn:epc:id:ginc:4012345.333", "/401/4012345333"),
        ("urn:epc:id:gsin:4012345.999987654", "/402/40123459999876541"),
        ("urn:epc:id:itip:4012345.012345.01.02.999", "/8006/040123451234560102/21/999"),
        ("urn:epc:id:upui:4012345.012345.AB12", "/01/04012345123456/235/AB12"),
        ("urn:epc:id:pgln:4012345.00000", "/417/4012345000009"),
        ("urn:epc:id:sgln:4012345.00011.0", "/414/4012345000115"),
        ("urn:epc:class:lgtin:4054739.099914.20160711", "/01/04054739999148/10/20160711"),
        ("urn:epc:idpat:sgtin:4054739.099914.*", "/01/04054739999148"),
        ("urn:epc:idpat:cpi:4012345.ABC.*", "/8010/4012345ABC"),
        ("urn:epc:idpat:itip:4012345.012345.01.02.*", "/8006/040123451234560102"),
        ("http://x.example/a/01/9521234543213/22/V/10/L/21/S/?17=1#f", "/01/09521234543213/21/S"),
        ("https://x.example/gtin/09521234543213/lot/L", "/01/09521234543213/10/L"),
        ("https://x.example/253/4012345000054987", "/253/4012345000054987"),
    ],
)
def test_identifiers_have_one_canonical_form(text, canonical):
    assert canonical_uri(text) == "https://id.gs1.org" + canonical


@pytest.mark.parametrize(
    "text",
    [
        "urn:epc:id:sgtin:40123.012345.12", "urn:epc:id:sgtin:4012345.01234x.12", "urn:epc:id:nothing:4012345.1",
        "urn:epc:id:giai:4012345.", "urn:epc:id:sgtin", "urn:uuid:x", "https://x.example/po/1", "https://x.example/01/ab",
        "geo:1,2", "",
    ],
)  # fmt: skip
def test_what_is_no_key_stays_as_it_is(text):
    assert canonical_uri(text) == text

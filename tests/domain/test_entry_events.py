"""What people say they did, as EPCIS 2.0 has it: held to our rules and to the standard's own schema."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from jsonschema_rs import validator_for

from ocop.domain.entry_events import Amount, Entry, EntryKind, context_of, declaration_of, event_of
from ocop.services.epcis_checks import validate_document
from tests.vectors import FOLDER

BASE = "https://ocop.example.vn"
AT = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=7)))
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ID = "urn:uuid:0c8ff7f8-9c5c-5b6a-8a0e-2b7c6f0d1a11"
RAW, LOT, SITE = f"{BASE}/raw/1", "https://id.gs1.org/01/09521234543213/10/L1", f"{BASE}/sites/1"
PARTNER, BOX = "https://id.gs1.org/417/9521234000006", "https://id.gs1.org/00/095212340000000013"
KILOS, JARS = Amount(RAW, Decimal("200.5"), "kg"), Amount(LOT, Decimal(40), "hũ")
#: One usual entry of each kind.
USUAL = {
    EntryKind.HARVEST: {"things": [KILOS], "lot": "H-261123-1", "name": "Mật hoa dừa"},
    EntryKind.PURCHASE: {
        "things": [KILOS], "lot": "M-261123-1", "name": "Đường", "party": PARTNER, "own_party": BASE,
    },
    EntryKind.PACK: {
        "things": [KILOS], "made": [JARS], "lot": "L1", "made_on": date(2026, 11, 23),
        "best_before": date(2027, 11, 23), "transformation_id": ID,
    },
    EntryKind.BOX: {"things": [JARS], "box": BOX},
    EntryKind.DELIVERY: {"things": [JARS], "items": [BOX], "party": PARTNER, "own_party": f"{BASE}/subjects/1"},
    EntryKind.RECEIPT: {"things": [JARS], "party": PARTNER},
    EntryKind.DESTRUCTION: {"things": [JARS], "note": "Nấm mốc"},
    EntryKind.NOTE: {"things": [Amount(LOT)], "note": "Đo độ ẩm 18 %", "photo": "ab" * 32},
}  # fmt: skip


def usual(kind, **more):
    return event_of(Entry(kind, AT, ID, site=SITE, **USUAL[kind] | more))


def test_every_kind_has_a_usual_entry():
    assert set(USUAL) == set(EntryKind)


@pytest.mark.parametrize("kind", EntryKind)
def test_every_entry_is_a_sound_event(kind):
    checked = validate_document({"@context": context_of(BASE), **usual(kind)}, now=NOW)

    assert (list(checked.faults), [one for one in checked.warnings if one.code != "output-heavier"]) == ([], [])


@pytest.mark.skipif(not FOLDER.exists(), reason="no reference data")
@pytest.mark.parametrize("is_declared", [False, True])
def test_every_entry_agrees_with_the_schema_of_the_standard(is_declared):
    schema = json.loads((FOLDER / "epcis-json-schema.json").read_text())
    events = [usual(kind) for kind in EntryKind]
    if is_declared:
        events = [declaration_of(one, AT, "did_not_occur", why="Ghi nhầm") for one in events]
    document = {
        "@context": context_of(BASE),
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": AT.isoformat(),
        "epcisBody": {"eventList": events},
    }

    found = [(list(one.instance_path), one.message[:200]) for one in validator_for(schema).iter_errors(document)]

    assert found == []


def test_a_harvest_is_the_beginning_of_a_lot():
    event = usual(EntryKind.HARVEST)

    assert (event["type"], event["action"], event["bizStep"], event["disposition"]) == (
        "ObjectEvent", "ADD", "commissioning", "active",
    )  # fmt: skip
    assert event["quantityList"] == [{"epcClass": RAW, "quantity": 200.5, "uom": "KGM"}]
    assert event["ilmd"]["cbvmda:lotNumber"] == "H-261123-1"
    assert event["ilmd"]["cbvmda:harvestStartDate"] == "2026-11-23"
    assert (event["eventTime"], event["eventTimeZoneOffset"]) == ("2026-11-23T09:00:00+07:00", "+07:00")


def test_packing_turns_raw_lots_into_a_product_lot():
    event = usual(EntryKind.PACK)

    assert (event["type"], event["bizStep"], "action" in event) == (
        "TransformationEvent", "creating_class_instance", False,
    )  # fmt: skip
    assert event["outputQuantityList"] == [{"epcClass": LOT, "quantity": 40}]
    assert event["transformationID"].startswith("urn:uuid:")
    assert event["ilmd"]["cbvmda:itemExpirationDate"] == "2027-11-23"


def test_a_delivery_says_from_whom_to_whom():
    event = usual(EntryKind.DELIVERY)

    assert event["sourceList"] == [{"type": "possessing_party", "source": f"{BASE}/subjects/1"}]
    assert event["destinationList"] == [{"type": "possessing_party", "destination": PARTNER}]
    assert ("bizLocation" in event, event["readPoint"]) == (False, {"id": SITE})


def test_a_lot_of_another_is_only_seen_again():
    event = usual(EntryKind.PURCHASE, is_known=True)

    assert (event["action"], event["bizStep"], "ilmd" in event) == ("OBSERVE", "receiving", False)


def test_a_declaration_repeats_the_event_and_names_what_mends_it():
    event = usual(EntryKind.BOX)

    declared = declaration_of(event, AT, "incorrect_data", corrected_by=["urn:uuid:2"])

    assert {name: value for name, value in declared.items() if name != "errorDeclaration"} == event
    assert declared["errorDeclaration"] == {
        "declarationTime": "2026-11-23T09:00:00+07:00",
        "reason": "incorrect_data",
        "correctiveEventIDs": ["urn:uuid:2"],
    }

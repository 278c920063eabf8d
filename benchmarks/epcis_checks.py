"""Documents of 500 events checked, schema and rules, against reading their JSON alone.

    python -m benchmarks.epcis_checks

Every event has addresses, moments and quantities of its own, so that nothing is answered from a cache.
"""

import itertools
from datetime import UTC, datetime, timedelta

import orjson

from benchmarks.pairs import Pair, measured
from ocop.domain.gtins import check_digit
from ocop.services.epcis_checks import validate_document

EVENTS = 500
DOCUMENTS = 24
_NOW = datetime(2026, 6, 1, tzinfo=UTC)
_CONTEXT = ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {"ocop": "https://ocop.example.vn/voc/"}]


def _lot(number: int) -> str:
    body = f"0952{number % 10**9:09d}"
    return f"https://id.gs1.org/01/{body}{check_digit(body)}/10/L{number}"


def _common(number: int) -> dict[str, object]:
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    return {
        "eventID": f"urn:uuid:01900000-0000-7000-8000-{number:012x}",
        "eventTime": at.isoformat().replace("+00:00", "Z"),
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "commissioning",
        "disposition": "in_progress",
        "readPoint": {"id": f"https://ocop.example.vn/places/{number}"},
        "bizLocation": {"id": f"https://ocop.example.vn/places/{number}"},
        "ocop:commune": "29341",
    }


def event(number: int) -> dict[str, object]:
    """Return one of three kinds in turn: a harvest, a packing into a lot, a boxing."""
    common, lot = _common(number), _lot(3 * number)
    if number % 3 == 0:
        taken = {"epcClass": lot, "quantity": 200, "uom": "KGM"}
        ilmd = {"cbvmda:lotNumber": f"L{number}"}
        return common | {"type": "ObjectEvent", "action": "ADD", "quantityList": [taken], "ilmd": ilmd}
    if number % 3 == 1:
        inputs = [{"epcClass": _lot(3 * number + step), "quantity": 90.5, "uom": "KGM"} for step in (1, 2)]
        made = {"epcClass": lot, "quantity": 150, "uom": "KGM"}
        lists = {"inputQuantityList": inputs, "outputQuantityList": [made]}
        return common | lists | {"type": "TransformationEvent", "ilmd": {"cbvmda:lotNumber": f"L{number}"}}
    children = [f"urn:epc:id:sgtin:9521234.0{number % 10**5:05d}.{step}" for step in range(6)]
    box = {"type": "AggregationEvent", "action": "ADD", "parentID": f"urn:epc:id:sscc:9521234.{number:010d}"}
    return common | box | {"childEPCs": children}


def document(first: int) -> bytes:
    """Return a document of events from this number on."""
    return orjson.dumps(
        {
            "@context": _CONTEXT,
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": "2025-01-10T08:00:00Z",
            "epcisBody": {"eventList": [event(first + step) for step in range(EVENTS)]},
        }
    )


def checks_pair() -> Pair:
    """Compare checking a document with only reading its JSON; each round takes a document not seen before."""
    documents = [document(first * EVENTS) for first in range(DOCUMENTS)]
    ours, reference = itertools.cycle(documents), itertools.cycle(documents)

    def check() -> None:
        checked = validate_document(next(ours), now=_NOW)
        assert checked.is_valid
        assert not checked.warnings

    return Pair(
        f"epcis: {EVENTS} events checked / JSON read", check, lambda: orjson.loads(next(reference)), "events", EVENTS
    )


def main() -> None:
    """Print the pair."""
    print(measured(checks_pair(), rounds=DOCUMENTS - 1))


if __name__ == "__main__":
    main()

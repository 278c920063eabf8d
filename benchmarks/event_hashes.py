"""Event hash IDs a second, beside hashing the bytes alone.

    python -m benchmarks.event_hashes

The events are a harvest, a packing and a delivery as producers' entries make them, each with values of its own, so
that no cache answers for all. The aim is 10,000 a second on one core.
"""

import hashlib
from datetime import UTC, datetime, timedelta

from benchmarks.pairs import Pair, measured
from ocop.domain.event_hashes import STANDARD_PREFIXES, event_hash, prehash_of

EVENTS = 3000
_GTIN = "https://ocop.example.vn/01/09521234543213"


def event(number: int) -> dict:
    """Return one of three kinds in turn."""
    moment = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=number, milliseconds=number % 1000)
    common = {
        "eventTime": moment.isoformat(),
        "eventTimeZoneOffset": "+07:00",
        "readPoint": {"id": f"https://ocop.example.vn/places/{number % 97}"},
        "disposition": "active",
    }
    lots = [
        {"epcClass": f"{_GTIN}/10/L{number + step}", "quantity": number % 500 + step, "uom": "KGM"} for step in (1, 2)
    ]
    if number % 3 == 0:
        ilmd = {"cbvmda:lotNumber": f"L{number}", "cbvmda:harvestStartDate": "2026-11-20"}
        return common | {
            "type": "ObjectEvent",
            "action": "ADD",
            "bizStep": "commissioning",
            "quantityList": lots,
            "ilmd": ilmd,
        }
    if number % 3 == 1:
        made = [{"epcClass": f"{_GTIN}/10/P{number}", "quantity": number % 90}]
        told = {"type": "TransformationEvent", "bizStep": "creating_class_instance"}
        return common | told | {"inputQuantityList": lots, "outputQuantityList": made}
    boxes = [f"urn:epc:id:sscc:9521234.{number + step:010d}" for step in range(4)]
    told = {"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "shipping", "epcList": boxes}
    return (
        common
        | told
        | {"destinationList": [{"type": "owning_party", "destination": "urn:epc:id:pgln:4012345.00000"}]}
    )


def main() -> None:
    """Print the line."""
    events = [event(number) for number in range(EVENTS)]
    strings = [prehash_of(one).encode() for one in events]
    print(f"{'':44}{'ours':>12}{'bytes alone':>13}")
    print(
        measured(
            Pair(
                "event hash ID",
                lambda: [event_hash(one, STANDARD_PREFIXES) for one in events],
                lambda: [hashlib.sha256(one).hexdigest() for one in strings],
                "events",
                EVENTS,
            )
        )
    )


if __name__ == "__main__":
    main()

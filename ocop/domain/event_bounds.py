"""How long the names in events may be, and how old events: what a store can keep and find."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ocop.domain.epcis_faults import Fault, moment, pointer
from ocop.domain.event_things import Thing, short_word

#: Letters of an identity or address, of a business step or disposition, and of a kind of event.
LONGEST: Final[Mapping[str, int]] = {"eventID": 500, "bizStep": 200, "disposition": 200, "type": 100}
LONGEST_ADDRESS: Final = 500
#: Nothing that happened before can be traced.
FIRST_YEAR: Final = 1900


def bounds_faults(event: Mapping[str, Any], things: Sequence[tuple[Thing, str]]) -> Iterator[Fault]:
    """Yield what of an event is longer or older than is kept; `things` come with their pointers."""
    for name, most in LONGEST.items():
        value = event.get(name)
        if isinstance(value, str) and len(short_word(value)) > most:
            yield _too_long(pointer(name), most)
    for name in ("readPoint", "bizLocation"):
        if len(event.get(name, {}).get("id", "")) > LONGEST_ADDRESS:
            yield _too_long(pointer(name, "id"), LONGEST_ADDRESS)
    for thing, where in things:
        if len(thing.uri) > LONGEST_ADDRESS or len(thing.lot_uri or "") > LONGEST_ADDRESS:
            yield _too_long(where, LONGEST_ADDRESS)
    yield from _parties(event)
    yield from _times(
        (("eventTime",), event.get("eventTime")),
        (("errorDeclaration", "declarationTime"), event.get("errorDeclaration", {}).get("declarationTime")),
    )


def _parties(event: Mapping[str, Any]) -> Iterator[Fault]:
    for place, one in enumerate(event.get("destinationList", ())):
        if len(one.get("destination", "")) > LONGEST_ADDRESS:
            yield _too_long(pointer("destinationList", place, "destination"), LONGEST_ADDRESS)


def _times(*told: tuple[Iterable[str], Any]) -> Iterator[Fault]:
    for path, text in told:
        at = moment(text) if isinstance(text, str) else None
        if at is not None and at.year < FIRST_YEAR:
            words = f"Thời điểm trước năm {FIRST_YEAR}; xem lại năm."
            yield Fault(pointer(*path), "time-too-early", words)


def _too_long(where: str, most: int) -> Fault:
    return Fault(where, "value-too-long", f"Dài quá {most} ký tự; sổ không ghi được.")

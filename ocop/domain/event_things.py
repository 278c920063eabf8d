"""What events are about: things and lots in their roles, the other values they are asked for by, how things follow.

Events come here valid (`services.epcis_checks`); every URI leaves in its canonical form, so that a thing is found
however its name was written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import IntEnum
from typing import Any, Final, NamedTuple

from ocop.domain.epc_uris import canonical_uri
from ocop.domain.epcis_faults import moment

Event = Mapping[str, Any]


#: What a thing is, as far as the registry knows.
THING_KINDS: Final = ("lot", "raw_lot", "item", "box", "step", "party", "thing")


class Role(IntEnum):
    """What a thing is to an event; the members of EPCIS 2.0 that name it."""

    EPC = 1
    QUANTITY = 2
    PARENT = 3
    CHILD = 4
    CHILD_QUANTITY = 5
    INPUT = 6
    INPUT_QUANTITY = 7
    OUTPUT = 8
    OUTPUT_QUANTITY = 9


class Link(IntEnum):
    """How one thing went into another: made of it, packed into it, part of a lot; or to whom it was sent."""

    MADE = 1
    PACKED = 2
    PART = 3
    SENT = 4


class Thing(NamedTuple):
    """Something in its role; `quantity` in `uom` (UN/ECE Recommendation 20), or in pieces where that is empty.

    `lot_uri` is the lot of an item whose own address names it.
    """

    role: Role
    uri: str
    quantity: float | None = None
    uom: str | None = None
    lot_uri: str | None = None


_SINGLE: Final = (
    ("epcList", Role.EPC),
    ("childEPCs", Role.CHILD),
    ("inputEPCList", Role.INPUT),
    ("outputEPCList", Role.OUTPUT),
)
_QUANTITIES: Final = (
    ("quantityList", Role.QUANTITY),
    ("childQuantityList", Role.CHILD_QUANTITY),
    ("inputQuantityList", Role.INPUT_QUANTITY),
    ("outputQuantityList", Role.OUTPUT_QUANTITY),
)
#: Roles of what goes into a transformation, and of what comes out of it.
INPUTS: Final = frozenset((Role.INPUT, Role.INPUT_QUANTITY))
OUTPUTS: Final = frozenset((Role.OUTPUT, Role.OUTPUT_QUANTITY))
CHILDREN: Final = frozenset((Role.CHILD, Role.CHILD_QUANTITY))


def things_of(event: Event) -> list[Thing]:
    """Return everything an event is about, in the order of its members."""
    found = []
    for name, role in _SINGLE:
        for uri in event.get(name, ()):
            found.append(Thing(role, canonical_uri(uri), lot_uri=_lot_of(uri)))
    for name, role in _QUANTITIES:
        for entry in event.get(name, ()):
            found.append(Thing(role, canonical_uri(entry["epcClass"]), entry.get("quantity"), entry.get("uom")))
    parent = event.get("parentID")
    if parent:
        found.append(Thing(Role.PARENT, canonical_uri(parent)))
    return found


def _lot_of(uri: str) -> str | None:
    """Return the lot in the address of an item: what stands before its serial."""
    if "/21/" not in uri or "/10/" not in uri:
        return None
    return canonical_uri(uri.partition("/21/")[0].partition("?")[0])


def short_word(value: Any) -> Any:
    """Return a word of the standard by its short name, however it was written.

    >>> short_word("urn:epcglobal:cbv:bizstep:shipping"), short_word("https://ref.gs1.org/cbv/BizStep-shipping")
    ('shipping', 'shipping')
    >>> short_word("https://example.org/own")
    'https://example.org/own'
    """
    if not isinstance(value, str) or ":" not in value:
        return value
    if value.startswith("urn:epcglobal:cbv:"):
        return value.rpartition(":")[2]
    for start in ("https://ref.gs1.org/cbv/", "https://ns.gs1.org/cbv/", "cbv:"):
        if value.startswith(start):
            return value.removeprefix(start).partition("-")[2] or value
    return value


#: Names that are longer than an index takes are not asked for.
_LONGEST: Final = 500


def values_of(event: Event, prefixes: Mapping[str, str | Sequence[str]]) -> list[tuple[str, str]]:
    """Return by what else an event is asked for, each value once: `source:…`, `ilmd:…` and the like.

    ILMD fields stand under their full name, `ilmd:` before the vocabulary's address and the field's own name.
    """
    found: dict[tuple[str, str], None] = {}
    for name, kind, member in (
        ("sourceList", "source", "source"),
        ("destinationList", "destination", "destination"),
        ("bizTransactionList", "bizTransaction", "bizTransaction"),
    ):
        for entry in event.get(name, ()):
            found[f"{kind}:{short_word(entry.get('type', ''))}", canonical_uri(entry[member])] = None
    if "transformationID" in event:
        found["transformationID", event["transformationID"]] = None
    declared = event.get("errorDeclaration", {})
    for one in declared.get("correctiveEventIDs", ()):
        found["correctiveEventID", one] = None
    if "reason" in declared:
        found["errorReason", short_word(declared["reason"])] = None
    if told := moment(declared.get("declarationTime", "")):
        found["errorDeclarationTime", told.astimezone(UTC).isoformat()] = None
    for name, value in event.get("ilmd", {}).items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            found[f"ilmd:{full_name(name, prefixes)}", str(value)] = None
    return [
        (name, value)
        for name, value in found
        # PostgreSQL keeps no NUL in a text of its own.
        if len(name) <= 200 and len(value) <= _LONGEST and "\x00" not in name + value
    ]


def full_name(name: str, prefixes: Mapping[str, str | Sequence[str]]) -> str:
    """Return a name with its prefix written out; without one that is known it stays."""
    prefix, colon, own = name.partition(":")
    address = prefixes.get(prefix) if colon else None
    if not address:
        return name
    return (address if isinstance(address, str) else address[0]) + own


@dataclass(frozen=True, slots=True)
class Flow:
    """That `src` went into `dst` by one event. `hub` stands between the two where many meet many."""

    src: str
    dst: str
    kind: Link


def step_uri(event: Event, event_id: str) -> str:
    """Return the name of a transformation: what all events of it share, or the event's own."""
    return f"step:{event.get('transformationID') or event_id}"[:_LONGEST]


#: Whom something was sent to, where its event does not say.
NOBODY: Final = "party:"


def receivers_of(event: Event) -> list[str]:
    """Return to whom an event sends things, by canonical URI; nobody's name where it does not say, none otherwise.

    Who has a thing from now on is named as the possessing party, else as the owner, else by the place (CBV 2.0, 7.4).
    """
    if event["type"] != "ObjectEvent" or short_word(event.get("bizStep")) != "shipping":
        return []
    told = {
        short_word(one.get("type", "")): canonical_uri(one["destination"]) for one in event.get("destinationList", ())
    }
    for kind in ("possessing_party", "owning_party", "location"):
        if kind in told:
            return [told[kind]]
    return list(told.values())[:1] or [NOBODY]


def flows_of(event: Event, things: Sequence[Thing], event_id: str) -> Iterator[Flow]:
    """Yield what went into what by a transformation, to whom things were sent, and which lot an item is of.

    With one input or one output they meet directly; where many meet many, or a transformation goes on over several
    events, its step stands between them: a + b rows instead of a × b. What lies in boxes has a time: see `packings`.
    """
    for one in things:
        if one.lot_uri and one.lot_uri != one.uri:
            yield Flow(one.lot_uri, one.uri, Link.PART)
    for receiver in receivers_of(event):
        yield from (Flow(one.uri, receiver, Link.SENT) for one in things)
    if event["type"] != "TransformationEvent":
        return
    inputs = dict.fromkeys(one.uri for one in things if one.role in INPUTS)
    outputs = dict.fromkeys(one.uri for one in things if one.role in OUTPUTS)
    if "transformationID" in event or (len(inputs) > 1 and len(outputs) > 1):
        step = step_uri(event, event_id)
        yield from (Flow(one, step, Link.MADE) for one in inputs)
        yield from (Flow(step, one, Link.MADE) for one in outputs)
        return
    yield from (Flow(src, dst, Link.MADE) for src in inputs for dst in outputs)

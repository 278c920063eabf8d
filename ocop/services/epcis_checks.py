"""Is a document of EPCIS events fit to be captured? Every fault at once, each with its place, and what to look at.

The schema goes first (`epcis_shapes`), then the rules of each event, then what events only show together.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from ocop.domain.epcis_contexts import context_faults, context_warnings, prefixes_of
from ocop.domain.epcis_faults import USUAL, Fault, Limits, event_faults, event_warnings, pointer
from ocop.domain.epcis_flows import Placed, balances, changes_of, circles, repeated_identities
from ocop.domain.epcis_words import STANDARD_PREFIXES
from ocop.domain.refusals import BadInput, TooLarge
from ocop.services.epcis_shapes import Path, readable, shape_faults

#: Where the events of each kind of document lie; any other document is one event.
_LISTS: Final[Mapping[object, tuple[str, ...]]] = {
    "EPCISDocument": ("epcisBody", "eventList"),
    "EPCISQueryDocument": ("epcisBody", "queryResults", "resultsBody", "eventList"),
}
#: Schemes that are whole addresses and need no prefix.
_SCHEMES: Final = frozenset({"http", "https", "urn"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A document as it was read: its events, what forbids to keep it, what is worth a look.

    `events` are as they came; `pointers` says where each lies, `spoilt` which of them (by place in `events`) have a
    fault: all of them if the document itself has one. `context` is its `@context`, `prefixes` what that defines.
    `more_faults` and `more_warnings` count what was found beyond the limit.
    """

    events: Sequence[dict[str, Any]]
    pointers: Sequence[str]
    faults: Sequence[Fault]
    warnings: Sequence[Fault]
    context: Any
    prefixes: Mapping[str, str]
    spoilt: frozenset[int] = frozenset()
    more_faults: int = 0
    more_warnings: int = 0

    @property
    def is_valid(self) -> bool:
        """Whether nothing forbids to keep it."""
        return not self.faults


def validate_document(body: object, *, now: datetime, limits: Limits = USUAL) -> Checked:
    """Return what is to be said of an EPCISDocument, an EPCISQueryDocument or a single event.

    `body` is JSON as bytes, or what was read from it. Nothing is fetched. Raises BadInput `malformed-json` and
    `epcis-too-deep`, and TooLarge `epcis-too-large` and `epcis-too-many-events`; all other faults are in the answer.
    """
    document = _read(body, limits)
    raw = document if isinstance(document, dict) else {}
    steps = _steps_of(raw)
    events = _events(raw, steps)
    if len(events) > limits.events:
        words = "Tài liệu có %(count)s sự kiện; mỗi lần gửi tối đa %(limit)s. Hãy chia nhỏ rồi gửi."
        raise TooLarge("epcis-too-many-events", words, count=len(events), limit=limits.events)
    shapes = shape_faults(document)
    faults = shapes.faults
    placed = _placed(events, steps, shapes.unread)
    faults += _context_faults(raw.get("@context"), bool(steps), placed)
    warnings = list(context_warnings(raw.get("@context"), "/@context"))
    if shapes.is_all:
        warnings += _unknown_prefixes(raw.get("@context"), placed)
        _judge(placed, now, limits, faults, warnings)
    pointers = [where for where, _ in placed]
    return Checked(
        events=[event for event in events if isinstance(event, dict)],
        pointers=pointers,
        faults=faults[: limits.faults],
        warnings=warnings[: limits.faults],
        context=raw.get("@context"),
        prefixes=prefixes_of(raw.get("@context")),
        spoilt=_spoilt(pointers, faults) if shapes.is_all else frozenset(range(len(events))),
        more_faults=max(0, len(faults) - limits.faults),
        more_warnings=max(0, len(warnings) - limits.faults),
    )


def refuse_faults(checked: Checked) -> None:
    """Raise BadInput `epcis-invalid` with every fault, its pointer as `field`, if there is one."""
    if checked.is_valid:
        return
    raise BadInput(
        "epcis-invalid",
        "Tài liệu EPCIS có %(count)s chỗ chưa đúng; chưa ghi gì.",
        faults=[{"field": one.pointer, "code": one.code, "message": one.message} for one in checked.faults],
        count=len(checked.faults) + checked.more_faults,
    )


def _read(body: object, limits: Limits) -> object:
    """Return the JSON of a body within its limits; what was read already is read again, so that it is plain JSON."""
    if not isinstance(body, bytes | bytearray | memoryview):
        _hold_depth(body, limits.levels)
        body = _written(body)
    if len(body) > limits.bytes:
        words = "Tài liệu có %(size)s byte; mỗi lần gửi tối đa %(limit)s byte. Hãy chia nhỏ rồi gửi."
        raise TooLarge("epcis-too-large", words, size=len(body), limit=limits.bytes)
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _not_json(str(error)) from error
    _hold_depth(document, limits.levels)
    return document


def _written(value: object) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError as error:
        raise _not_json(str(error)) from error


def _not_json(detail: str) -> BadInput:
    return BadInput("malformed-json", "Nội dung không phải JSON đọc được: %(detail)s.", detail=detail[:100])


def _hold_depth(document: object, levels: int) -> None:
    """Raise BadInput `epcis-too-deep` where lists and objects lie deeper in each other than is taken."""
    layer: list[Any] = [document] if isinstance(document, dict | list) else []
    for _ in range(levels):
        layer = [
            inner
            for outer in layer
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) is dict or type(inner) is list
        ]
        if not layer:
            return
    words = "Tài liệu lồng nhau quá %(limit)s tầng; hãy viết gọn phần mở rộng."
    raise BadInput("epcis-too-deep", words, limit=levels)


def _steps_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    kind = document.get("type")
    return _LISTS.get(kind, ()) if isinstance(kind, str) else ()


def _events(document: Any, steps: tuple[str, ...]) -> list[Any]:
    """Return what stands where events should; none where there is no list of them."""
    if not steps:
        return [document] if document else []
    for step in steps:
        document = document.get(step) if isinstance(document, dict) else None
    return document if isinstance(document, list) else []


def _placed(events: list[Any], steps: tuple[str, ...], unread: list[Path]) -> list[Placed]:
    """Return the events as far as they can be read, each with its pointer."""
    hidden: defaultdict[int, list[Path]] = defaultdict(list)
    for path in unread:
        if not steps:
            hidden[0].append(path)
        elif path[: len(steps)] == steps and len(path) > len(steps):
            hidden[int(path[len(steps)])].append(path[len(steps) + 1 :])
    base = pointer(*steps)
    return [
        (f"{base}/{place}" if steps else "", readable(event, hidden[place]) if place in hidden else event)
        for place, event in enumerate(events)
        if isinstance(event, dict)
    ]


def _judge(placed: list[Placed], now: datetime, limits: Limits, faults: list[Fault], warnings: list[Fault]) -> None:
    """Add what the rules find in each event, and in all of them together."""
    latest = now + limits.ahead
    for where, event in placed:
        faults += [
            _under(where, fault) for fault in event_faults(event, latest, strict_offsets=limits.strict_offsets)
        ]
        warnings += [_under(where, one) for one in event_warnings(event, strict_offsets=limits.strict_offsets)]
    changes = changes_of(placed)
    faults += [*repeated_identities(placed), *circles(changes)]
    warnings += balances(changes)


def _under(where: str, fault: Fault) -> Fault:
    return Fault(where + fault.pointer, fault.code, fault.message)


def _context_faults(context: object, is_list: bool, placed: list[Placed]) -> list[Fault]:
    """Return the faults of the document's context and of those that single events bring along."""
    faults = [] if context is None else list(context_faults(context, "/@context", must_name=True))
    if is_list:
        for where, event in placed:
            if "@context" in event:
                faults += context_faults(event["@context"], f"{where}/@context", must_name=False)
    return faults


def _unknown_prefixes(context: object, placed: list[Placed]) -> Iterator[Fault]:
    """Yield the first use of each prefix that no context explains."""
    known = _SCHEMES | STANDARD_PREFIXES.keys() | prefixes_of(context).keys()
    seen: set[str] = set()
    for where, event in placed:
        own = prefixes_of(event["@context"]).keys() if "@context" in event else ()
        for key in (event.keys() | event.get("ilmd", {}).keys()) - seen:
            prefix, colon, _ = key.partition(":")
            if prefix in own:
                continue
            seen.add(key)
            if colon and prefix not in known:
                known |= {prefix}
                words = f"@context chưa nói tiền tố “{prefix[:40]}” ứng với địa chỉ nào; trường được giữ nguyên."
                yield Fault(where, "prefix-undefined", words)


def _spoilt(pointers: list[str], faults: list[Fault]) -> frozenset[int]:
    """Return the places of the events that a fault lies in; all of them where one lies outside."""
    places = {where: place for place, where in enumerate(pointers)}
    depth = pointers[0].count("/") if pointers else 0
    spoilt = set()
    for fault in faults:
        owner = "/".join(fault.pointer.split("/")[: depth + 1])
        if owner not in places:
            return frozenset(range(len(pointers)))
        spoilt.add(places[owner])
    return frozenset(spoilt)

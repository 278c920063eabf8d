"""What is wrong with events although their shape is right: moments, keys, actions, quantities, identities.

Rules take events whose single values have the right type (the schema saw to that; what failed it has been put away):
they look at what is there and never raise.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from ocop.domain.epcis_keys import key_fault

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (RFC 6901, "" for the whole document), a stable code, words to act on."""

    pointer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may be: bytes, events, levels; and how strictly its clock is read.

    `ahead` is how far clocks may run before ours. `strict_offsets` makes a fault of an `eventTime` written with
    another offset than `eventTimeZoneOffset`; the standard lets a system write it so, hence a warning by default.
    """

    bytes: int = 1_048_576
    events: int = 500
    levels: int = 32
    faults: int = 100
    ahead: timedelta = timedelta(hours=24)
    strict_offsets: bool = False


#: The most bytes that an operator may let one document have.
MOST_BYTES: Final = 33_554_432
#: The limits of a service whose operator set none.
USUAL: Final = Limits()


def pointer(*steps: str | int) -> str:
    """Return a JSON pointer.

    >>> pointer("epcisBody", 0, "a/b~c")
    '/epcisBody/0/a~1b~0c'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def moment(text: str) -> datetime | None:
    """Return an RFC 3339 moment, or None for one that no calendar has (a 30 February, a leap second is the next)."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        if text[17:19] == "60":
            return moment(text[:17] + "59" + text[19:])
        return None


#: Places and partners come again from event to event; things seldom do.
_place_fault = lru_cache(maxsize=4096)(key_fault)


def _judge_single(name: str, address: str, faults: list[Fault]) -> None:
    found = key_fault(address)
    if found:
        faults.append(Fault(f"/{name}", *found))


def _judge_place(name: str, place: Mapping[str, Any], faults: list[Fault]) -> None:
    found = _place_fault(place.get("id"))
    if found:
        faults.append(Fault(f"/{name}/id", *found))


def _judge_list(name: str, addresses: Sequence[str | None], faults: list[Fault]) -> None:
    if not any(map(key_fault, addresses)):
        return
    for place, address in enumerate(addresses):
        found = key_fault(address)
        if found:
            faults.append(Fault(f"/{name}/{place}", *found))


def _judge_entries(name: str, entries: Sequence[Mapping[str, Any] | None], faults: list[Fault]) -> None:
    key = _ENTRY_KEYS[name]
    for place, entry in enumerate(entries):
        found = _place_fault(entry.get(key)) if entry else None
        if found:
            faults.append(Fault(f"/{name}/{place}/{key}", *found))


def _judge_quantities(name: str, entries: Sequence[Mapping[str, Any] | None], faults: list[Fault]) -> None:
    for place, entry in enumerate(entries):
        if not entry:
            continue
        found = key_fault(entry.get("epcClass"))
        if found:
            faults.append(Fault(f"/{name}/{place}/epcClass", *found))
        amiss = _quantity_fault(entry)
        if amiss:
            member, code, words = amiss
            faults.append(Fault(f"/{name}/{place}/{member}", code, words))


def _quantity_fault(entry: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Return the member, code and words of what is wrong with how much there is."""
    quantity = entry.get("quantity")
    if quantity is None:
        return ("quantity", "quantity-missing", "Có đơn vị (uom) mà thiếu số lượng.") if "uom" in entry else None
    if quantity < 0:
        return "quantity", "quantity-negative", f"Số lượng {quantity} âm; ghi số từ 0 trở lên."
    if "uom" not in entry and quantity != int(quantity):
        return "uom", "unit-missing", f"Số lượng {quantity} lẻ mà không có đơn vị; thêm uom, như KGM hay LTR."
    return None


#: Under which name the entries of a list bear an address.
_ENTRY_KEYS: Final = {
    "sourceList": "source",
    "destinationList": "destination",
    "bizTransactionList": "bizTransaction",
}
#: Which members are looked at by themselves, and by which rule.
_MEMBER_RULES: Final[Mapping[str, Callable[[str, Any, list[Fault]], None]]] = {
    "parentID": _judge_single,
    **dict.fromkeys(("readPoint", "bizLocation"), _judge_place),
    **dict.fromkeys(("epcList", "childEPCs", "inputEPCList", "outputEPCList"), _judge_list),
    **dict.fromkeys(
        ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"), _judge_quantities
    ),
    **dict.fromkeys(_ENTRY_KEYS, _judge_entries),
}

#: Moments that cannot lie ahead: under which code, in which words.
_PASSED: Final = {
    "eventTime": ("event-in-future", "Sự kiện ghi lúc %s, muộn hơn giờ của sổ; xem lại ngày giờ và múi giờ."),
    "recordTime": ("record-in-future", "recordTime %s muộn hơn giờ của sổ; bỏ trường này, sổ tự ghi."),
    "declarationTime": ("declaration-in-future", "Lời khai sai ghi lúc %s, thời điểm chưa tới; xem lại ngày giờ."),
}


def _judge_moment(within: str, name: str, holder: Event, latest: datetime, faults: list[Fault]) -> None:
    text = holder.get(name)
    if not text:
        return
    at = moment(text)
    if at is None:
        words = f"Không có thời điểm “{text[:40]}” trong lịch."
        faults.append(Fault(f"{within}/{name}", "time-malformed", words))
    elif at > latest:
        code, words = _PASSED[name]
        faults.append(Fault(f"{within}/{name}", code, words % text[:40]))


def _offset_differs(event: Event) -> Fault | None:
    """Return what to say of a moment written in another offset than the place had; `Z` is nobody's place."""
    text, offset = event.get("eventTime"), event.get("eventTimeZoneOffset")
    if not text or not offset or text[-1] in "Zz" or text[-6:] == offset:
        return None
    if text[-6:] in ("+00:00", "-00:00"):
        return None
    words = f"eventTime viết múi giờ {text[-6:]} mà eventTimeZoneOffset là {offset}; xem lại giờ nơi sự kiện xảy ra."
    return Fault("/eventTimeZoneOffset", "offset-differs", words)


def _judge_action(event: Event, faults: list[Fault]) -> None:
    kind = event.get("type")
    if kind == "ObjectEvent" and "ilmd" in event and event.get("action") in ("OBSERVE", "DELETE"):
        words = "Thông tin lô (ilmd) chỉ đi với action ADD; bỏ ilmd hoặc đổi action."
        faults.append(Fault("/ilmd", "ilmd-without-add", words))
    if kind == "AggregationEvent" and "parentID" not in event and event.get("action") in ("ADD", "DELETE"):
        words = f"Gom hàng với action {event['action']} phải nêu parentID: gom vào đâu, gỡ từ đâu."
        faults.append(Fault("/parentID", "parent-missing", words))
    parent = event.get("parentID")
    if parent and parent in event.get("childEPCs", ()):
        place = event["childEPCs"].index(parent)
        words = "Một kiện không thể chứa chính nó: parentID cũng có trong childEPCs."
        faults.append(Fault(f"/childEPCs/{place}", "holds-itself", words))


def _contradictions(event: Event) -> Iterator[Fault]:
    lasting = event.get("persistentDisposition")
    if lasting:
        both = {one for one in lasting.get("set", ()) if one} & set(lasting.get("unset", ()))
        for one in sorted(both):
            place = lasting["unset"].index(one)
            words = f"Trạng thái “{one[:40]}” vừa đặt vừa bỏ trong một sự kiện; giữ một."
            yield Fault(f"/persistentDisposition/unset/{place}", "disposition-contradicts", words)
    for place, element in enumerate(event.get("sensorElementList", ())):
        span = (element or {}).get("sensorMetadata") or {}
        begins, ends = (moment(span[name]) if span.get(name) else None for name in ("startTime", "endTime"))
        if begins and ends and ends < begins:
            where = f"/sensorElementList/{place}/sensorMetadata/endTime"
            yield Fault(where, "time-reversed", "Lần đo kết thúc trước khi bắt đầu; đổi chỗ startTime và endTime.")
    declaration = event.get("errorDeclaration")
    own = event.get("eventID")
    if declaration and own and own in declaration.get("correctiveEventIDs", ()):
        place = declaration["correctiveEventIDs"].index(own)
        where = f"/errorDeclaration/correctiveEventIDs/{place}"
        yield Fault(where, "corrects-itself", "Một sự kiện không thể sửa chính nó; nêu mã của sự kiện thay thế.")


#: Members that are seldom there; only with one of them is there more to contradict.
_RARE: Final = frozenset({"persistentDisposition", "sensorElementList", "errorDeclaration"})


def event_faults(event: Event, latest: datetime, *, strict_offsets: bool = False) -> list[Fault]:
    """Return what is wrong with one event, with pointers inside it; `latest` is the last moment it may bear."""
    faults: list[Fault] = []
    for name, value in event.items():
        rule = _MEMBER_RULES.get(name)
        if rule:
            rule(name, value, faults)
    _judge_moment("", "eventTime", event, latest, faults)
    _judge_moment("", "recordTime", event, latest, faults)
    _judge_action(event, faults)
    if not _RARE.isdisjoint(event):
        _judge_moment("/errorDeclaration", "declarationTime", event.get("errorDeclaration", {}), latest, faults)
        faults += _contradictions(event)
    if strict_offsets and (differs := _offset_differs(event)):
        faults.append(differs)
    return faults


def event_warnings(event: Event, *, strict_offsets: bool = False) -> Iterator[Fault]:
    """Yield what is allowed in one event and yet probably not meant, with pointers inside it."""
    if not strict_offsets and (differs := _offset_differs(event)):
        yield differs
    if "recordTime" in event and "eventTime" in event:
        kept, happened = moment(event["recordTime"]), moment(event["eventTime"])
        if kept and happened and kept < happened:
            words = "recordTime sớm hơn eventTime: sự kiện được ghi trước khi xảy ra; sổ sẽ tự ghi recordTime."
            yield Fault("/recordTime", "record-before-event", words)
    declaration = event.get("errorDeclaration")
    if declaration and declaration.get("reason") == "incorrect_data" and not declaration.get("correctiveEventIDs"):
        words = "Khai sai dữ liệu mà không nêu sự kiện thay thế; thêm correctiveEventIDs nếu có."
        yield Fault("/errorDeclaration", "correction-unnamed", words)

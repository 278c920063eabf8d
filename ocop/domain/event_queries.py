"""Questions about events as EPCIS 2.0 has them (section 8.2.7): parameters read strictly, none passed over.

An unknown parameter is refused: a question that is answered as if half of it had not been asked is answered wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from ocop.domain.epc_uris import canonical_uri
from ocop.domain.epcis_words import EVENT_TYPES
from ocop.domain.event_things import Role, full_name, short_word
from ocop.domain.refusals import Unreadable


class Field(StrEnum):
    """What of an event a condition looks at."""

    TYPE = "event_type"
    EVENT_TIME = "event_time"
    RECORD_TIME = "record_time"
    ACTION = "action"
    STEP = "biz_step"
    DISPOSITION = "disposition"
    READ_POINT = "read_point"
    LOCATION = "biz_location"
    EVENT_ID = "event_id"
    DECLARED = "is_declaration"
    THING = "thing"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the values must be met: `how` is `in`, `ge` or `lt`; `name` says which value, `roles` which things."""

    field: Field
    values: tuple[str, ...] = ()
    how: str = "in"
    at: datetime | None = None
    name: str = ""
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class EventQuery:
    """A question: every condition must be met; at most `most` events in all, and `refused_above` refuses more."""

    conditions: tuple[Condition, ...] = ()
    by_event_time: bool = False
    is_descending: bool = False
    per_page: int = 30
    most: int | None = None
    refused_above: int | None = None


PER_PAGE, MOST_PER_PAGE, MOST_VALUES = 30, 500, 100
#: Parameters of the answer's own; the rest are conditions.
ANSWER_WORDS: Final = ("perPage", "nextPageToken", "orderBy", "orderDirection", "eventCountLimit", "maxEventCount")
_TIMES: Final = {"eventTime": Field.EVENT_TIME, "recordTime": Field.RECORD_TIME}
_ERROR_TIMES: Final = ("errorDeclarationTime", "errorDeclaration_Time")
_WORDS: Final = {
    "EQ_action": Field.ACTION,
    "EQ_bizStep": Field.STEP,
    "EQ_disposition": Field.DISPOSITION,
    "EQ_readPoint": Field.READ_POINT,
    "EQ_bizLocation": Field.LOCATION,
    "EQ_eventID": Field.EVENT_ID,
}
_THINGS: Final = {
    "MATCH_epc": (Role.EPC, Role.CHILD),
    "MATCH_parentID": (Role.PARENT,),
    "MATCH_inputEPC": (Role.INPUT,),
    "MATCH_outputEPC": (Role.OUTPUT,),
    "MATCH_anyEPC": (Role.EPC, Role.CHILD, Role.PARENT, Role.INPUT, Role.OUTPUT),
    # Not the standard's: anything that an event is about, as `/epcs/{epc}/events` asks.
    "MATCH_thing": tuple(Role),
    "MATCH_epcClass": (Role.QUANTITY, Role.CHILD_QUANTITY),
    "MATCH_inputEPCClass": (Role.INPUT_QUANTITY,),
    "MATCH_outputEPCClass": (Role.OUTPUT_QUANTITY,),
    "MATCH_anyEPCClass": (Role.QUANTITY, Role.CHILD_QUANTITY, Role.INPUT_QUANTITY, Role.OUTPUT_QUANTITY),
}
_VALUES: Final = {
    "EQ_transformationID": "transformationID",
    "EQ_correctiveEventID": "correctiveEventID",
    "EQ_errorReason": "errorReason",
}
_NAMED: Final = (
    ("EQ_bizTransaction_", "bizTransaction"),
    ("EQ_source_", "source"),
    ("EQ_destination_", "destination"),
)


def read_query(parameters: Mapping[str, Sequence[str]], prefixes: Mapping[str, str | Sequence[str]]) -> EventQuery:
    """Return the question that parameters ask; several values of one mean any of them, `a,b` as well as twice.

    Raises Unreadable `query-parameter`, naming the parameter.
    """
    conditions = []
    for name, given in parameters.items():
        if name in ANSWER_WORDS:
            continue
        values = _values(name, given)
        conditions.append(_condition(name, values, prefixes))
    order = _word(parameters, "orderBy", ("recordTime", "eventTime"))
    direction = _word(parameters, "orderDirection", ("ASC", "DESC"))
    limit, most = _number(parameters, "eventCountLimit"), _number(parameters, "maxEventCount")
    if limit is not None and most is not None:
        raise _refused("maxEventCount", "không dùng cùng eventCountLimit")
    return EventQuery(
        tuple(conditions),
        by_event_time=order == "eventTime",
        is_descending=direction == "DESC",
        per_page=_number(parameters, "perPage", MOST_PER_PAGE) or PER_PAGE,
        most=limit,
        refused_above=most,
    )


def _values(name: str, given: Iterable[str]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(one for text in given for one in text.replace("|", ",").split(",") if one))
    if not values:
        raise _refused(name, "để trống")
    if len(values) > MOST_VALUES:
        raise _refused(name, f"có quá {MOST_VALUES} giá trị")
    if any("\x00" in one or len(one) > 500 for one in values):
        raise _refused(name, "có giá trị quá dài hoặc có ký tự không đọc được")
    return values


def _condition(name: str, values: tuple[str, ...], prefixes: Mapping[str, str | Sequence[str]]) -> Condition:
    how, _, what = name.partition("_")
    if how in ("GE", "LT") and what in _TIMES:
        return Condition(_TIMES[what], how=how.lower(), at=_moment(name, values))
    if how in ("GE", "LT") and what in _ERROR_TIMES:
        text = _moment(name, values).astimezone(UTC).isoformat()
        return Condition(Field.VALUE, (text,), how=how.lower(), name="errorDeclarationTime")
    if name in _WORDS:
        return Condition(_WORDS[name], _words(name, values))
    if name in _THINGS:
        return Condition(Field.THING, values, roles=_THINGS[name])
    return _other(name, values, prefixes)


def _other(name: str, values: tuple[str, ...], prefixes: Mapping[str, str | Sequence[str]]) -> Condition:
    if name == "eventType":
        unknown = [one for one in values if one not in EVENT_TYPES]
        if unknown:
            raise _refused(name, f"không có loại “{unknown[0][:40]}”")
        return Condition(Field.TYPE, values)
    if name == "EXISTS_errorDeclaration":
        if values not in (("true",), ("false",)):
            raise _refused(name, "cần true hoặc false")
        return Condition(Field.DECLARED, values)
    if name in _VALUES:
        return Condition(Field.VALUE, tuple(map(short_word, values)), name=_VALUES[name])
    for start, kind in _NAMED:
        if name.startswith(start) and name != start:
            told = tuple(map(canonical_uri, values))
            return Condition(Field.VALUE, told, name=f"{kind}:{short_word(name.removeprefix(start))}")
    if name.startswith("EQ_ILMD_") and name != "EQ_ILMD_":
        return Condition(Field.VALUE, values, name=f"ilmd:{full_name(name.removeprefix('EQ_ILMD_'), prefixes)}")
    raise _refused(name, "không phải tham số truy vấn mà sổ hiểu")


def _words(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    if name == "EQ_action":
        if unknown := [one for one in values if one not in ("ADD", "OBSERVE", "DELETE")]:
            raise _refused(name, f"không có “{unknown[0][:40]}”")
        return values
    if name in ("EQ_readPoint", "EQ_bizLocation"):
        return tuple(map(canonical_uri, values))
    return values if name == "EQ_eventID" else tuple(map(short_word, values))


def _moment(name: str, values: tuple[str, ...]) -> datetime:
    """Return the moment that a parameter names; a plus sign that an address took for a space is one again."""
    try:
        (text,) = values
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise _refused(name, "cần một thời điểm như 2026-01-31T08:30:00+07:00") from None
    if at.tzinfo is None:
        raise _refused(name, "thiếu múi giờ, như +07:00 hoặc Z")
    return at


def _word(parameters: Mapping[str, Sequence[str]], name: str, words: tuple[str, ...]) -> str:
    given = list(parameters.get(name, ()))
    if not given:
        return words[0]
    if len(given) > 1 or given[0] not in words:
        raise _refused(name, f"cần {' hoặc '.join(words)}")
    return given[0]


def _number(parameters: Mapping[str, Sequence[str]], name: str, most: int = 10**9) -> int | None:
    given = list(parameters.get(name, ()))
    if not given:
        return None
    text = given[0]
    if len(given) > 1 or not (text.isascii() and text.isdigit() and 1 <= int(text[:10]) <= most and len(text) < 11):
        raise _refused(name, f"cần một số từ 1 đến {most}")
    return int(text)


def _refused(name: str, why: str) -> Unreadable:
    words = "Tham số “%(name)s” %(why)s."
    return Unreadable("query-parameter", words, field=name[:80], name=name[:80], why=why)

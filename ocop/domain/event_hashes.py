"""Event hash IDs of the Core Business Vocabulary 2.0, section 8.9: one name for what an EPCIS event says.

An event is written as one string in a fixed order of its fields, with every value in one form, and hashed. When it
was recorded, by which name it went, and whether it was declared an error make no difference. Only JSON is read, and
no context is ever fetched: the terms of the standard's own context are known here.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from ocop.domain.epc_uris import canonical_uri

CBV, GS1 = "https://ref.gs1.org/cbv/", "https://gs1.org/voc/"
#: Prefixes that the standard's context defines.
STANDARD_PREFIXES = {
    "gs1": GS1, "cbv": CBV, "epcis": "https://ref.gs1.org/epcis/", "cbvmda": "urn:epcglobal:cbv:mda:",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#", "dcterms": "http://purl.org/dc/terms/",
}  # fmt: skip
#: What does not belong to what an event says.
_LEFT_OUT = frozenset(
    (
        "type",
        "isA",
        "@type",
        "@context",
        "eventID",
        "recordTime",
        "errorDeclaration",
        "rdfs:comment",
        "comment",
        "#text",
    )
)
#: Where short names of the standard's vocabulary stand, and what they are short for.
_SHORT = {
    "bizStep": f"{CBV}BizStep-", "disposition": f"{CBV}Disp-", "set": f"{CBV}Disp-", "unset": f"{CBV}Disp-",
    "component": f"{CBV}Comp-", "exception": GS1,
}  # fmt: skip
_URNS = (
    ("urn:epcglobal:cbv:bizstep:", f"{CBV}BizStep-"), ("urn:epcglobal:cbv:disp:", f"{CBV}Disp-"),
    ("urn:epcglobal:cbv:btt:", f"{CBV}BTT-"), ("urn:epcglobal:cbv:sdt:", f"{CBV}SDT-"),
    ("urn:epcglobal:cbv:er:", f"{CBV}ER-"),
)  # fmt: skip
_METADATA = (
    "time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules",
)  # fmt: skip
_REPORT = (
    "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time", "microorganism",
    "chemicalSubstance", "value", "component", "stringValue", "booleanValue", "hexBinaryValue", "uriValue",
    "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem",
)  # fmt: skip
_QUANTITY = ("epcClass", "quantity", "uom")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_FRACTION = re.compile(r"\.([0-9]+)")
_TIMES = frozenset(("eventTime", "time", "startTime", "endTime"))


def namespaces_of(context: Any) -> dict[str, str]:
    """Return the prefixes that a document's context defines, with those of the standard."""
    found = dict(STANDARD_PREFIXES)
    for one in context if isinstance(context, list) else [context]:
        if isinstance(one, Mapping):
            found |= {str(name): iri for name, iri in one.items() if isinstance(iri, str)}
    found["gs1"] = GS1 if "gs1.org/voc" in found["gs1"] else found["gs1"]
    return found


def event_hash(event: Mapping[str, Any], namespaces: Mapping[str, str] = STANDARD_PREFIXES) -> str:
    """Return the event hash ID, an `ni` URI (RFC 6920).

    >>> event_hash({"type": "ObjectEvent", "eventTime": "2020-03-04T11:00:30+01:00"})[:25]
    'ni:///sha-256;5fc8c735a51'
    """
    digest = hashlib.sha256(prehash_of(event, namespaces).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def prehash_of(event: Mapping[str, Any], namespaces: Mapping[str, str] = STANDARD_PREFIXES) -> str:
    """Return the string that is hashed: the fields of the standard in their order, then lists and extensions."""
    if "@context" in event:
        namespaces = {**namespaces, **namespaces_of(event["@context"])}
    parts = [f"eventType={event.get('type') or event.get('isA')}"]
    for name, write in _ORDER:
        if (value := event.get(name)) is not None:
            parts.append(write(name, value, namespaces))
    rest = [
        _LISTS[name](name, value, namespaces) if name in _LISTS else _extension(name, value, namespaces)
        for name, value in event.items()
        if name not in _WRITTEN
    ]
    return "".join([*parts, *sorted(rest)])


@lru_cache(maxsize=4096)
def _moment(text: str) -> str:
    """Return a moment in UTC with milliseconds, a half rounded up; what is none stays as it is."""
    fraction = _FRACTION.search(text)
    plain = text[: fraction.start()] + text[fraction.end() :] if fraction else text
    digits = (fraction[1] if fraction else "").ljust(4, "0")
    milliseconds = int(digits[:3]) + (digits[3] >= "5")
    try:
        moment = datetime.fromisoformat(plain)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        moment += timedelta(milliseconds=milliseconds)
    except (ValueError, OverflowError):
        return text
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"


def _number(text: str) -> str:
    value = float(text)
    return str(int(value)) if value.is_integer() else str(value)


def _value(value: Any, namespaces: Mapping[str, str]) -> str:
    """Return a value in its one form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(str(value))
    text = str(value).strip()
    if text[:1] in "0123456789+-." and _NUMBER.fullmatch(text):
        return _number(text)
    if ":" not in text:
        return text
    for urn, web in _URNS:
        if text.startswith(urn):
            return web + text[len(urn) :]
    prefix, _, name = text.partition(":")
    if prefix in ("gs1", "cbv", "epcis") and prefix in namespaces:
        return namespaces[prefix] + name
    return canonical_uri(text)


def _short(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    """Return a value of the standard's vocabulary: short names are written out."""
    stem = _SHORT.get(name)
    is_short = stem is not None and isinstance(value, str) and ":" not in value
    return f"{stem}{value.strip()}" if is_short else _value(value, namespaces)


def _field(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    """Return a field and its value, or each of its values in order."""
    if isinstance(value, list):
        return "".join(sorted(_field(name, one, namespaces) for one in value))
    if name in _TIMES:
        return f"{name}={_moment(str(value).strip())}"
    text = _short(name, value, namespaces)
    return f"{name}={text}" if text else ""


def _extension(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    """Return a field that is not the standard's, and all within it."""
    prefix, colon, local = name.partition(":")
    key = f"{{{namespaces[prefix]}}}{local}" if colon and prefix in namespaces else name
    if isinstance(value, list):
        return "".join(sorted(_extension(name, one, namespaces) for one in value))
    if isinstance(value, Mapping):
        text = _value(value["#text"], namespaces) if "#text" in value else ""
        rest = [one for one in value.items() if not one[0].startswith(("#", "@"))]
        return key + (f"={text}" if text else "") + _extensions(rest, namespaces)
    text = _value(value, namespaces)
    return f"{key}={text}" if text else key


def _extensions(fields: Iterable[tuple[str, Any]], namespaces: Mapping[str, str]) -> str:
    return "".join(
        sorted(_extension(name, one, namespaces) for name, one in fields if name not in ("rdfs:comment", "comment"))
    )


def _ordered(value: Any, names: tuple[str, ...], namespaces: Mapping[str, str]) -> str:
    """Return an object's fields of the standard in their order, then what else it has."""
    if not isinstance(value, Mapping):
        return ""
    parts = [_field(name, value[name], namespaces) for name in names if value.get(name) is not None]
    if len(value) > len(parts):
        parts.append(_extensions([one for one in value.items() if one[0] not in names], namespaces))
    return "".join(parts)


def _epcs(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    found = "".join(sorted(f"epc={_value(one, namespaces)}" for one in value))
    return name + found if found else ""


def _quantities(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    found = sorted("quantityElement" + _ordered(one, _QUANTITY, namespaces) for one in value)
    return name + "".join(found) if found else ""


def _dispositions(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    return name + _ordered(value, ("set", "unset"), namespaces)


def _place(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    return name + (
        _ordered(value, ("id",), namespaces) if isinstance(value, Mapping) else _field("id", value, namespaces)
    )


def _sensors(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    return name + "".join(sorted(_sensor(one, namespaces) for one in value))


def _sensor(element: Mapping[str, Any], namespaces: Mapping[str, str]) -> str:
    parts = ["sensorElement"]
    if (metadata := element.get("sensorMetadata")) is not None:
        parts.append("sensorMetadata" + _ordered(metadata, _METADATA, namespaces))
    reports = ["sensorReport" + _report(one, namespaces) for one in element.get("sensorReport") or ()]
    parts += sorted(reports)
    rest = [one for one in element.items() if one[0] not in ("type", "sensorMetadata", "sensorReport")]
    return "".join([*parts, _extensions(rest, namespaces)])


def _report(report: Mapping[str, Any], namespaces: Mapping[str, str]) -> str:
    kind = report.get("type")
    is_short = isinstance(kind, str) and ":" not in kind
    return _ordered({**report, "type": f"{GS1}{kind}"} if is_short else report, _REPORT, namespaces)


def _pairs(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    """Return a list whose elements have a type: each type before its value."""
    inner = name.removesuffix("List")
    stem = f"{CBV}BTT-" if inner == "bizTransaction" else f"{CBV}SDT-"
    found = []
    for one in value:
        kind = one.get("type")
        written = None if kind is None else _value(kind, namespaces) if ":" in kind else stem + kind
        found.append((f"type={written}" if written else "") + _field(inner, one.get(inner), namespaces))
    return name + "".join(sorted(found)) if found else ""


def _ilmd(name: str, value: Any, namespaces: Mapping[str, str]) -> str:
    return name + _extensions(value.items(), namespaces) if isinstance(value, Mapping) else ""


_Writer = Callable[[str, Any, Mapping[str, str]], str]
#: The fields of the standard in the order in which they are written.
_ORDER: tuple[tuple[str, _Writer], ...] = (
    ("eventTime", _field), ("eventTimeZoneOffset", _field), ("certificationInfo", _field), ("parentID", _field),
    ("epcList", _epcs), ("inputEPCList", _epcs), ("childEPCs", _epcs), ("quantityList", _quantities),
    ("childQuantityList", _quantities), ("inputQuantityList", _quantities), ("outputEPCList", _epcs),
    ("outputQuantityList", _quantities), ("action", _field), ("transformationID", _field), ("bizStep", _field),
    ("disposition", _field), ("persistentDisposition", _dispositions), ("readPoint", _place), ("bizLocation", _place),
    ("sensorElementList", _sensors),
)  # fmt: skip
#: Lists that are sorted in among the extensions, by their names.
_LISTS: dict[str, _Writer] = {
    "bizTransactionList": _pairs, "sourceList": _pairs, "destinationList": _pairs, "ilmd": _ilmd,
}  # fmt: skip
_WRITTEN = _LEFT_OUT | {name for name, _ in _ORDER}

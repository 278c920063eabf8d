"""The shape of an EPCIS 2.0 document as JSON Schema (draft 2020-12): the profile that the registry takes.

Written by us from the standard (EPCIS 2.0.1, sections 7 and 10). Alternatives are written as `if`, so that a fault is
found where it lies and not as "none of these". What a schema cannot say is in `epcis_faults`.
"""

from collections.abc import Iterable
from typing import Any

from ocop.domain.epcis_words import (
    ACTIONS,
    ALERTS,
    BIZ_STEPS,
    COMMON_FIELDS,
    COMPONENTS,
    DISPOSITIONS,
    ERROR_REASONS,
    EVENT_TYPES,
    OWN_FIELDS,
    PARTY_TYPES,
    SHARED_FIELDS,
    TRANSACTION_TYPES,
)

Shape = dict[str, Any]

#: A member that the standard does not know: `prefix:name` or a whole URI.
EXTENSION_KEY = r"^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+$"
#: Names of CBV 1: JSON writes the short name instead (CBV 2.0, section 7).
_OLD_NAME = r"^(urn:epcglobal:cbv|https?://ns\.gs1\.org/cbv/)"
#: Real offsets run from -12:00 to +14:00.
_OFFSET = r"^(\+(0[0-9]|1[0-3]):[0-5][0-9]|\+14:00|-(0[0-9]|1[01]):[0-5][0-9]|-12:00)$"

_URI: Shape = {"type": "string", "format": "uri"}
_TIME: Shape = {"type": "string", "format": "date-time"}
_NUMBER: Shape = {"type": "number"}
_TEXT: Shape = {"type": "string"}


def _at(name: str) -> Shape:
    return {"$ref": f"#/$defs/{name}"}


def _list(item: Shape, **more: Any) -> Shape:
    return {"type": "array", "items": item, **more}


def _closed(properties: Shape, required: Iterable[str] = (), *, extensions: bool = True) -> Shape:
    """Return an object that knows these members, and extensions by prefix where the standard lets them in."""
    shape: Shape = {"type": "object", "properties": properties, "additionalProperties": False}
    if extensions:
        shape["patternProperties"] = {EXTENSION_KEY: True}
    return shape | ({"required": list(required)} if required else {})


def _word(words: Iterable[str]) -> Shape:
    """Return a word of the standard by its short name, or somebody else's as a URI."""
    return {
        "type": "string",
        "if": {"pattern": ":"},
        "then": {"format": "uri", "not": {"pattern": _OLD_NAME}},
        "else": {"enum": list(words)},
    }


def _has(*names: str) -> Shape:
    """Return what holds if each of these lists is there and not empty."""
    return {"required": list(names), "properties": {name: {"minItems": 1} for name in names}}


def _unless(state: Shape, needed: Shape) -> Shape:
    return {"if": state, "else": needed}


_DELETE: Shape = {"required": ["action"], "properties": {"action": {"const": "DELETE"}}}


def _values() -> dict[str, Shape]:
    """Return the shapes of single values and small objects, by the member that bears them."""
    quantity = _closed({"epcClass": _URI, "quantity": _NUMBER, "uom": _at("uom")}, ["epcClass"], extensions=False)
    place = _closed({"id": _URI}, ["id"])
    party = _word(PARTY_TYPES)
    return {
        "uom": {"type": "string", "pattern": "^[A-Z0-9]{2,3}$"},
        "bizStep": _word(BIZ_STEPS),
        "disposition": _word(DISPOSITIONS),
        "quantity": quantity,
        "place": place,
        "persistentDisposition": {
            **_closed(
                {name: _list(_at("disposition"), minItems=1, uniqueItems=True) for name in ("set", "unset")},
                extensions=False,
            ),
            "minProperties": 1,
        },
        "bizTransaction": _closed(
            {"type": _word(TRANSACTION_TYPES), "bizTransaction": _URI}, ["bizTransaction"], extensions=False
        ),
        "source": _closed({"type": party, "source": _URI}, ["type", "source"], extensions=False),
        "destination": _closed({"type": party, "destination": _URI}, ["type", "destination"], extensions=False),
        "errorDeclaration": _closed(
            {"declarationTime": _TIME, "reason": _word(ERROR_REASONS), "correctiveEventIDs": _list(_URI)},
            ["declarationTime"],
        ),
        "certificationInfo": {
            "type": ["string", "array"],
            "if": {"type": "string"},
            "then": {"format": "uri"},
            "else": {"items": _URI},
        },
        "ilmd": _closed({}),
    }


def _sensors() -> dict[str, Shape]:
    """Return the shapes of what sensors report (EPCIS 2.0, section 7.3.7)."""
    links = dict.fromkeys(("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"), _URI)
    figures = ("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue")
    measure: Shape = {
        # GS1's vocabulary of measures grows; a name that nobody knows yet is still read.
        "type": "string",
        "if": {"pattern": ":"},
        "then": {"format": "uri"},
        "else": {"pattern": "^[A-Z][A-Za-z_]*$"},
    }
    report = {
        **links,
        **dict.fromkeys(figures, _NUMBER),
        **dict.fromkeys(("microorganism", "chemicalSubstance", "coordinateReferenceSystem", "uriValue"), _URI),
        "type": measure,
        "exception": _word(ALERTS),
        "component": _word(COMPONENTS),
        "time": _TIME,
        "stringValue": _TEXT,
        "booleanValue": {"type": "boolean"},
        "hexBinaryValue": {"type": "string", "pattern": "^[A-Fa-f0-9]+$"},
        "uom": _TEXT,
    }
    metadata = {**links, **dict.fromkeys(("time", "startTime", "endTime"), _TIME)}
    return {
        "sensorReport": _closed(report, ["type"]),
        "sensorMetadata": _closed(metadata),
        "sensorElement": _closed(
            {"sensorMetadata": _at("sensorMetadata"), "sensorReport": _list(_at("sensorReport"), minItems=1)},
            ["sensorReport"],
        ),
    }


#: Every member of every event and its shape.
_MEMBERS: dict[str, Shape] = {
    "@context": _at("context"),
    "type": _TEXT,
    "eventID": _URI,
    "eventTime": _TIME,
    "eventTimeZoneOffset": {"type": "string", "pattern": _OFFSET},
    "recordTime": _TIME,
    "errorDeclaration": _at("errorDeclaration"),
    "certificationInfo": _at("certificationInfo"),
    "action": {"enum": list(ACTIONS)},
    "bizStep": _at("bizStep"),
    "disposition": _at("disposition"),
    "persistentDisposition": _at("persistentDisposition"),
    "readPoint": _at("place"),
    "bizLocation": _at("place"),
    "bizTransactionList": _list(_at("bizTransaction")),
    "sourceList": _list(_at("source")),
    "destinationList": _list(_at("destination")),
    "sensorElementList": _list(_at("sensorElement")),
    "ilmd": _at("ilmd"),
    "parentID": _URI,
    "transformationID": _URI,
    **dict.fromkeys(("epcList", "inputEPCList", "outputEPCList", "childEPCs"), _list(_URI, uniqueItems=True)),
    **dict.fromkeys(
        ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"), _list(_at("quantity"))
    ),
}

#: What each kind of event must bear.
_REQUIRED: dict[str, tuple[str, ...]] = {
    "ObjectEvent": ("action",),
    "AggregationEvent": ("action",),
    "TransactionEvent": ("action", "bizTransactionList"),
    "TransformationEvent": (),
    "AssociationEvent": ("action", "parentID"),
}
#: What each kind must bear at least one of (EPCIS 2.0, sections 7.4.2 to 7.4.6).
_SUBSTANCE: dict[str, list[Shape]] = {
    "ObjectEvent": [
        {
            "anyOf": [
                {"required": ["epcList"]},
                _has("quantityList"),
                {**_has("sensorElementList"), "required": ["sensorElementList", "readPoint"]},
            ]
        },
    ],
    "AggregationEvent": [_unless(_DELETE, {"anyOf": [_has("childEPCs"), _has("childQuantityList")]})],
    "TransactionEvent": [_unless(_DELETE, {"anyOf": [{"required": ["epcList"]}, _has("quantityList")]})],
    "TransformationEvent": [
        _unless(
            {"required": ["transformationID"]},
            {
                "allOf": [
                    {"anyOf": [_has("inputEPCList"), _has("inputQuantityList")]},
                    {"anyOf": [_has("outputEPCList"), _has("outputQuantityList")]},
                ]
            },
        ),
        {"anyOf": [_has(f"{way}{kind}List") for way in ("input", "output") for kind in ("EPC", "Quantity")]},
    ],
    "AssociationEvent": [_unless(_DELETE, {"anyOf": [_has("childEPCs"), _has("childQuantityList")]})],
}


def _event(kind: str) -> Shape:
    """Return the shape of one kind of event."""
    names = (*COMMON_FIELDS, *SHARED_FIELDS, *OWN_FIELDS[kind])
    shape = _closed({name: _MEMBERS[name] for name in names}, ["eventTime", "eventTimeZoneOffset", *_REQUIRED[kind]])
    if kind == "TransactionEvent":
        shape["properties"]["bizTransactionList"] = _list(_at("bizTransaction"), minItems=1)
    return shape | {"allOf": _SUBSTANCE[kind]}


def _events() -> dict[str, Shape]:
    """Return the shapes of events: the five kinds, kinds of others, and the choice between them."""
    others = _closed(_MEMBERS, ["eventTime", "eventTimeZoneOffset"])
    choice = [{"if": _is(kind), "then": _at(kind)} for kind in EVENT_TYPES]
    known: Shape = {"required": ["type"], "properties": {"type": {"enum": list(EVENT_TYPES)}}}
    return {
        **{kind: _event(kind) for kind in EVENT_TYPES},
        "otherEvent": others,
        "event": {
            "type": "object",
            "required": ["type"],
            "properties": {"type": _word(EVENT_TYPES)},
            "allOf": [*choice, {"if": known, "else": _at("otherEvent")}],
        },
    }


def _is(kind: str) -> Shape:
    return {"required": ["type"], "properties": {"type": {"const": kind}}}


def _header() -> Shape:
    """Return the shape of a document's header; the master data in it is read no further."""
    element = {
        "type": "object",
        "properties": {"id": _URI, "attributes": _list({"type": "object"})},
        "required": ["id"],
    }
    vocabulary = {
        "type": "object",
        "properties": {"type": _URI, "vocabularyElementList": _list(element)},
        "required": ["type"],
    }
    return _closed({"epcisMasterData": {"type": "object", "properties": {"vocabularyList": _list(vocabulary)}}})


def _documents() -> dict[str, Shape]:
    """Return the shapes of the two documents: events that are sent, and events that answer a query."""
    events = _list(_at("event"))
    heading = {
        "@context": _at("context"),
        "id": _URI,
        "type": _TEXT,
        "schemaVersion": {"type": "string", "pattern": r"^2(\.[0-9]+)*$"},
        "creationDate": _TIME,
    }
    results = _closed({"eventList": events, "vocabularyList": {"type": "array"}}, ["eventList"])
    answer = _closed(
        {"queryName": _TEXT, "subscriptionID": _TEXT, "resultsBody": results}, ["queryName", "resultsBody"]
    )
    return {
        "context": {"type": ["string", "object", "array"]},
        "EPCISDocument": _closed(
            {
                **heading,
                **dict.fromkeys(("instanceIdentifier", "sender", "receiver"), _TEXT),
                "epcisHeader": _header(),
                "epcisBody": _closed({"eventList": events}, ["eventList"]),
            },
            ["@context", "schemaVersion", "creationDate", "epcisBody"],
        ),
        "EPCISQueryDocument": _closed(
            {**heading, "epcisBody": _closed({"queryResults": answer}, ["queryResults"])}, ["@context", "epcisBody"]
        ),
    }


def epcis_schema() -> Shape:
    """Return the schema of a document, of a query's answer, or of one event by itself with its context."""
    documents = ("EPCISDocument", "EPCISQueryDocument")
    by_itself = {"allOf": [_at("event"), {"required": ["@context"]}]}
    is_document = {"required": ["type"], "properties": {"type": {"enum": list(documents)}}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "allOf": [
            *({"if": _is(name), "then": _at(name)} for name in documents),
            {"if": is_document, "else": by_itself},
        ],
        "$defs": _values() | _sensors() | _events() | _documents(),
    }

"""The words that EPCIS 2.0 and CBV 2.0 fix: kinds of events, business steps, dispositions, types."""

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: The five kinds of events that the standard defines (EPCIS 2.0, section 7.4).
EVENT_TYPES: Final = (
    "ObjectEvent",
    "AggregationEvent",
    "TransactionEvent",
    "TransformationEvent",
    "AssociationEvent",
)
ACTIONS: Final = ("ADD", "OBSERVE", "DELETE")

#: Business steps by their short names (CBV 2.0, section 7.1).
BIZ_STEPS: Final = _words(
    """
    accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
    decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
    installing killing loading other packing picking receiving removing repackaging repairing replacing reserving
    retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting
    unloading unpacking void_shipping
    """
)
#: What may be said of things between two events (CBV 2.0, section 7.2).
DISPOSITIONS: Final = _words(
    """
    active available completeness_inferred completeness_verified conformant container_closed container_open
    damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class
    mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other
    partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen
    unavailable unknown
    """
)
#: Papers that a business transaction may be (CBV 2.0, section 7.3).
TRANSACTION_TYPES: Final = _words("bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt")
#: Where from and where to (CBV 2.0, section 7.4).
PARTY_TYPES: Final = ("owning_party", "possessing_party", "location")
#: Why an event is declared wrong (CBV 2.0, section 7.5).
ERROR_REASONS: Final = ("did_not_occur", "incorrect_data")
#: What a sensor warns of, and which part of a measure it reports (CBV 2.0, sections 7.6 and 7.8).
ALERTS: Final = ("ALARM_CONDITION", "ERROR_CONDITION")
COMPONENTS: Final = _words(
    """
    x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude
    longitude altitude
    """
)

#: Members of every event, whatever its kind.
COMMON_FIELDS: Final = (
    "@context",
    "type",
    "eventID",
    "eventTime",
    "eventTimeZoneOffset",
    "recordTime",
    "errorDeclaration",
    "certificationInfo",
)
#: Members that all five kinds share beyond these.
SHARED_FIELDS: Final = (
    "bizStep",
    "disposition",
    "persistentDisposition",
    "readPoint",
    "bizLocation",
    "bizTransactionList",
    "sourceList",
    "destinationList",
    "sensorElementList",
)
#: Members that each kind has of its own.
OWN_FIELDS: Final = {
    "ObjectEvent": ("action", "epcList", "quantityList", "ilmd"),
    "AggregationEvent": ("action", "parentID", "childEPCs", "childQuantityList"),
    "TransactionEvent": ("action", "parentID", "epcList", "quantityList"),
    "TransformationEvent": (
        "inputEPCList",
        "inputQuantityList",
        "outputEPCList",
        "outputQuantityList",
        "transformationID",
        "ilmd",
    ),
    "AssociationEvent": ("action", "parentID", "childEPCs", "childQuantityList"),
}
#: Further words that the standard's context gives a meaning to; nobody may give them another.
OTHER_TERMS: Final = _words(
    """
    id EPCISDocument EPCISQueryDocument schemaVersion creationDate instanceIdentifier sender receiver epcisHeader
    epcisBody epcisMasterData vocabularyList vocabularyElementList attributes attribute children eventList
    queryResults queryName subscriptionID resultsBody set unset declarationTime reason correctiveEventIDs epcClass
    quantity uom bizTransaction source destination sensorMetadata sensorReport time startTime endTime deviceID
    deviceMetadata rawData dataProcessingMethod bizRules exception microorganism chemicalSubstance
    coordinateReferenceSystem value component stringValue booleanValue hexBinaryValue uriValue minValue maxValue
    meanValue sDev percRank percValue
    """
)
TERMS: Final = frozenset(
    (
        *EVENT_TYPES,
        *COMMON_FIELDS,
        *SHARED_FIELDS,
        *OTHER_TERMS,
        *(word for own in OWN_FIELDS.values() for word in own),
    )
)

#: Prefixes that the standard's context defines, and what each may be said to stand for.
STANDARD_PREFIXES: Final = {
    "epcis": ("https://ref.gs1.org/epcis/", "https://ns.gs1.org/epcis/"),
    "cbv": ("https://ref.gs1.org/cbv/", "https://ns.gs1.org/cbv/"),
    "cbvmda": ("urn:epcglobal:cbv:mda", "urn:epcglobal:cbv:mda:", "https://ref.gs1.org/cbv/"),
    "gs1": (
        "https://gs1.org/voc/",
        "https://www.gs1.org/voc/",
        "https://ref.gs1.org/voc/",
        "http://gs1.org/voc/",
        "http://www.gs1.org/voc/",
    ),
    "xsd": ("http://www.w3.org/2001/XMLSchema#",),
    "rdf": ("http://www.w3.org/1999/02/22-rdf-syntax-ns#",),
    "rdfs": ("http://www.w3.org/2000/01/rdf-schema#",),
    "owl": ("http://www.w3.org/2002/07/owl#",),
}

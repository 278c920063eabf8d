"""Trace events as EPCIS 2.0 has them, what they are about, and how things became one another.

An event is written once and never changed; what stands beside it (`epcs`, `event_epcs`, `event_values`, `edges`,
`retractions`) follows from events alone and only serves to find them: those rows have no foreign keys, which would
cost a look-up each.
"""

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.event_things import THING_KINDS
from ocop.models.database import Moment, db

#: A key of 64 bits; SQLite keeps a table in the order of an INTEGER PRIMARY KEY alone, not of a BIGINT.
_NUMBER = BigInteger().with_variant(Integer, "sqlite")
#: On SQLite a table in the order of its own key, without numbers of rows.
_BY_KEY = {"sqlite_with_rowid": False}


class TraceEvent(db.Model):
    """One step in the life of things, as it was captured.

    `id` grows with the moment of recording (`database.new_number`). An error declaration bears the eventID of what
    it takes back, hence `is_declaration` beside it. `document` is the event as JSON, word for word, with its eventID;
    `context_id` names what its `@context` says beyond the standard's. `subject_id` is whose event it is.
    """

    __tablename__ = "trace_events"
    __table_args__ = (
        Index(None, "event_id", "is_declaration", unique=True),
        Index(None, "event_time", "id"),
        Index(None, "record_time", "id"),
        Index(None, "biz_step", "event_time"),
        Index(None, "biz_location", "event_time"),
        Index(None, "subject_id", "event_time"),
    )

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(String(500))
    is_declaration: Mapped[bool] = mapped_column(Boolean, default=False)
    event_type: Mapped[str] = mapped_column(String(100))
    event_time: Mapped[datetime] = mapped_column(Moment)
    record_time: Mapped[datetime] = mapped_column(Moment)
    action: Mapped[str | None] = mapped_column(String(10))
    biz_step: Mapped[str | None] = mapped_column(String(200))
    disposition: Mapped[str | None] = mapped_column(String(200))
    read_point: Mapped[str | None] = mapped_column(String(500))
    biz_location: Mapped[str | None] = mapped_column(String(500))
    subject_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("subjects.id"))
    actor_id: Mapped[str] = mapped_column(String(36))
    capture_id: Mapped[str | None] = mapped_column(String(36))
    context_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("event_contexts.id"))
    document: Mapped[str] = mapped_column(Text)


class EventContext(db.Model):
    """What the `@context` of events says beyond the standard's own; `id` is the hash of its content."""

    __tablename__ = "event_contexts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    context: Mapped[list[object]] = mapped_column(JSON)


class Epc(db.Model):
    """Something that events are about: one thing or lot, by its canonical URI.

    Several URIs may mean the same: `main_id` is the row that events and edges point at, its own `id` for most.
    `product_id` and `lot`, or `raw_lot_id`, say what it is in the registry; `subject_id` whose that is.
    """

    __tablename__ = "epcs"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(map(repr, THING_KINDS))})", name="kind"),
        Index(None, "uri", unique=True),
        Index(None, "main_id"),
        Index(None, "product_id", "lot"),
        Index(None, "raw_lot_id"),
    )

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    uri: Mapped[str] = mapped_column(String(500))
    main_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(10), default="thing")
    product_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("products.id"))
    lot: Mapped[str | None] = mapped_column(String(20))
    raw_lot_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("raw_lots.id"))
    subject_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("subjects.id"))


class EventEpc(db.Model):
    """That an event is about something, in which role (`domain.event_things.Role`), and how much of it.

    `move` says what the amount does to the balance of a lot (`domain.balances.Move`); empty where it does nothing, or
    the event is declared wrong.
    """

    __tablename__ = "event_epcs"
    __table_args__ = (Index(None, "epc_id", "role", "event_id"), _BY_KEY)

    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    role: Mapped[int] = mapped_column(SmallInteger)
    epc_id: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[float | None] = mapped_column(Float)
    uom: Mapped[str | None] = mapped_column(String(3))
    move: Mapped[int | None] = mapped_column(SmallInteger)


class EventValue(db.Model):
    """What else events are asked for by: sources, destinations, transactions, ILMD, transformationID, corrections."""

    __tablename__ = "event_values"
    __table_args__ = (_BY_KEY,)

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[str] = mapped_column(String(500), primary_key=True)
    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class Edge(db.Model):
    """That something went into something else: `src` is before, `dst` after (`domain.event_things.Link`).

    Of what lies in a box, `from_time` and `to_time` say how long (`to_time` empty: still, or for good); of what was
    delivered `from_time` says when.
    """

    __tablename__ = "edges"
    # The way back is told by its index alone.
    __table_args__ = (Index(None, "dst", "src", "event_id", "kind", "from_time", "to_time"), _BY_KEY)

    src: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    dst: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger)
    from_time: Mapped[datetime | None] = mapped_column(Moment)
    to_time: Mapped[datetime | None] = mapped_column(Moment)


class Retraction(db.Model):
    """That an event is declared wrong by another: it is told still, and counts no more."""

    __tablename__ = "retractions"

    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("trace_events.id"), primary_key=True)
    declaration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("trace_events.id"))


class EventPhoto(db.Model):
    """A photograph that goes with an event."""

    __tablename__ = "event_photos"

    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("trace_events.id"), primary_key=True)
    file_hash: Mapped[str] = mapped_column(String(64), ForeignKey("files.hash"), primary_key=True)

"""The store: engines, column types and the habits that every connection keeps."""

import os
import sqlite3
import threading
import time
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

import uuid_utils
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Dialect, Engine, MetaData, String, event
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

#: Every constraint has a name, so that a migration can find it on any engine.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
#: The bind that keeps scans apart from the registry's own tables.
SCANS = "scans"
#: Execution option of a connection whose transaction will write.
WRITES = "ocop_writes"


class Base(DeclarativeBase):
    """What every table of the registry derives from."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python on every engine, whatever the engine keeps."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment; keep UTC, without its zone where the engine has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """Return a fresh UUIDv7 as text: ordered by time of making, no global sequence."""
    return str(UUID(bytes=uuid_utils.uuid7().bytes))


#: The moment from which numbers count (2025-01-01), and how many bits stand behind the milliseconds since.
_NUMBERS_FROM_MS, _NUMBER_BITS = 1_735_689_600_000, 22


class _Numbers:
    """Numbers of 63 bits in order of their making: 41 of milliseconds, 12 of the process, 10 of a count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = (0, 0)
        self._last = 0

    def take(self, count: int) -> list[int]:
        with self._lock:
            if self._process[0] != os.getpid():
                self._process = (os.getpid(), int.from_bytes(os.urandom(2)) & 0xFFF)
            # The count is part of what grows: beyond 1,024 in a millisecond the next one begins.
            first = max((time.time_ns() // 1_000_000 - _NUMBERS_FROM_MS) << 10, self._last + 1)
            self._last = first + count - 1
            process = self._process[1] << 10
        return [(one >> 10) << _NUMBER_BITS | process | (one & 0x3FF) for one in range(first, first + count)]


_numbers = _Numbers()


def new_numbers(count: int) -> list[int]:
    """Return fresh integers, ordered by time of making on this machine; no global sequence gives them out."""
    return _numbers.take(count)


def number_at(at: datetime) -> int:
    """Return the least number that is made at a moment of the machine's clock."""
    return max(0, int(at.timestamp() * 1000) - _NUMBERS_FROM_MS) << _NUMBER_BITS


Key = Annotated[str, mapped_column(String(36), primary_key=True, default=new_id)]
Ref = Annotated[str, mapped_column(String(36))]
At = Annotated[datetime, mapped_column(Moment)]
On = Annotated[date, mapped_column()]
Word = Annotated[str, mapped_column(String(40))]
Line = Annotated[str, mapped_column(String(300))]


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    """Set the pragmas of DESIGN section 10; SQLAlchemy, not the driver, opens transactions."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "busy_timeout=5000",
        "mmap_size=1073741824",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Take SQLite's write lock at once where a write is meant: an upgrade later would fail unretried."""
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

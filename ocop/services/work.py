"""The unit of work: one transaction per request, opened and closed by the edge, never by a service."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from ocop.domain.refusals import Conflict, Unavailable
from ocop.models.database import WRITES, db


@dataclass(frozen=True)
class _Around:
    """What happens first and last inside the next unit of work."""

    opening: Callable[[], None]
    closing: Callable[[], None]


_AROUND: ContextVar[_Around | None] = ContextVar("ocop_around_work", default=None)


@contextmanager
def around_work(opening: Callable[[], None], closing: Callable[[], None]) -> Iterator[None]:
    """Let every unit of work inside begin and end with these, in its own transaction."""
    token = _AROUND.set(_Around(opening, closing))
    try:
        yield
    finally:
        _AROUND.reset(token)


#: PostgreSQL's word for a second row where one may be; SQLite's writers wait for one another.
_UNIQUE_VIOLATION = "23505"


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Keep everything that happens inside, or nothing of it.

    Raises Unavailable `store-busy` where the store cannot take the write now, and Conflict
    `taken-meanwhile` where another unit, at the same moment, took what must be unique.
    """
    session = db.session()
    session.rollback()
    session.info["writes"] = True
    try:
        session.connection(bind_arguments={"bind": db.engine}, execution_options={WRITES: True})
        around = _AROUND.get()
        if around:
            around.opening()
        yield
        if around:
            around.closing()
        session.commit()
    except OperationalError as fault:
        session.rollback()
        raise Unavailable("store-busy", "Kho dữ liệu đang bận, xin thử lại sau ít giây.") from fault
    except IntegrityError as fault:
        session.rollback()
        if getattr(fault.orig, "sqlstate", None) != _UNIQUE_VIOLATION:
            raise
        raise Conflict("taken-meanwhile", "Một mã hoặc tên vừa được dùng ở nơi khác, xin xem lại.") from fault
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writes"] = False


@contextmanager
def reading() -> Iterator[None]:
    """Look at one state of the store; nothing is kept."""
    session = db.session()
    try:
        yield
    except OperationalError as fault:
        raise Unavailable("store-busy", "Kho dữ liệu đang bận, xin thử lại sau ít giây.") from fault
    finally:
        session.rollback()


@event.listens_for(Session, "before_flush")
def _refuse_stray_writes(session: Session, _context: Any, _instances: Any) -> None:
    """Stop a write that no unit of work was opened for: it would be lost, or take the lock too late."""
    changed = session.new or session.deleted or any(session.is_modified(one) for one in session.dirty)
    if changed and not session.info.get("writes"):
        raise RuntimeError("a write outside unit_of_work()")

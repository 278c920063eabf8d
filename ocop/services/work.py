"""The unit of work: one transaction per request, opened and closed by the edge, never by a service."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from ocop.domain.refusals import Unavailable
from ocop.models.database import WRITES, db


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Keep everything that happens inside, or nothing of it.

    Raises Unavailable `store-busy` where the store cannot take the write now.
    """
    session = db.session()
    session.rollback()
    session.info["writes"] = True
    try:
        session.connection(bind_arguments={"bind": db.engine}, execution_options={WRITES: True})
        yield
        session.commit()
    except OperationalError as fault:
        session.rollback()
        raise Unavailable("store-busy", "Kho dữ liệu đang bận, xin thử lại sau ít giây.") from fault
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

"""Printers: by how much each of a producer's printers is off on each paper."""

from datetime import datetime

from sqlalchemy import func, select

from ocop.domain.accounts import Actor
from ocop.domain.refusals import NotFound, RuleBroken
from ocop.models.database import db, new_id
from ocop.models.printing import PrinterSetup
from ocop.models.subjects import Subject
from ocop.services.acts import record_act
from ocop.services.labels import nudge_read

#: The most setups of one subject.
MOST_SETUPS = 40


def setups_of(subject_id: str) -> list[PrinterSetup]:
    """Return a subject's printers and papers, by name."""
    query = select(PrinterSetup).where(PrinterSetup.subject_id == subject_id)
    return list(db.session.scalars(query.order_by(PrinterSetup.printer, PrinterSetup.stock)))


def find_setup(subject_id: str, setup_id: str) -> PrinterSetup:
    """Return a setup of a subject. Raises NotFound `printer-unknown`."""
    found = db.session.get(PrinterSetup, setup_id[:36])
    if found is None or found.subject_id != subject_id:
        raise NotFound("printer-unknown", "Không có máy in này; hãy chỉnh lại máy in.")
    return found


def nudge_of_setup(setup: PrinterSetup) -> tuple[float, float, float, float]:
    """Return what mends a printer: mm to the right and down, and the factors of both directions."""
    return setup.right, setup.down, setup.scale_x, setup.scale_y


def keep_setup(
    by: Actor,
    now: datetime,
    subject: Subject,
    *,
    printer: str,
    stock: str,
    a: tuple[float, float],
    b: tuple[float, float],
) -> PrinterSetup:
    """Keep what was read off the calibration page, in mm on the rulers A and B; a second reading replaces the first.

    Raises BadInput `nudge-out-of-range` and the press's codes for the stock; RuleBroken `printers-full`.
    """
    numbers = dict(zip(("right", "down", "scale_x", "scale_y"), nudge_read(stock, a, b), strict=True))
    mine = select(PrinterSetup).where(PrinterSetup.subject_id == subject.id)
    found = db.session.scalar(mine.where(PrinterSetup.printer == printer, PrinterSetup.stock == stock))
    if found is None:
        if (db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST_SETUPS:
            raise RuleBroken("printers-full", "Đã có %(most)s máy in; hãy xóa bớt.", most=MOST_SETUPS)
        found = PrinterSetup(id=new_id(), subject_id=subject.id, printer=printer, stock=stock)
        db.session.add(found)
    for name, value in numbers.items():
        setattr(found, name, value)
    found.changed_at = now
    record_act(by, now, "keep", "printer", found.id, after={"printer": printer, "stock": stock, **numbers})
    db.session.flush()
    return found


def drop_setup(by: Actor, now: datetime, setup: PrinterSetup) -> None:
    """Forget a printer."""
    record_act(by, now, "drop", "printer", setup.id, before={"printer": setup.printer, "stock": setup.stock})
    db.session.delete(setup)
    db.session.flush()

"""Inboxes: which dossiers wait for whom, the most pressing first, and how far an assessor's own sheets are."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, or_, select

from ocop.domain.accounts import Actor, Role
from ocop.domain.dossiers import DossierState
from ocop.domain.refusals import BadInput
from ocop.models.councils import Council, Seat
from ocop.models.database import db
from ocop.models.dossiers import Dossier
from ocop.services.dossiers import dossiers_for

_S = DossierState
#: What each role has to do something about.
WAITING = {
    Role.COMMUNE: (_S.SUBMITTED,),
    Role.PROVINCE: (_S.FORWARDED, _S.SCORED, _S.FALLEN_BACK),
    Role.MINISTRY: (_S.APPROVED, _S.CENTRAL_SCORED),
}
#: What an assessor can still score, in the province and at the Ministry.
_TO_SCORE = {True: (_S.APPROVED, _S.CENTRAL_SCORING), False: (_S.FORWARDED, _S.SCORING, _S.FALLEN_BACK)}
#: Where a standing council's sheets wait for its office to end the scoring.
_CLOSED_BY = {Role.PROVINCE: _S.SCORING, Role.MINISTRY: _S.CENTRAL_SCORING}
SheetState = Literal["none", "draft", "handed_in", "recused"]


def _waiting(by: Actor) -> Select[Dossier]:
    """Return the query of what waits for somebody."""
    if by.role != Role.ASSESSOR:
        is_due: ColumnElement[bool] = Dossier.state.in_(WAITING.get(by.role, ()))
        if by.role in _CLOSED_BY:
            is_due = is_due | ((Dossier.state == _CLOSED_BY[by.role]) & Dossier.id.in_(_standing_with_sheets()))
        return dossiers_for(by).where(is_due)
    done = select(Council.dossier_id).join(Seat, Seat.council_id == Council.id).where(Seat.user_id == by.id)
    done = done.where(or_(Seat.handed_in_at.is_not(None), Seat.recused_at.is_not(None)))
    states = _TO_SCORE[by.unit_id is None]
    return dossiers_for(by).where(Dossier.state.in_(states), Dossier.id.not_in(done))


def _standing_with_sheets() -> Select[str]:
    """Return the query of dossiers whose standing council has every sheet it began: nobody else ends it."""
    seats = select(Seat.council_id).where(Seat.handed_in_at.is_not(None))
    begun = select(Seat.council_id).where(Seat.handed_in_at.is_(None), Seat.recused_at.is_(None))
    query = select(Council.dossier_id).where(Council.is_standing, Council.closed_at.is_(None))
    return query.where(Council.id.in_(seats), Council.id.not_in(begun))


def count_waiting(by: Actor) -> int:
    """Return how many dossiers wait for somebody."""
    return db.session.scalar(select(func.count()).select_from(_waiting(by).subquery())) or 0


def list_waiting(
    by: Actor, *, after: tuple[str, str] | None = None, limit: int = 50
) -> tuple[list[Dossier], tuple[str, str] | None]:
    """Return a page of what waits: a commune's by its clock, others' by how long nothing happened to it.

    Raises BadInput `cursor-malformed`.
    """
    is_by_day = by.role == Role.COMMUNE
    key: Any = Dossier.due_on if is_by_day else Dossier.updated_at
    query = _waiting(by).order_by(key, Dossier.id)
    if after:
        try:
            last: Any = date.fromisoformat(after[0]) if is_by_day else datetime.fromisoformat(after[0])
        except ValueError as fault:
            raise BadInput("cursor-malformed", "Con trỏ trang không đọc được.", field="cursor") from fault
        query = query.where(or_(key > last, (key == last) & (Dossier.id > after[1])))
    found = list(db.session.scalars(query.limit(limit + 1)))
    if len(found) <= limit:
        return found, None
    last_one = found[limit - 1]
    value = last_one.due_on if is_by_day else last_one.updated_at
    assert value is not None
    return found[:limit], (value.isoformat(), last_one.id)


def sheet_states(by: Actor, dossiers: Sequence[Dossier]) -> dict[str, SheetState]:
    """Return how far an assessor's own sheet of each dossier is, in its latest council."""
    ids = [one.id for one in dossiers]
    query = select(Council.dossier_id, Seat).join(Seat, Seat.council_id == Council.id)
    query = query.where(Seat.user_id == by.id, Council.dossier_id.in_(ids)).order_by(Council.round)
    seats = {row[0]: row[1] for row in db.session.execute(query)}
    return {one: _sheet_state(seats.get(one)) for one in ids}


def _sheet_state(seat: Seat | None) -> SheetState:
    if seat is None or (seat.saved_at is None and seat.recused_at is None):
        return "none"
    if seat.recused_at is not None:
        return "recused"
    return "handed_in" if seat.handed_in_at is not None else "draft"

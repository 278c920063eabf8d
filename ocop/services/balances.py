"""Balances of lots from the events that stand."""

from collections.abc import Collection

from sqlalchemy import exists, func, select

from ocop.domain.balances import Balance, Movement, balance_of
from ocop.models.database import db
from ocop.models.events import Epc, EventEpc, Retraction, TraceEvent
from ocop.services.chunks import in_chunks


def balances_of(numbers: Collection[int]) -> dict[int, Balance]:
    """Return the balance of each thing, by the number that events know it by; things without amounts have none."""
    found: dict[int, list[Movement]] = {}
    is_owners = func.coalesce(TraceEvent.subject_id == Epc.subject_id, False)
    columns = (EventEpc.role, TraceEvent.action, TraceEvent.biz_step, EventEpc.uom, is_owners)
    for some in in_chunks(numbers):
        query = (
            select(EventEpc.epc_id, *columns, func.sum(EventEpc.quantity))
            .join(TraceEvent, TraceEvent.id == EventEpc.event_id)
            .join(Epc, Epc.id == EventEpc.epc_id)
            .where(EventEpc.epc_id.in_(some), EventEpc.quantity.is_not(None), ~TraceEvent.is_declaration)
            .where(~exists().where(Retraction.event_id == TraceEvent.id))
            .group_by(EventEpc.epc_id, *columns)
        )
        for number, role, action, step, uom, is_own, amount in db.session.execute(query):
            found.setdefault(number, []).append(Movement(role, action, step, uom, is_own, amount or 0.0))
    return {number: balance_of(movements) for number, movements in found.items()}

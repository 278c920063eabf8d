"""Balances of lots from the events that stand."""

from collections.abc import Collection

from sqlalchemy import func, select

from ocop.domain.balances import Balance, Movement, balance_of
from ocop.models.database import db
from ocop.models.events import EventEpc
from ocop.services.chunks import in_chunks


def balances_of(numbers: Collection[int]) -> dict[int, Balance]:
    """Return the balance of each thing, by the number that events know it by; things without amounts have none."""
    found: dict[int, list[Movement]] = {}
    columns = (EventEpc.epc_id, EventEpc.move, EventEpc.uom)
    for some in in_chunks(numbers):
        query = select(*columns, func.sum(EventEpc.quantity)).where(EventEpc.epc_id.in_(some))
        rows = db.session.execute(query.where(EventEpc.move.is_not(None)).group_by(*columns))
        for number, move, uom, amount in rows:
            found.setdefault(number, []).append(Movement(move or 0, uom, amount or 0.0))
    return {number: balance_of(movements) for number, movements in found.items()}

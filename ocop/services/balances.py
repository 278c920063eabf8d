"""Balances of lots from the events that stand."""

from collections.abc import Collection
from typing import Final

from ocop.domain.balances import Balance, Movement
from ocop.services.many_rows import Asker, Asking

_MOVED: Final = Asking.of("""
    SELECT epc_id, move, uom, sum(quantity) FROM {those} JOIN event_epcs ON epc_id = those.one
    WHERE move IS NOT NULL GROUP BY epc_id, move, uom
""")


def balances_of(numbers: Collection[int]) -> dict[int, Balance]:
    """Return the balance of each thing, by the number that events know it by; things without amounts have none."""
    found: dict[int, Balance] = {}
    for number, move, uom, amount in Asker().rows(_MOVED, numbers) if numbers else ():
        balance = found.get(number)
        if balance is None:
            balance = found[number] = Balance()
        balance.add(Movement(move, uom, amount or 0.0))
    return found

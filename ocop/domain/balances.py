"""Balances: how much of a lot was made, where it went, and how much of it nobody can account for.

Amounts are kept by measure: `g`, `ml` or pieces, so that kilograms and tonnes meet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from ocop.domain.epcis_flows import UNITS
from ocop.domain.event_things import Role

#: The measure of what is counted.
PIECES: Final = "pieces"


class Overdraw(StrEnum):
    """What happens where more is taken than is left."""

    WARN = "warn"
    REFUSE = "refuse"


class Movement(NamedTuple):
    """Amounts of one lot that one kind of event moved; `by_owner` where the lot's own subject said so."""

    role: int
    action: str | None
    biz_step: str | None
    uom: str | None
    by_owner: bool
    amount: float


def measured(amount: float, uom: str | None) -> tuple[str, float]:
    """Return an amount by its measure; units that are no mass and no volume stay what they are.

    >>> measured(1.5, "KGM"), measured(40, None), measured(2, "MTK")
    (('g', 1500.0), ('pieces', 40), ('MTK', 2))
    """
    if not uom:
        return PIECES, amount
    measure, factor = UNITS.get(uom, (uom, 1))
    return measure, amount * factor


def amount_words(amount: float, measure: str | None) -> str:
    """Return an amount as people write it.

    >>> amount_words(12500, "g"), amount_words(3, "pieces"), amount_words(2, "MTK")
    ('12,5 kg', '3 đơn vị', '2 MTK')
    """
    if measure in ("g", "ml"):
        number, unit = amount / 1000, "kg" if measure == "g" else "lít"
    else:
        number, unit = amount, "đơn vị" if measure in (None, PIECES) else measure
    return f"{number:.6g} {unit}".replace(".", ",")


@dataclass(slots=True)
class Balance:
    """What became of a lot, by measure."""

    made: dict[str, float] = field(default_factory=dict)
    used: dict[str, float] = field(default_factory=dict)
    destroyed: dict[str, float] = field(default_factory=dict)
    delivered: dict[str, float] = field(default_factory=dict)
    boxed: dict[str, float] = field(default_factory=dict)

    def add(self, one: Movement) -> str | None:
        """Count a movement; return the measure of what it took away, or None where it took nothing.

        What lies in boxes has left the lot by being packed: that a box is delivered moves nothing again. Deliveries
        count where the lot's own subject made them; whoever receives and passes on moves what has gone already.
        """
        part, sign = _part(self, one)
        if part is None:
            return None
        measure, amount = measured(one.amount, one.uom)
        part[measure] = part.get(measure, 0.0) + sign * amount
        return measure if sign > 0 and part is not self.made else None

    def left(self) -> dict[str, float]:
        """Return what is left of what was made, by the measures it was made in; below zero where too much went."""
        gone = (self.used, self.destroyed, self.delivered, self.boxed)
        return {one: amount - sum(part.get(one, 0.0) for part in gone) for one, amount in self.made.items()}


def balance_of(movements: Iterable[Movement]) -> Balance:
    """Add movements up."""
    balance = Balance()
    for one in movements:
        balance.add(one)
    return balance


def _part(balance: Balance, one: Movement) -> tuple[dict[str, float] | None, int]:
    match one.role, one.action, one.biz_step:
        case (Role.OUTPUT_QUANTITY, _, _) | (Role.QUANTITY, "ADD", _):
            return balance.made, 1
        case Role.INPUT_QUANTITY, _, _:
            return balance.used, 1
        case Role.QUANTITY, "DELETE", _:
            return balance.destroyed, 1
        case Role.QUANTITY, "OBSERVE", "shipping" if one.by_owner:
            return balance.delivered, 1
        case Role.CHILD_QUANTITY, "ADD", _:
            return balance.boxed, 1
        case Role.CHILD_QUANTITY, "DELETE", _:
            return balance.boxed, -1
    return None, 0

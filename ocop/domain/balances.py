"""Balances: how much of a lot was made, where it went, and how much of it nobody can account for.

Amounts are kept by measure: `g`, `ml` or pieces, so that kilograms and tonnes meet.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from ocop.domain.epcis_flows import UNITS
from ocop.domain.event_things import Role

#: The measure of what is counted.
PIECES: Final = "pieces"


class Overdraw(StrEnum):
    """What happens where more is taken than is left."""

    WARN = "warn"
    REFUSE = "refuse"


class Move(IntEnum):
    """What an amount does to the balance of a lot."""

    MADE = 1
    USED = 2
    DESTROYED = 3
    DELIVERED = 4
    BOXED = 5
    UNBOXED = 6


#: What an amount does by its role, the action and the business step; a missing word stands for any.
_MOVES: Final = {
    (Role.OUTPUT_QUANTITY, None, None): Move.MADE,
    (Role.QUANTITY, "ADD", None): Move.MADE,
    (Role.INPUT_QUANTITY, None, None): Move.USED,
    (Role.QUANTITY, "DELETE", None): Move.DESTROYED,
    (Role.QUANTITY, "OBSERVE", "shipping"): Move.DELIVERED,
    (Role.CHILD_QUANTITY, "ADD", None): Move.BOXED,
    (Role.CHILD_QUANTITY, "DELETE", None): Move.UNBOXED,
}


def move_of(
    role: Role, action: str | None, biz_step: str | None, *, by_owner: bool, by_other: bool = False
) -> Move | None:
    """Return what an amount in an event does to the balance of its lot, or None.

    What lies in boxes has left the lot by being packed: that a box is delivered moves nothing again. Deliveries count
    where the lot's own subject made them; whoever receives, uses, boxes and passes on (`by_other`, where the owner is
    known and is somebody else) moves what has gone already.
    """
    step = "shipping" if action == "OBSERVE" and biz_step == "shipping" else None
    move = _MOVES.get((role, None if role in (Role.OUTPUT_QUANTITY, Role.INPUT_QUANTITY) else action, step))
    if (move == Move.DELIVERED and not by_owner) or (by_other and move != Move.MADE):
        return None
    return move


class Movement(NamedTuple):
    """An amount of a lot that moved."""

    move: int
    uom: str | None
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


#: The part of a balance that each move counts in; of what left a box again, less.
_PARTS: Final[dict[int, str]] = {
    Move.MADE: "made",
    Move.USED: "used",
    Move.DESTROYED: "destroyed",
    Move.DELIVERED: "delivered",
    Move.BOXED: "boxed",
    Move.UNBOXED: "boxed",
}


@dataclass(slots=True)
class Balance:
    """What became of a lot, by measure."""

    made: dict[str, float] = field(default_factory=dict)
    used: dict[str, float] = field(default_factory=dict)
    destroyed: dict[str, float] = field(default_factory=dict)
    delivered: dict[str, float] = field(default_factory=dict)
    boxed: dict[str, float] = field(default_factory=dict)

    def add(self, one: Movement) -> str:
        """Count a movement; return its measure."""
        measure, amount = measured(one.amount, one.uom)
        part: dict[str, float] = getattr(self, _PARTS[one.move])
        part[measure] = part.get(measure, 0.0) + (-amount if one.move == Move.UNBOXED else amount)
        return measure

    def left(self) -> dict[str, float]:
        """Return what is left of what was made, by the measures it was made in; below zero where too much went."""
        gone = (self.used, self.destroyed, self.delivered, self.boxed)
        return {one: amount - sum(part.get(one, 0.0) for part in gone) for one, amount in self.made.items()}


def left_in(balance: Balance, uom: str | None) -> float | None:
    """Return what is left of a lot in a unit (UN/ECE Recommendation 20, None for pieces), or None where nobody knows.

    >>> left_in(Balance(made={"g": 2500.0}, used={"g": 500.0}), "KGM")
    2.0
    """
    measure, factor = measured(1.0, uom)
    left = balance.left().get(measure)
    return None if left is None else left / factor


def balance_of(movements: Iterable[Movement]) -> Balance:
    """Add movements up."""
    balance = Balance()
    for one in movements:
        balance.add(one)
    return balance

"""Amounts of a recall: how much of a lot is where, in the units that people use."""

from collections.abc import Iterable, Mapping
from typing import Any

from ocop.domain.balances import PIECES, Balance, measured

#: How a measure is said, and how many of it are one of that.
_SAID = {"g": ("kg", 1000.0), "ml": ("lít", 1000.0)}
#: Units of lots that pieces are not counted in.
_WEIGHED = ("kg", "g", "tấn", "tạ", "yến", "lít", "ml", "l", "L")
_PARTS = ("made", "delivered", "boxed", "used", "destroyed")


def unit_words(measure: str, own: str | None = None) -> str:
    """Return the unit of a measure; pieces have the lot's own where it has one.

    >>> unit_words("g"), unit_words("pieces", "hũ"), unit_words("pieces")
    ('kg', 'hũ', 'đơn vị')
    """
    if measure == PIECES:
        return own if own and own not in _WEIGHED else "đơn vị"
    return _SAID.get(measure, (measure, 1.0))[0]


def said_amount(measure: str, amount: float) -> float:
    """Return an amount in the unit that it is said in."""
    return round(amount / _SAID.get(measure, (measure, 1.0))[1], 3)


def amounts_of(balance: Balance, own: str | None = None) -> list[dict[str, Any]]:
    """Return what became of a lot by unit: made, delivered, boxed, used, destroyed, and what nobody accounts for."""
    parts = {name: getattr(balance, name) for name in _PARTS}
    left = balance.left()
    measures = dict.fromkeys(one for part in parts.values() for one in part)
    return [
        {
            "unit": unit_words(one, own),
            **{name: said_amount(one, part.get(one, 0.0)) for name, part in parts.items()},
            "unaccounted": said_amount(one, max(left[one], 0.0)) if one in left else None,
        }
        for one in measures
    ]


def sums(things: Iterable[tuple[float | None, str | None, str | None]]) -> list[dict[str, Any]]:
    """Return quantities added up by unit, from `(quantity, uom, own unit)`; what has none is left out.

    >>> sums([(1.5, "KGM", None), (500, "GRM", None), (3, None, "hũ"), (None, None, None)])
    [{'quantity': 2.0, 'unit': 'kg'}, {'quantity': 3.0, 'unit': 'hũ'}]
    """
    found: dict[tuple[str, str], float] = {}
    for quantity, uom, own in things:
        if quantity is not None:
            measure, amount = measured(quantity, uom)
            key = (measure, unit_words(measure, own))
            found[key] = found.get(key, 0.0) + amount
    return [{"quantity": said_amount(measure, amount), "unit": unit} for (measure, unit), amount in found.items()]


def amount_text(amounts: Iterable[Mapping[str, Any]]) -> str:
    """Return quantities as people write them.

    >>> amount_text([{"quantity": 12.5, "unit": "kg"}, {"quantity": 3.0, "unit": "hũ"}])
    '12,5 kg, 3 hũ'
    """
    return ", ".join(f"{one['quantity']:.10g} {one['unit']}".replace(".", ",") for one in amounts)

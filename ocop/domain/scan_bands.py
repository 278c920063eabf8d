"""Bands: what the page behind a code says first, the gravest before everything else."""

from collections.abc import Mapping
from typing import Any

#: Looks at one item's label by different devices from which on the page counts them aloud.
MANY = 10
#: From the gravest to the mildest; a page shows those that hold, in this order.
ORDER = (
    "recalled", "serial_unknown", "void", "lot_unknown", "withdrawn", "revoked", "expired", "many_scans", "potential",
    "expiring", "extended", "valid", "unrated",
)  # fmt: skip


def bands_of(
    story: Mapping[str, Any],
    *,
    lot: Mapping[str, Any] | None = None,
    is_lot_unknown: bool = False,
    item: str | None = None,
    looks: int = 0,
    many: int = MANY,
) -> list[str]:
    """Return the words of the bands that hold, the gravest first.

    `item` is what the ledger says of a serial (`issued`, `void`, `unknown`; None without one), `looks` how many
    devices have looked at it. The state of the product itself is always among them.
    """
    holding = {str(story["state"])}
    if lot is not None and lot["state"] == "recalled":
        holding.add("recalled")
    if is_lot_unknown:
        holding.add("lot_unknown")
    if item == "unknown":
        holding.add("serial_unknown")
    if item == "void":
        holding.add("void")
    if item == "issued" and looks >= many:
        holding.add("many_scans")
    return sorted(holding, key=ORDER.index)

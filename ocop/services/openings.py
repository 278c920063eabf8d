"""Lots that events bring into being: opened as the event tells."""

from collections.abc import MutableMapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ocop.domain.accounts import Actor
from ocop.domain.epcis_faults import moment
from ocop.domain.event_things import Event, Thing
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.services.epcs import Known
from ocop.services.lots import open_lot

#: Fields of ILMD that tell until when a lot keeps, and when it was made (CBV 2.0, section 9.2), by their own names.
_BEST_BEFORE: Final = ("itemExpirationDate", "bestBeforeDate", "sellByDate")
_MADE: Final = ("productionDate", "harvestEndDate", "harvestStartDate", "packagingDate")
_UNITS: Final = {"KGM": "kg", "GRM": "g", "TNE": "tấn", "LTR": "lít", "MLT": "ml"}


def open_made_lot(
    by: Actor, now: datetime, known: Known, thing: Thing, event: Event, lots: MutableMapping[tuple[str, str], Lot]
) -> None:
    """Open the lot of a product that an event brings into being, unless an earlier event of the same go did.

    Days come from ILMD, else the day of the event. Raises BadInput `lot-malformed`, RuleBroken `dates-contradict`.
    """
    product = db.session.get(Product, known.product_id)
    if product is None or known.lot is None or (product.id, known.lot) in lots:
        return
    happened = moment(event["eventTime"])
    made_on = _day(event, _MADE) or (happened.date() if happened else None)
    quantity = None if thing.quantity is None else Decimal(str(thing.quantity))
    lots[product.id, known.lot] = open_lot(
        by,
        now,
        product,
        code=known.lot,
        made_on=made_on,
        best_before=_day(event, _BEST_BEFORE),
        quantity=quantity,
        unit=_UNITS.get(thing.uom or "", thing.uom),
    )


def _day(event: Event, names: tuple[str, ...]) -> date | None:
    """Return the first of some days that ILMD tells, whatever prefix stands before its name."""
    told: dict[str, Any] = {name.rpartition(":")[2]: value for name, value in event.get("ilmd", {}).items()}
    for name in names:
        value = told.get(name)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value[:10])
            except ValueError:
                continue
    return None

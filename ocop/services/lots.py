"""Lots: opened, listed, found."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.lots import check_days, lot_code
from ocop.domain.refusals import BadInput, Conflict, NotFound
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.services.acts import record_act
from ocop.services.catalogue import path_of


def open_lot(
    by: Actor,
    now: datetime,
    product: Product,
    *,
    code: str,
    made_on: date | None = None,
    best_before: date | None = None,
    quantity: Decimal | None = None,
    unit: str | None = None,
) -> Lot:
    """Open a lot of a product that the actor writes for.

    Raises BadInput `lot-malformed`, RuleBroken `dates-contradict`, Conflict `lot-exists`.
    """
    code = lot_code(code)
    check_days(made_on, best_before)
    if db.session.get(Lot, (product.id, code)) is not None:
        raise Conflict("lot-exists", "Sản phẩm này đã có lô %(lot)s.", field="code", lot=code)
    lot = Lot(
        product_id=product.id,
        code=code,
        made_on=made_on,
        best_before=best_before,
        quantity=quantity,
        unit=unit,
        opened_at=now,
    )
    db.session.add(lot)
    record_act(
        by, now, "open", "lot", f"{product.code}/{code}", after={"made_on": made_on, "best_before": best_before}
    )
    db.session.flush()
    return lot


def find_lot(product: Product, code: str) -> Lot:
    """Return a lot of a product. Raises NotFound `lot-unknown`."""
    try:
        lot = db.session.get(Lot, (product.id, lot_code(code)))
    except BadInput:
        lot = None
    if lot is None:
        raise NotFound("lot-unknown", "Sản phẩm này không có lô “%(lot)s”.", field="lot", lot=code[:20])
    return lot


def lot_view(product: Product, lot: Lot, *, base_url: str, private: bool) -> dict[str, Any]:
    """Return a lot as its page shows it; `private` adds how much was made."""
    address = f"{base_url}{path_of(product)}/10/{lot.code}"
    shown = {
        "product": product.code,
        "code": lot.code,
        "state": lot.state,
        "made_on": lot.made_on,
        "best_before": lot.best_before,
        "url": address,
        "qr_content": address.upper(),
        "opened_at": lot.opened_at,
        "recall": recall_told(lot),
        "version": lot.version,
    }
    amount = float(lot.quantity) if lot.quantity is not None else None
    return shown | {"quantity": amount, "unit": lot.unit} if private else shown


def recall_told(lot: Lot) -> dict[str, Any] | None:
    """Return since when and why a lot is recalled, and what its buyers should do; None where it is not."""
    if lot.state != "recalled":
        return None
    return {"on": lot.recalled_on, "reason": lot.recall_reason, "advice": lot.recall_advice}


def lots_of(product: Product, *, after: str | None = None, limit: int = 50) -> tuple[list[Lot], str | None]:
    """Return a page of a product's lots by code, and the code to go on from, or None at the end."""
    query = select(Lot).where(Lot.product_id == product.id).order_by(Lot.code)
    if after:
        query = query.where(Lot.code > after)
    found = list(db.session.scalars(query.limit(limit + 1)))
    more = len(found) > limit
    return found[:limit], (found[limit - 1].code if more else None)


def has_lot(product: Product, code: str) -> bool:
    """Tell whether a product has a lot of this code, however it was typed."""
    try:
        find_lot(product, code)
    except NotFound:
        return False
    return True

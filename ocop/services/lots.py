"""Lots: opened, listed, found."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.lot_codes import code_of_day, next_code
from ocop.domain.lots import check_days, lot_code
from ocop.domain.refusals import BadInput, Conflict, NotFound, RuleBroken
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.services.acts import changes, record_act
from ocop.services.catalogue import path_of

#: What a person may make of a lot; a recall has its own door.
STATES = ("open", "closed", "used_up")


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


def change_lot(by: Actor, now: datetime, product: Product, lot: Lot, **fields: Any) -> Lot:
    """Change the fields given: made_on, best_before, quantity, unit. Raises RuleBroken `dates-contradict`."""
    check_days(fields.get("made_on", lot.made_on), fields.get("best_before", lot.best_before))
    before, after = changes(lot, fields)
    if after:
        for name, value in after.items():
            setattr(lot, name, value)
        lot.version += 1
        record_act(by, now, "change", "lot", f"{product.code}/{lot.code}", before=before, after=after)
        db.session.flush()
    return lot


def set_lot_state(by: Actor, now: datetime, product: Product, lot: Lot, state: str) -> None:
    """Open, close or use up a lot; a recall has its own door.

    Raises Conflict `lot-recalled`, BadInput `state-unknown`.
    """
    if state not in STATES:
        raise BadInput("state-unknown", "Lô chỉ có thể mở, đóng hoặc dùng hết.", field="state")
    if lot.state == "recalled":
        words = "Lô %(lot)s đang bị thu hồi; cơ quan gỡ lệnh rồi mới đổi được."
        raise Conflict("lot-recalled", words, field="state", lot=lot.code)
    if lot.state != state:
        before = {"state": lot.state}
        lot.state, lot.version = state, lot.version + 1
        record_act(by, now, "set-state", "lot", f"{product.code}/{lot.code}", before=before, after={"state": state})
        db.session.flush()


def next_lot(product: Product, today: date) -> dict[str, Any]:
    """Return what the next lot of a product is like if it is as the last one was: code, days, amount, unit.

    Codes of days are followed by that of today; others go one further. `best_before` is as long after today as the
    last one's was after it was made.
    """
    last = last_lot(product)
    taken = lot_codes_of(product)
    if last is None:
        return {"code": code_of_day(today, taken), "made_on": today}
    lasts = last.best_before - last.made_on if last.best_before and last.made_on else None
    is_dated = last.made_on is not None and last.code.startswith(f"L{last.made_on:%y%m%d}")
    return {
        "code": code_of_day(today, taken) if is_dated else next_code(last.code, taken),
        "made_on": today,
        "best_before": today + lasts if lasts is not None else None,
        "quantity": last.quantity,
        "unit": last.unit,
    }


def last_lot(product: Product) -> Lot | None:
    """Return the lot of a product that was opened last."""
    query = select(Lot).where(Lot.product_id == product.id).order_by(Lot.opened_at.desc(), Lot.code.desc())
    return db.session.scalars(query.limit(1)).first()


def copy_last_lot(by: Actor, now: datetime, today: date, product: Product) -> Lot:
    """Open a lot as the last one was, made today. Raises RuleBroken `no-lot-to-copy`."""
    if last_lot(product) is None:
        raise RuleBroken("no-lot-to-copy", "Sản phẩm này chưa có lô nào để làm theo.")
    return open_lot(by, now, product, **next_lot(product, today))


def lot_codes_of(product: Product) -> set[str]:
    """Return the codes of every lot of a product."""
    return set(db.session.scalars(select(Lot.code).where(Lot.product_id == product.id)))


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


def lots_of(
    product: Product, *, after: str | None = None, limit: int = 50, state: str | None = None
) -> tuple[list[Lot], str | None]:
    """Return a page of a product's lots by code, of one state if asked, and the code to go on from, or None."""
    query = select(Lot).where(Lot.product_id == product.id).order_by(Lot.code)
    if state:
        query = query.where(Lot.state == state)
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

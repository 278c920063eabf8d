"""Withdrawals: products that their maker no longer sells, and sells again."""

from datetime import date, datetime

from ocop.domain.accounts import Actor
from ocop.domain.recalls import check_resumption, check_withdrawal, reason_given
from ocop.models.database import db
from ocop.models.products import Product
from ocop.services.acts import record_act


def withdraw_product(by: Actor, now: datetime, today: date, product: Product, *, reason: str) -> None:
    """Take a product that the actor writes for from sale, from today on; its codes, lots and certificate stay.

    Raises BadInput `reason-missing`, RuleBroken `product-draft`, Conflict `product-withdrawn`.
    """
    words = reason_given(reason)
    check_withdrawal(product.state)
    _change(by, now, product, "withdraw", state="withdrawn", on=today, reason=words)


def resume_product(by: Actor, now: datetime, product: Product) -> None:
    """Sell a withdrawn product again. Raises Conflict `product-not-withdrawn`."""
    check_resumption(product.state)
    _change(by, now, product, "resume", state="published", on=None, reason=None)


def _change(
    by: Actor, now: datetime, product: Product, verb: str, *, state: str, on: date | None, reason: str | None
) -> None:
    before = {"state": product.state, "withdrawn_on": product.withdrawn_on}
    product.state, product.withdrawn_on, product.withdrawal_reason = state, on, reason
    product.version, product.updated_at = product.version + 1, now
    after = {"state": state, "withdrawn_on": on}
    record_act(by, now, verb, "product", product.code, before=before, after=after, why=reason)
    db.session.flush()

"""Recalls: a lot called back by its maker or an office, let go again by an office, and told to everyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select

from ocop.domain.accounts import OPERATOR, Actor
from ocop.domain.recalls import advice_given, check_lifting, check_recall, reason_given
from ocop.domain.refusals import NotAllowed, NotFound
from ocop.domain.rights import Action, roles_that
from ocop.models.acts import Act
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.subjects import Subject
from ocop.services.acts import acts_of, record_act
from ocop.services.label_jobs import drawn, issued
from ocop.services.lots import lot_view, recall_told
from ocop.services.profiles import oversees
from ocop.services.scans import scans_of_lot
from ocop.services.units import area_of


@dataclass(frozen=True)
class Recall:
    """What calling a lot back means: since when, why, what buyers do, how much of it is known to be outside.

    `reach` counts `labels` drawn by jobs, `serials` issued, `scans` of its codes and their `visitors`.
    """

    on: date
    reason: str
    advice: str
    reach: Mapping[str, int]
    dry_run: bool


#: What the recall that holds is told by.
_RECALL = ("recalled_on", "recall_reason", "recall_advice", "recalled_by")
#: What the public history calls an act on a lot, by its verb.
_KINDS = {"recall": "recalled", "lift-recall": "recall_lifted"}


def may_recall(by: Actor, product: Product) -> bool:
    """Tell whether the actor may recall lots of a product: its own, or those of its office's area."""
    return _may(by, product, Action.RECALL)


def may_lift(by: Actor, product: Product) -> bool:
    """Tell whether the actor may lift recalls of a product: an office for its area, never the maker."""
    return _may(by, product, Action.LIFT_RECALL)


def may_lift_all(by: Actor) -> bool:
    """Tell whether the actor's role lifts recalls at all, of what it oversees."""
    return by.role in roles_that(Action.LIFT_RECALL)


def _may(by: Actor, product: Product, action: Action) -> bool:
    return by.role in roles_that(action) and oversees(by, product)


def recall_lot(
    by: Actor,
    now: datetime,
    today: date,
    product: Product,
    lot: Lot,
    *,
    reason: str,
    advice: str | None = None,
    dry_run: bool = False,
) -> Recall:
    """Call a lot back from today on, and return what that means; a dry run says the same and changes nothing.

    The product is held for update, so that a lot is recalled once. The operator's own command may recall too.
    Raises NotAllowed `recall-not-yours`, NotFound `product-unknown`, BadInput `reason-missing`, Conflict
    `lot-recalled`.
    """
    if by != OPERATOR:
        _check_right(by, product, Action.RECALL)
    recall = Recall(today, reason_given(reason), advice_given(advice), recall_reach(lot), dry_run)
    check_recall(lot.state, lot.code)
    if not dry_run:
        _recall(by, now, product, lot, recall)
    return recall


def _recall(by: Actor, now: datetime, product: Product, lot: Lot, recall: Recall) -> None:
    before = {"state": lot.state}
    lot.state, lot.version, lot.recalled_on, lot.recalled_by = "recalled", lot.version + 1, recall.on, by.id
    lot.recall_reason, lot.recall_advice = recall.reason, recall.advice
    after = {"state": lot.state, "on": recall.on, "recall_advice": recall.advice}
    record_act(by, now, "recall", "lot", f"{product.code}/{lot.code}", before=before, after=after, why=recall.reason)
    db.session.flush()


def recall_view(product: Product, lot: Lot, recall: Recall, *, base_url: str) -> dict[str, Any]:
    """Return a lot as it is once recalled, how far it has come, and whether that was only tried."""
    told = {"on": recall.on, "reason": recall.reason, "advice": recall.advice}
    shown = lot_view(product, lot, base_url=base_url, private=True)
    return shown | {"state": "recalled", "recall": told, "reach": recall.reach, "dry_run": recall.dry_run}


def recall_reach(lot: Lot) -> dict[str, int]:
    """Return how many labels of a lot were drawn, how many serials issued, and how often its codes were looked at."""
    return {"labels": drawn(lot), "serials": issued(lot), **scans_of_lot(lot.product_id, lot.code)}


def lift_recall(by: Actor, now: datetime, today: date, product: Product, lot: Lot, *, reason: str) -> None:
    """Let a recalled lot go again: it is then what it was before. The acts keep what the recall said.

    The product is held for update. Raises NotAllowed `lifting-not-yours`, NotFound `product-unknown`, BadInput
    `reason-missing`, Conflict `lot-not-recalled`.
    """
    _check_right(by, product, Action.LIFT_RECALL)
    words = reason_given(reason)
    check_lifting(lot.state, lot.code)
    before = {"state": lot.state, **{name: getattr(lot, name) for name in _RECALL}}
    lot.state, lot.version = _state_before(product, lot), lot.version + 1
    for name in _RECALL:
        setattr(lot, name, None)
    after = {"state": lot.state, "on": today}
    record_act(by, now, "lift-recall", "lot", f"{product.code}/{lot.code}", before=before, after=after, why=words)
    db.session.flush()


def _state_before(product: Product, lot: Lot) -> str:
    """Return what a lot was when it was recalled."""
    recalls = [act for act in acts_of("lot", f"{product.code}/{lot.code}") if act.verb == "recall"]
    return str((recalls[-1].before or {})["state"]) if recalls else "open"


def check_recall_role(by: Actor) -> None:
    """Refuse a recall by whose role recalls nothing at all. Raises NotAllowed `recall-not-yours`."""
    if by.role not in roles_that(Action.RECALL):
        raise NotAllowed("recall-not-yours", "Chỉ chủ thể của sản phẩm và cơ quan địa bàn thu hồi được lô.")


def check_lifting_role(by: Actor) -> None:
    """Refuse a lifting by whose role lifts nothing. Raises NotAllowed `lifting-not-yours`."""
    if by.role not in roles_that(Action.LIFT_RECALL):
        raise NotAllowed("lifting-not-yours", "Chỉ cơ quan địa bàn mới gỡ được lệnh thu hồi lô.")


def _check_right(by: Actor, product: Product, action: Action) -> None:
    if action == Action.RECALL:
        check_recall_role(by)
    else:
        check_lifting_role(by)
    if not oversees(by, product):
        code = product.code
        raise NotFound("product-unknown", "Không có sản phẩm nào mang mã “%(code)s”.", field="code", code=code)


def recalled_lots(by: Actor, *, page: int = 1, limit: int = 50) -> tuple[list[dict[str, Any]], bool]:
    """Return a page of the recalled lots of an office's area, the newest first, and whether there are more."""
    query = select(Lot, Product, Subject.name).join(Product, Product.id == Lot.product_id)
    query = query.join(Subject, Subject.id == Product.subject_id).where(Lot.state == "recalled")
    area = area_of(by)
    if area is not None:
        query = query.where(Subject.unit_id.in_(area))
    query = query.order_by(Lot.recalled_on.desc(), Product.code, Lot.code)
    rows = db.session.execute(query.offset((page - 1) * limit).limit(limit + 1)).all()
    found = [
        {
            "product": product.name,
            "code": product.code,
            "subject": subject,
            "lot": lot.code,
            **(recall_told(lot) or {}),
        }
        for lot, product, subject in rows[:limit]
    ]
    return found, len(rows) > limit


def recalls_told(product_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the recalls and liftings of products' lots for the public history, by product id, the newest first."""
    query = select(Lot.product_id, Lot.code, Act.verb, Act.after, Act.why).join(Product, Product.id == Lot.product_id)
    query = query.join(Act, and_(Act.noun == "lot", Act.noun_id == Product.code + "/" + Lot.code))
    # Every recall raises the version: a lot as it was opened has no such acts.
    query = query.where(Lot.product_id.in_(product_ids), Lot.version > 1, Act.verb.in_(_KINDS))
    found: dict[str, list[dict[str, Any]]] = {}
    for product_id, lot, verb, after, why in db.session.execute(query.order_by(Act.at.desc(), Act.id.desc())):
        found.setdefault(product_id, []).append({"kind": _KINDS[verb], "on": after["on"], "lot": lot, "why": why})
    return found

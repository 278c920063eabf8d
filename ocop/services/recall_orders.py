"""Recall orders: one act calls back everything that a lot or raw lot went into, and tells whom it reaches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import OPERATOR, Actor
from ocop.domain.notices import NoticeKind
from ocop.domain.recalls import advice_given, check_recall, reason_given, reason_through
from ocop.domain.refusals import NotFound
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.acts import record_act
from ocop.services.chunks import in_chunks
from ocop.services.epcs import lot_uri
from ocop.services.events import record_events
from ocop.services.notices import make_notices
from ocop.services.profiles import looked_after
from ocop.services.recall_sets import (
    Affected,
    AffectedLot,
    Start,
    affected_by,
    lots_told,
    raw_lots_told,
    told_subjects,
    unaccounted,
)
from ocop.services.recalls import Recall, check_recall_role, recall_lot, recall_reach, recall_view
from ocop.services.receivers import receivers_told

#: Lots that one trace event of a recall names at most.
_IN_ONE_EVENT = 500


@dataclass(frozen=True)
class Order:
    """What a recall means: what it reaches, which lots the actor may call back, and what it says of them."""

    start: Start
    affected: Affected
    #: Lots that are recalled by this act, the start's own first, and those of others, which are not.
    marked: list[AffectedLot]
    others: list[AffectedLot]
    raw_lots: list[RawLot]
    told: Recall


def order_recall(
    by: Actor,
    now: datetime,
    today: date,
    start: Start,
    *,
    base_url: str,
    reason: str,
    advice: str | None = None,
    dry_run: bool = False,
) -> Order:
    """Call back everything that a lot or raw lot went into, of whoever the actor may recall for; tell the others.

    A lot that is recalled already stays as it is; recalling again takes in what has been made of it since. A dry run
    says the same and changes nothing. Raises NotAllowed `recall-not-yours`, NotFound `product-unknown` or
    `raw-lot-unknown`, BadInput `reason-missing`, Conflict `lot-recalled` where nothing is left to be recalled.
    """
    _check_right(by, start)
    reach = recall_reach(start.lot) if start.lot is not None else {}
    told = Recall(today, reason_given(reason), advice_given(advice), reach, dry_run)
    if not dry_run:
        _hold(affected_by(start))
    order = _order(by, start, told)
    if not order.marked and not order.raw_lots:
        check_recall(start.state, start.code)
    if not dry_run:
        _mark(by, now, order)
        _record(by, now, order, base_url)
        _tell(by, now, order)
    return order


def _check_right(by: Actor, start: Start) -> None:
    if by == OPERATOR:
        return
    check_recall_role(by)
    if not looked_after([db.session.get_one(Subject, start.subject_id)], by):
        raise NotFound("raw-lot-unknown", "Không có lô này.", field="lot")


def _hold(affected: Affected) -> None:
    """Hold every product and raw lot at hand, in one order, and read their lots anew: each is recalled once."""
    for some in in_chunks(sorted({one.product.id for one in affected.lots})):
        held = select(Product.id).where(Product.id.in_(some)).order_by(Product.id).with_for_update()
        db.session.execute(held).all()
    fresh = {"populate_existing": True}
    for some in in_chunks(sorted({one.product.id for one in affected.lots})):
        db.session.scalars(select(Lot).where(Lot.product_id.in_(some)).execution_options(**fresh)).all()
    for some in in_chunks(sorted(one.id for one, _, _ in affected.raw_lots)):
        query = select(RawLot).where(RawLot.id.in_(some)).order_by(RawLot.id).with_for_update()
        db.session.scalars(query.execution_options(**fresh)).all()


def _order(by: Actor, start: Start, told: Recall) -> Order:
    affected = affected_by(start)
    subjects = {one.subject.id: one.subject for one in affected.lots} | {
        one.id: one for _, one, _ in affected.raw_lots
    }
    own = set(subjects) if by == OPERATOR else looked_after(list(subjects.values()), by)
    fresh = [one for one in affected.lots if one.lot.state != "recalled"]
    return Order(
        start,
        affected,
        [one for one in fresh if one.subject.id in own],
        [one for one in fresh if one.subject.id not in own],
        [one for one, subject, _ in affected.raw_lots if subject.id in own and one.state != "recalled"],
        told,
    )


def _mark(by: Actor, now: datetime, order: Order) -> None:
    reason, today = order.told.reason, order.told.on
    through = reason_through(reason, order.start.words)
    for one in order.marked:
        words = reason if one.lot is order.start.lot else through
        recall_lot(by, now, today, one.product, one.lot, reason=words, advice=order.told.advice)
    for raw in order.raw_lots:
        before = {"state": raw.state}
        words = reason if raw is order.start.raw_lot else through
        raw.state, raw.version, raw.recalled_on, raw.recalled_by = "recalled", raw.version + 1, today, by.id
        raw.recall_reason = words
        after = {"state": raw.state, "on": today}
        record_act(by, now, "recall", "raw-lot", raw.id, before=before, after=after, why=words)
    db.session.flush()


def _record(by: Actor, now: datetime, order: Order, base_url: str) -> None:
    """Record the recall as trace events, those of each subject under its name."""
    named: dict[str, list[str]] = {}
    for one in order.marked:
        named.setdefault(one.subject.id, []).append(lot_uri(one.product, one.lot.code, base_url))
    for raw in order.raw_lots:
        named.setdefault(raw.subject_id, []).append(raw.uri)
    for subject_id, uris in named.items():
        events = [_event(now, uris[start : start + _IN_ONE_EVENT]) for start in range(0, len(uris), _IN_ONE_EVENT)]
        record_events(by, now, events, base_url=base_url, subject_id=subject_id)


def _event(now: datetime, uris: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "ObjectEvent",
        "eventTime": now.isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": "+00:00",
        "action": "OBSERVE",
        "bizStep": "holding",
        "disposition": "recalled",
        "quantityList": [{"epcClass": uri} for uri in uris],
    }


def _tell(by: Actor, now: datetime, order: Order) -> None:
    """Let makers and offices hear: of the lots that are recalled, and of those that are not yet."""
    for kind, lots in ((NoticeKind.LOTS_RECALLED, order.marked), (NoticeKind.LOTS_REACHED, order.others)):
        about = {"start": order.start.words, "reason": order.told.reason}
        tell_of_lots(by, now, kind, lots, about)


def tell_of_lots(
    by: Actor, now: datetime, kind: NoticeKind, lots: Iterable[AffectedLot], about: dict[str, Any]
) -> None:
    """Make a notice of lots for each of their makers, for its commune's office and for its province's."""
    of_subject: dict[str, list[AffectedLot]] = {}
    of_unit: dict[str, list[AffectedLot]] = {}
    for one in lots:
        of_subject.setdefault(one.subject.id, []).append(one)
        commune = db.session.get_one(Unit, one.subject.unit_id)
        for unit_id in (commune.id, commune.parent_id):
            if unit_id:
                of_unit.setdefault(unit_id, []).append(one)
    for subject_id, several in of_subject.items():
        make_notices(by, now, kind, about | {"lots": _brief(several)}, subject_ids=[subject_id])
    for unit_id, several in of_unit.items():
        make_notices(by, now, kind, about | {"lots": _brief(several)}, unit_ids=[unit_id])


def _brief(lots: Iterable[AffectedLot]) -> list[dict[str, str]]:
    return [{"code": one.product.code, "product": one.product.name, "lot": one.lot.code} for one in lots]


def order_told(by: Actor, order: Order) -> dict[str, Any]:
    """Return what a recall reaches as the asker may read it, and which of its lots this act calls back."""
    shown = affected_told(by, order.affected)
    keys = {(one.product.code, one.lot.code) for one in order.marked}
    for one in shown["lots"]:
        one["recalls"] = (one["code"], one["lot"]) in keys
    return shown


def affected_told(by: Actor, affected: Affected) -> dict[str, Any]:
    """Return lots, raw lots, boxes, receivers and what is unaccounted for, as the asker may read them."""
    told = told_subjects(affected, by, everybody=by == OPERATOR)
    lots, raw_lots = lots_told(affected, told), raw_lots_told(affected, told)
    return {
        "lots": lots,
        "raw_lots": raw_lots,
        "boxes": [{"uri": uri, "is_delivered": gone} for uri, gone in affected.boxes.items()],
        "receivers": receivers_told(affected, told),
        "unaccounted": unaccounted(lots),
        "is_cut": affected.is_cut,
    }


def lot_order_view(by: Actor, order: Order, *, base_url: str) -> dict[str, Any]:
    """Return a lot as it is once recalled, how far it has come, and what its recall reaches."""
    product, lot = order.start.product, order.start.lot
    assert product is not None
    assert lot is not None
    return recall_view(product, lot, order.told, base_url=base_url) | {"affected": order_told(by, order)}


def raw_lot_order_view(by: Actor, order: Order) -> dict[str, Any]:
    """Return a raw lot as it is once recalled, and what its recall reaches."""
    raw = order.start.raw_lot
    assert raw is not None
    told = {name: getattr(raw, name) for name in ("id", "code", "name", "version")}
    recalled = {"state": "recalled", "on": order.told.on, "reason": order.told.reason, "dry_run": order.told.dry_run}
    return told | recalled | {"affected": order_told(by, order)}

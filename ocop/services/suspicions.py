"""Suspicions: items judged by the looks at them, listed for who is concerned, decided by a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from ocop.domain.accounts import OPERATOR, Actor, Role
from ocop.domain.refusals import Conflict, NotFound
from ocop.domain.suspicions import RULE_WORDS, STATE_WORDS, Rule, Seen, SuspicionState, Thresholds, suspicions_in
from ocop.models.database import SCANS, db, new_id
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.scans import ItemScan, Scan
from ocop.models.subjects import Subject
from ocop.models.suspicions import Suspicion
from ocop.services.actors import is_key
from ocop.services.acts import record_act
from ocop.services.scans import counting
from ocop.services.units import area_of

#: Items judged at once.
_MOST = 200


@dataclass(frozen=True)
class Judged:
    """An item that was looked at since the rules were last asked; `scans` is how often by then."""

    product_id: str
    lot: str
    item: int
    scans: int
    seen: Seen

    @property
    def lot_key(self) -> tuple[str, str]:
        """The key of its lot."""
        return self.product_id, self.lot


def items_to_judge(today: date, thresholds: Thresholds, *, limit: int = _MOST) -> list[Judged]:
    """Return items looked at since they were last judged, with what the rules ask about; their lots come later."""
    query = select(ItemScan.__table__).where(ItemScan.unjudged).order_by(ItemScan.last_at).limit(limit)
    with db.engines[SCANS].connect() as connection:
        rows = connection.execute(query).all()
        found = []
        for row in rows:
            # Devices of all days are at least those of the last ones, so that most items need no look at their scans.
            is_busy = row.visitors > thresholds.devices and len(row.areas) >= thresholds.areas
            devices, by_area = _recent(connection, row, today, thresholds.days) if is_busy else (0, {})
            seen = Seen(
                devices=devices,
                by_area=by_area,
                first_on=row.first_on,
                last_on=row.last_on,
                void_scans=row.void_scans,
                recalled_scans=row.recalled_scans,
                made_on=None,
            )
            found.append(Judged(row.product_id, row.lot, row.item, row.scans, seen))
    return found


def _recent(connection: Connection, row: Any, today: date, days: int) -> tuple[int, dict[str, int]]:
    """Return by how many devices an item was seen in the last days, each once a day, in all and by area."""
    looks = select(Scan.on, Scan.visitor, Scan.area).where(
        Scan.product_id == row.product_id,
        Scan.lot == row.lot,
        Scan.item == row.item,
        Scan.on > today - timedelta(days=days),
    )
    found = connection.execute(looks.distinct()).all()
    by_area: dict[str, int] = {}
    for _, _, area in found:
        if area is not None:
            by_area[area] = by_area.get(area, 0) + 1
    return len({(on, visitor) for on, visitor, _ in found}), by_area


def raise_suspicions(now: datetime, items: Sequence[Judged], thresholds: Thresholds) -> int:
    """Write down what the rules say of items, each rule once for each item; return how many are new."""
    query = select(Lot.product_id, Lot.code, Lot.made_on, Product.code).join(Product, Product.id == Lot.product_id)
    lots = {
        (product_id, lot): (made_on, code)
        for product_id, lot, made_on, code in db.session.execute(
            query.where(tuple_(Lot.product_id, Lot.code).in_({one.lot_key for one in items}))
        )
    }
    raised = 0
    for one in items:
        if one.lot_key not in lots:
            continue
        made_on, code = lots[one.lot_key]
        seen = replace(one.seen, made_on=made_on)
        for rule, evidence in suspicions_in(seen, thresholds).items():
            raised += _raised(now, one, rule, evidence, code)
    db.session.flush()
    return raised


def _raised(now: datetime, one: Judged, rule: Rule, evidence: dict[str, Any], code: str) -> bool:
    """Write a suspicion down unless there is one of this rule and item; two workers at once make it once."""
    make: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = make(Suspicion).values(
        id=new_id(),
        product_id=one.product_id,
        lot=one.lot,
        item=one.item,
        rule=str(rule),
        evidence=evidence,
        raised_at=now,
        state=str(SuspicionState.OPEN),
    )
    keys = ["product_id", "lot", "item", "rule"]
    made = statement.on_conflict_do_nothing(index_elements=keys).returning(Suspicion.id)
    if db.session.execute(made).first() is None:
        return False
    after = {"lot": one.lot, "item": one.item + 1, "rule": str(rule)}
    record_act(OPERATOR, now, "suspect", "product", code, after=after)
    return True


def settle_items(items: Sequence[Judged]) -> None:
    """Mark items as judged, except those that were looked at meanwhile."""
    with counting() as connection:
        for one in items:
            connection.execute(
                update(ItemScan)
                .where(ItemScan.product_id == one.product_id, ItemScan.lot == one.lot, ItemScan.item == one.item)
                .where(ItemScan.scans == one.scans)
                .values(unjudged=False)
            )


# -- for people


def _within(query: Any, by: Actor) -> Any:
    """Narrow a query of suspicions and products to whom they concern: the producer, or the office of the area."""
    if by.role == Role.PRODUCER:
        return query.where(Product.subject_id == (by.subject_id or ""))
    area = area_of(by)
    return query if area is None else query.where(Product.unit_id.in_(area))


def open_suspicions(by: Actor) -> int:
    """Return how many suspicions wait for somebody to look at them."""
    query = select(func.count(Suspicion.id)).join(Product, Product.id == Suspicion.product_id)
    return db.session.scalar(_within(query.where(Suspicion.state == SuspicionState.OPEN), by)) or 0


def suspicions_for(by: Actor, *, is_open: bool = True, page: int = 1, limit: int = 50) -> list[dict[str, Any]]:
    """Return suspicions with their evidence, the newest first: those that wait, or those decided.

    `alike` is how many wait of the same lot and rule, this one among them.
    """
    query = (
        select(Suspicion, Product.code, Product.name, Subject.name)
        .join(Product, Product.id == Suspicion.product_id)
        .join(Subject, Subject.id == Product.subject_id)
    )
    is_state = Suspicion.state == SuspicionState.OPEN
    query = _within(query.where(is_state if is_open else ~is_state), by)
    newest = Suspicion.raised_at if is_open else Suspicion.decided_at
    query = query.order_by(newest.desc(), Suspicion.id).offset((page - 1) * limit).limit(limit)
    rows = db.session.execute(query).all()
    alike = _alike([row[0] for row in rows]) if is_open else {}
    return [
        {**_shown(one, code, name, subject), "alike": alike.get((one.product_id, one.lot, one.rule), 1)}
        for one, code, name, subject in rows
    ]


def _alike(some: Sequence[Suspicion]) -> dict[tuple[str, str, str], int]:
    """Return how many open suspicions there are of the same product, lot and rule as each of these."""
    keys = (Suspicion.product_id, Suspicion.lot, Suspicion.rule)
    query = select(*keys, func.count()).where(Suspicion.state == SuspicionState.OPEN).group_by(*keys)
    query = query.where(tuple_(*keys).in_({(one.product_id, one.lot, one.rule) for one in some}))
    return {(product_id, lot, rule): count for product_id, lot, rule, count in db.session.execute(query)}


def _shown(one: Suspicion, code: str, name: str, subject: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "rule": one.rule,
        "rule_words": RULE_WORDS[Rule(one.rule)],
        "code": code,
        "product": name,
        "subject": subject,
        "lot": one.lot,
        "number": one.item + 1,
        "evidence": {
            name: date.fromisoformat(value) if name.endswith("_on") else value for name, value in one.evidence.items()
        },
        "raised_at": one.raised_at,
        "state": one.state,
        "state_words": STATE_WORDS[SuspicionState(one.state)],
        "decided_at": one.decided_at,
        "decided_role": Role(one.decided_role) if one.decided_role else None,
        "why": one.why,
    }


def decide_suspicion(
    by: Actor, now: datetime, suspicion_id: str, *, outcome: str, why: str, whole_lot: bool = False
) -> int:
    """Write down what a person found, with the words; what is decided stays. Return how many were decided.

    `outcome` is `dismissed` or `confirmed`; `whole_lot` takes every open one of the same rule and lot with it, as
    after a recall. Raises NotFound `suspicion-unknown`, Conflict `suspicion-decided`.
    """
    one, code = _found(by, suspicion_id)
    if one.state != SuspicionState.OPEN:
        raise Conflict("suspicion-decided", "Dấu hiệu này đã có người xem xét xong.")
    decided = [one, *(_like(one) if whole_lot else [])]
    for suspicion in decided:
        suspicion.state, suspicion.why = SuspicionState(outcome), why
        suspicion.decided_at, suspicion.decided_by, suspicion.decided_role = now, by.id, str(by.role)
    items = sorted(suspicion.item + 1 for suspicion in decided)
    after = {"lot": one.lot, "item": items if whole_lot else items[0], "rule": one.rule, "outcome": outcome}
    record_act(by, now, "judge", "product", code, after=after, why=why)
    db.session.flush()
    return len(decided)


def _found(by: Actor, suspicion_id: str) -> tuple[Suspicion, str]:
    """Return a suspicion that concerns the asker, held for update, and its product's code."""
    query = select(Suspicion, Product.code).join(Product, Product.id == Suspicion.product_id)
    query = _within(query.where(Suspicion.id == suspicion_id), by).with_for_update(of=Suspicion)
    row = db.session.execute(query).one_or_none() if is_key(suspicion_id) else None
    if row is None:
        raise NotFound("suspicion-unknown", "Không có dấu hiệu này.")
    return row[0], row[1]


def _like(one: Suspicion) -> list[Suspicion]:
    """Return the other open suspicions of the same rule and lot, held for update."""
    query = select(Suspicion).where(
        Suspicion.product_id == one.product_id,
        Suspicion.lot == one.lot,
        Suspicion.rule == one.rule,
        Suspicion.state == SuspicionState.OPEN,
        Suspicion.id != one.id,
    )
    return list(db.session.scalars(query.order_by(Suspicion.id).with_for_update()))

"""Mock recalls: how fast a subject finds everybody who got a lot. Nothing is recalled by them, nobody else hears."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from ocop.models.database import db
from ocop.models.events import Epc, EventEpc, TraceEvent
from ocop.models.exercises import RecallExercise
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.services.acts import record_act
from ocop.services.lots import find_lot
from ocop.services.products import own_product
from ocop.services.recall_orders import affected_told
from ocop.services.recall_sets import Start, affected_by, start_of_lot

#: Lots that chance picks from: the newest that were delivered.
_MOST = 200


def begin_exercise(
    by: Actor,
    now: datetime,
    chosen: str | None = None,
    *,
    pick: Callable[[Sequence[tuple[str, str]]], tuple[str, str]] = secrets.choice,
) -> RecallExercise:
    """Begin an exercise with a lot named `{code}/{lot}`, or with one that chance picks; its clock runs from now on.

    Raises NotAllowed `exercise-not-yours`, Conflict `exercise-running`, NotFound `product-unknown` or `lot-unknown`,
    RuleBroken `no-deliveries` where no event is about the lot, or none of the subject's was delivered.
    """
    subject_id = _subject(by)
    running = select(RecallExercise.id).where(RecallExercise.subject_id == subject_id)
    if db.session.scalar(running.where(RecallExercise.ended_at.is_(None)).limit(1)):
        raise Conflict("exercise-running", "Đang có một lần diễn tập chưa xong; hãy kết thúc lần ấy trước.")
    start = _chosen(by, chosen) if chosen else _picked(subject_id, pick)
    if start.number is None:
        raise _nothing()
    exercise = RecallExercise(subject_id=subject_id, epc_id=start.number, begun_by=by.id, begun_at=now, reached={})
    db.session.add(exercise)
    db.session.flush()
    record_act(by, now, "begin", "exercise", exercise.id, after={"lot": "/".join(start.name)})
    db.session.flush()
    return exercise


def _subject(by: Actor) -> str:
    if by.role != Role.PRODUCER or by.subject_id is None:
        raise NotAllowed("exercise-not-yours", "Chỉ chủ thể diễn tập thu hồi hàng của mình.")
    return by.subject_id


def _nothing() -> RuleBroken:
    return RuleBroken("no-deliveries", "Chưa có lô nào đã ghi giao hàng để diễn tập.", field="lot")


def _chosen(by: Actor, chosen: str) -> Start:
    code, _, lot = chosen.partition("/")
    product = own_product(by, code)
    return start_of_lot(product, find_lot(product, lot))


def _picked(subject_id: str, pick: Callable[[Sequence[tuple[str, str]]], tuple[str, str]]) -> Start:
    """Return one of the subject's lots that were delivered, or put into a box, as chance will."""
    moved = select(EventEpc.epc_id).join(TraceEvent, TraceEvent.id == EventEpc.event_id)
    moved = moved.where(EventEpc.epc_id == Epc.id, TraceEvent.biz_step.in_(("shipping", "packing")))
    query = select(Epc.product_id, Epc.lot).join(Product, Product.id == Epc.product_id)
    query = query.where(Product.subject_id == subject_id, Epc.kind == "lot", Epc.id == Epc.main_id, exists(moved))
    found = [(one.product_id, one.lot) for one in db.session.execute(query.order_by(Epc.id.desc()).limit(_MOST))]
    if not found:
        raise _nothing()
    product_id, lot = pick(found)
    return start_of_lot(db.session.get_one(Product, product_id), db.session.get_one(Lot, (product_id, lot)))


def find_exercise(by: Actor, exercise_id: str, *, for_update: bool = False) -> RecallExercise:
    """Return an exercise of one's own. Raises NotFound `exercise-unknown`."""
    is_id = len(exercise_id) <= 36 and "\x00" not in exercise_id
    found = db.session.get(RecallExercise, exercise_id, with_for_update=for_update or None) if is_id else None
    if found is None or by.role != Role.PRODUCER or found.subject_id != by.subject_id:
        raise NotFound("exercise-unknown", "Không có lần diễn tập này.")
    return found


def start_of(exercise: RecallExercise) -> Start:
    """Return the lot that an exercise is about."""
    epc = db.session.get_one(Epc, exercise.epc_id)
    product = db.session.get_one(Product, epc.product_id)
    return start_of_lot(product, db.session.get_one(Lot, (epc.product_id, epc.lot)))


def exercise_shown(by: Actor, exercise: RecallExercise) -> dict[str, Any]:
    """Return whom to reach while it runs, and the report as it was at the end afterwards."""
    if exercise.found is not None:
        return exercise.found
    return _found(by, exercise)


def _found(by: Actor, exercise: RecallExercise) -> dict[str, Any]:
    shown = affected_told(by, affected_by(start_of(exercise)))
    receivers = [one | {"last_on": one["last_on"].isoformat()} for one in shown["receivers"]]
    reached = sum(one["uri"] in exercise.reached for one in receivers)
    return {
        "lots": shown["lots"],
        "receivers": receivers,
        "unaccounted": shown["unaccounted"],
        "boxes": len(shown["boxes"]),
        "reached": reached,
        "shares": shares_of(shown["lots"]),
    }


def shares_of(lots: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return how much of what was made is accounted for, by unit: made, found, and the share from 0 to 1."""
    made: dict[str, float] = {}
    left: dict[str, float] = {}
    for one in lots:
        for part in one["amounts"]:
            if part["made"]:
                made[part["unit"]] = made.get(part["unit"], 0.0) + part["made"]
                left[part["unit"]] = left.get(part["unit"], 0.0) + (part["unaccounted"] or 0.0)
    return [
        {"unit": unit, "made": amount, "found": amount - left[unit], "share": round(1 - left[unit] / amount, 4)}
        for unit, amount in made.items()
    ]


def tick_receiver(by: Actor, now: datetime, exercise: RecallExercise, receiver: str, *, reached: bool) -> None:
    """Note that a receiver was reached in a running exercise, or was not after all; twice is once.

    The exercise is held for update. Raises Conflict `exercise-ended`, NotFound `receiver-unknown`.
    """
    _check_running(exercise)
    if receiver not in {one["uri"] for one in _found(by, exercise)["receivers"]}:
        raise NotFound("receiver-unknown", "Lô này không có nơi nhận ấy.", field="receiver")
    if reached == (receiver in exercise.reached):
        return
    told = {uri: when for uri, when in exercise.reached.items() if uri != receiver}
    exercise.reached = told | ({receiver: {"at": now.isoformat(), "by": by.name}} if reached else {})
    record_act(by, now, "reach" if reached else "unreach", "exercise", exercise.id, after={"receiver": receiver})
    db.session.flush()


def end_exercise(by: Actor, now: datetime, exercise: RecallExercise, *, remarks: str | None = None) -> None:
    """End an exercise: what was found is kept as it stands. The exercise is held for update.

    Raises Conflict `exercise-ended`, BadInput `remarks-too-long`.
    """
    _check_running(exercise)
    words = (remarks or "").strip()
    if len(words) > 4000:
        raise BadInput("remarks-too-long", "Nhận xét dài quá 4000 chữ.", field="remarks")
    exercise.found, exercise.ended_at, exercise.remarks = _found(by, exercise), now, words or None
    after = {"reached": exercise.found["reached"], "receivers": len(exercise.found["receivers"])}
    record_act(by, now, "end", "exercise", exercise.id, after=after)
    db.session.flush()


def _check_running(exercise: RecallExercise) -> None:
    if exercise.ended_at is not None:
        raise Conflict("exercise-ended", "Lần diễn tập này đã kết thúc.")


def exercises_of(by: Actor, *, limit: int = 50) -> list[RecallExercise]:
    """Return the newest exercises of one's own subject."""
    query = select(RecallExercise).where(RecallExercise.subject_id == _subject(by))
    return list(db.session.scalars(query.order_by(RecallExercise.begun_at.desc()).limit(limit)))

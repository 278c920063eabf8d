"""Label jobs: ordered, followed, cancelled; and the ledger of the serials that they issue."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update

from ocop.domain.accounts import Actor
from ocop.domain.label_jobs import KEPT, UNFINISHED, JobState, check_count, check_may_begin, check_void
from ocop.domain.refusals import BadInput, Conflict, NotFound
from ocop.domain.serials import MOST, index_of
from ocop.models.database import db, new_id
from ocop.models.label_jobs import LabelJob, SerialRange, SerialVoid
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.services.acts import record_act
from ocop.services.labels import SHEET, Order, check_order, label_words
from ocop.services.lots import find_lot
from ocop.services.products import own_product

_REASON_CANCELLED = "Lượt in đã hủy"
#: What of an order stands among the options of its job.
_OPTIONS = ("used", "cut_marks", "nudge")


def order_labels(
    by: Actor,
    now: datetime,
    today: date,
    product: Product,
    *,
    count: int,
    base_url: str,
    sample: bool,
    kid: str,
    lot: str | None = None,
    serials: bool = False,
    copies: int = 1,
    collate: bool = False,
    order: Order | None = None,
    check_all: bool = False,
) -> LabelJob:
    """Order the printing of many labels; with `serials` each carries a number of its own, issued here and now.

    Each of `count` labels is printed so many `copies` times: in a row, or to `collate` a whole set after another.
    What the label says is settled here too. Raises BadInput `count-out-of-range`, `lot-missing` and the press's
    own codes, Conflict `label-jobs-waiting`, RuleBroken `product-draft`, NotFound `lot-unknown`.
    """
    order = order or Order(SHEET)
    check_count(count * copies if copies > 0 else copies)
    check_may_begin(_unfinished_of(product))
    found = find_lot(product, lot) if lot else None
    if serials and found is None:
        raise BadInput("lot-missing", "Nhãn có số riêng phải thuộc một lô; hãy chọn lô.", field="lot")
    words = label_words(product, found, today=today, base_url=base_url, sample=sample)
    check_order(words, order, count=count * copies, serials=serials)
    options = {"copies": copies, "collate": collate, **{name: getattr(order, name) for name in _OPTIONS}}
    job = LabelJob(
        id=new_id(), product_id=product.id, lot_code=found.code if found else None, actor_id=by.id, stock=order.stock,
        start=order.start, design=order.design, dpi=order.dpi or 600, count=count * copies, serials=serials,
        check_all=check_all, content=words, options=options, state=JobState.QUEUED, done=0, made_at=now,
        changed_at=now,
    )  # fmt: skip
    db.session.add(job)
    db.session.flush()
    if serials and found is not None:
        job.kid, job.first_index = kid, _issue(found, count, kid, job, now)
    ledger = {"count": count, "lot": job.lot_code, "stock": order.stock, "first_index": job.first_index}
    record_act(by, now, "order", "label_job", job.id, after=ledger)
    db.session.flush()
    return job


def copies_of(job: LabelJob) -> int:
    """Return how often each label of a job is printed."""
    return int((job.options or {}).get("copies", 1))


def _unfinished_of(product: Product) -> int:
    query = select(func.count()).where(LabelJob.product_id == product.id, LabelJob.state.in_(UNFINISHED))
    return db.session.scalar(query) or 0


def _issue(lot: Lot, count: int, kid: str, job: LabelJob, now: datetime) -> int:
    """Issue the next serials of a lot and return the index of the first."""
    db.session.execute(select(Lot).where(Lot.product_id == lot.product_id, Lot.code == lot.code).with_for_update())
    first = issued(lot)
    if first + count > MOST:
        raise Conflict("serials-spent", "Lô này không còn đủ số để cấp; hãy mở lô mới.", field="lot")
    db.session.add(
        SerialRange(
            product_id=lot.product_id,
            lot_code=lot.code,
            first=first,
            end=first + count,
            kid=kid,
            job_id=job.id,
            issued_at=now,
        )
    )
    return first


def issued(lot: Lot) -> int:
    """Return how many serials of a lot have been issued: their indices are 0 up to that."""
    query = select(func.max(SerialRange.end)).where(*_of_lot(SerialRange, lot))
    return db.session.scalar(query) or 0


def drawn(lot: Lot) -> int:
    """Return how many labels of a lot were drawn by jobs, copies included."""
    query = select(func.sum(LabelJob.done)).where(*_of_lot(LabelJob, lot))
    return db.session.scalar(query) or 0


def _of_lot(table: type[LabelJob] | type[SerialRange] | type[SerialVoid], lot: Lot) -> tuple[Any, Any]:
    return table.product_id == lot.product_id, table.lot_code == lot.code


# -- followed


def find_job(by: Actor, job_id: str) -> tuple[LabelJob, Product]:
    """Return a job of a product that the actor writes for. Raises NotFound `label-job-unknown`."""
    job = db.session.get(LabelJob, job_id[:36]) if len(job_id) <= 36 else None
    if job is not None:
        product = db.session.get(Product, job.product_id)
        assert product is not None
        try:
            return job, own_product(by, product.code)
        except NotFound:
            pass
    raise NotFound("label-job-unknown", "Không có lượt in “%(job)s”.", job=job_id[:36])


def jobs_of(product: Product, *, limit: int = 20) -> list[LabelJob]:
    """Return a product's latest jobs, the newest first."""
    query = select(LabelJob).where(LabelJob.product_id == product.id)
    return list(db.session.scalars(query.order_by(LabelJob.made_at.desc(), LabelJob.id.desc()).limit(limit)))


def job_view(job: LabelJob, product: Product, *, base_url: str) -> dict[str, Any]:
    """Return a job as those see it who follow it; `file` is where its PDF lies while it is kept."""
    is_there = job.state == JobState.DONE and job.kept_until is not None
    return {
        "id": job.id,
        "product": product.code,
        "lot": job.lot_code,
        "count": job.count // copies_of(job),
        "copies": copies_of(job),
        "serials": job.serials,
        "first_serial": job.first_index + 1 if job.first_index is not None else None,
        "stock": job.stock,
        "design": job.design,
        "start": job.start,
        "format": "pdf",
        "status": job.state,
        "done": job.done,
        "total": job.count,
        "pages": job.pages,
        "message": job.message,
        "reprint_of": job.reprint_of,
        "file": f"{base_url}/api/v1/label-jobs/{job.id}/file" if is_there else None,
        "kept_until": job.kept_until,
        "made_at": job.made_at,
    }


def cancel_job(by: Actor, now: datetime, job: LabelJob) -> None:
    """Cancel a job that has not ended; its serials are void. Raises Conflict `label-job-ended`."""
    taken = update(LabelJob).where(LabelJob.id == job.id, LabelJob.state.in_(UNFINISHED))
    changed = db.session.execute(taken.values(state=JobState.CANCELLED, changed_at=now, worker=None))
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("label-job-ended", "Lượt in đã kết thúc, không hủy được nữa.")
    if job.first_index is not None and job.lot_code is not None and job.reprint_of is None:
        _void(by, now, job, job.first_index, job.first_index + job.count // copies_of(job), _REASON_CANCELLED)
    record_act(by, now, "cancel", "label_job", job.id)
    db.session.flush()


# -- the ledger


def ledger_of(lot: Lot) -> dict[str, Any]:
    """Return the serials of a lot: how many were issued, each range with its job, and what is void."""
    ranges = db.session.scalars(select(SerialRange).where(*_of_lot(SerialRange, lot)).order_by(SerialRange.first))
    voids = db.session.scalars(select(SerialVoid).where(*_of_lot(SerialVoid, lot)).order_by(SerialVoid.first))
    return {
        "issued": issued(lot),
        "ranges": [
            {"first": one.first + 1, "last": one.end, "job": one.job_id, "issued_at": one.issued_at} for one in ranges
        ],
        "voids": [
            {"first": one.first + 1, "last": one.end, "reason": one.reason, "voided_at": one.voided_at}
            for one in voids
        ],
    }


def void_serials(
    by: Actor, now: datetime, product: Product, lot: Lot, *, first: int, last: int, reason: str
) -> SerialVoid:
    """Declare labels void, from the `first` to the `last` number of a lot, counted from 1.

    Raises BadInput `serial-range`.
    """
    check_void(first - 1, last, issued(lot))
    found = _void(by, now, lot, first - 1, last, reason)
    record_act(
        by, now, "void", "serials", f"{product.code}/{lot.code}", after={"first": first, "last": last}, why=reason
    )
    db.session.flush()
    return found


def _void(by: Actor, now: datetime, of: LabelJob | Lot, first: int, end: int, reason: str) -> SerialVoid:
    lot_code = of.code if isinstance(of, Lot) else of.lot_code
    void = SerialVoid(
        id=new_id(), product_id=of.product_id, lot_code=lot_code, first=first, end=end, reason=reason, actor_id=by.id,
        voided_at=now,
    )  # fmt: skip
    db.session.add(void)
    return void


def item_state(product: Product, lot: Lot, serial: str, keys: Mapping[str, bytes]) -> tuple[str, int | None]:
    """Return what the ledger says of a serial in a lot: `issued` or `void` with its number from 1, or `unknown`."""
    try:
        index = index_of(serial, keys, product.code, lot.code)
    except NotFound:
        return "unknown", None
    if index >= issued(lot):
        return "unknown", None
    return "void" if is_void(lot, index) else "issued", index + 1


def is_void(lot: Lot, index: int) -> bool:
    """Tell whether the label of an item is void."""
    query = select(SerialVoid.id).where(*_of_lot(SerialVoid, lot), SerialVoid.first <= index, SerialVoid.end > index)
    return db.session.scalar(query.limit(1)) is not None


def reprint_job(by: Actor, now: datetime, job: LabelJob, product: Product) -> LabelJob:
    """Order the labels of a job once more: the same words and the same serials, nothing new is issued.

    Raises Conflict `label-jobs-waiting`, and `label-job-cancelled` for labels that are void.
    """
    if job.state == JobState.CANCELLED:
        raise Conflict("label-job-cancelled", "Lượt in này đã hủy, số của nó không dùng được nữa.")
    check_may_begin(_unfinished_of(product))
    fields = (
        "product_id",
        "lot_code",
        "stock",
        "design",
        "start",
        "dpi",
        "count",
        "serials",
        "check_all",
        "kid",
        "first_index",
        "options",
    )
    again = LabelJob(
        **{name: getattr(job, name) for name in fields}, id=new_id(), content=dict(job.content), actor_id=by.id,
        reprint_of=job.reprint_of or job.id, state=JobState.QUEUED, done=0, made_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(again)
    record_act(by, now, "reprint", "label_job", again.id, after={"of": job.id})
    db.session.flush()
    return again


# -- for whoever draws


def claim_job(job_id: str, worker: str, now: datetime) -> dict[str, Any] | None:
    """Take an unfinished job, also from a worker that is gone; return what to draw, or None."""
    taken = update(LabelJob).where(LabelJob.id == job_id, LabelJob.state.in_(UNFINISHED))
    changed = db.session.execute(taken.values(state=JobState.RUNNING, worker=worker, changed_at=now))
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        return None
    job = db.session.get_one(LabelJob, job_id, populate_existing=True)
    product = db.session.get_one(Product, job.product_id)
    names = (
        "lot_code",
        "stock",
        "design",
        "start",
        "dpi",
        "count",
        "serials",
        "kid",
        "first_index",
        "content",
        "done",
        "check_all",
        "options",
    )
    return {name: getattr(job, name) for name in names} | {"product_code": product.code}


def note_progress(job_id: str, worker: str, now: datetime, done: int) -> bool:
    """Write down how many labels are on the disk; False if the job is no longer this worker's."""
    return _changed(job_id, worker, done=done, changed_at=now)


def finish_job(job_id: str, worker: str, now: datetime, *, pages: int) -> bool:
    """End a job whose file is there; False if it is no longer this worker's."""
    return _changed(
        job_id, worker, state=JobState.DONE, pages=pages, changed_at=now, kept_until=now + KEPT, worker=None
    )


def fail_job(job_id: str, worker: str, now: datetime, message: str) -> bool:
    """End a job that cannot be printed, and say why; its serials stay issued and can be printed again."""
    return _changed(job_id, worker, state=JobState.FAILED, message=message, changed_at=now, worker=None)


def _changed(job_id: str, mine: str, **values: Any) -> bool:
    query = update(LabelJob).where(LabelJob.id == job_id, LabelJob.worker == mine, LabelJob.state == JobState.RUNNING)
    return bool(db.session.execute(query.values(**values)).rowcount == 1)  # type: ignore[attr-defined]


def state_of_job(job_id: str) -> str | None:
    """Return where a job is."""
    return db.session.scalar(select(LabelJob.state).where(LabelJob.id == job_id))


def unfinished_jobs() -> Sequence[str]:
    """Return the jobs that wait or were interrupted, the oldest first."""
    query = select(LabelJob.id).where(LabelJob.state.in_(UNFINISHED)).order_by(LabelJob.made_at, LabelJob.id)
    return db.session.scalars(query).all()


def spent_jobs(now: datetime) -> Sequence[str]:
    """Return ended jobs whose files have had their time, and forget that they had any."""
    spent = select(LabelJob.id).where(LabelJob.kept_until.is_not(None), LabelJob.kept_until < now)
    found = db.session.scalars(spent).all()
    db.session.execute(update(LabelJob).where(LabelJob.id.in_(found)).values(kept_until=None))
    return found

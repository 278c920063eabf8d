"""Raw lots: opened by a harvest or a purchase, listed, changed, closed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select, tuple_

from ocop.domain.accounts import Actor
from ocop.domain.lot_codes import raw_code
from ocop.domain.lots import lot_code
from ocop.domain.refusals import BadInput, Conflict, NotFound, RuleBroken
from ocop.domain.texts import folded
from ocop.models.database import db, new_id
from ocop.models.events import Epc
from ocop.models.partners import Partner
from ocop.models.raw_lots import RawLot
from ocop.models.sites import Site
from ocop.models.subjects import Subject
from ocop.services.acts import changes, record_act
from ocop.services.subjects import acts_for

#: Codes of purchases and of harvests begin with their own letter.
_LETTERS = {"harvest": "H", "purchase": "M"}
#: What a person may make of a raw lot; a recall has its own door.
STATES = ("open", "closed", "used_up")


def open_raw_lot(
    by: Actor, now: datetime, subject: Subject, *, base_url: str, name: str, origin: str, made_on: date,
    code: str | None = None, quantity: Decimal | None = None, unit: str | None = None,
    supplier: Partner | None = None, site: Site | None = None, id: str | None = None,
) -> RawLot:  # fmt: skip
    """Open a raw lot of one's own harvest (`harvest`) or bought (`purchase`); without a code it gets the day's next.

    Raises BadInput `lot-malformed`, Conflict `raw-lot-exists`.
    """
    taken = set(db.session.scalars(select(RawLot.code).where(RawLot.subject_id == subject.id)))
    code = lot_code(code) if code else raw_code(_LETTERS[origin], made_on, taken)
    if code in taken:
        raise Conflict("raw-lot-exists", "Sổ đã có lô nguyên liệu %(lot)s.", field="code", lot=code)
    raw_id = id or new_id()
    raw_lot = RawLot(
        id=raw_id, subject_id=subject.id, code=code, name=name, origin=origin, made_on=made_on, quantity=quantity,
        unit=unit, supplier_id=supplier.id if supplier else None, site_id=site.id if site else None,
        uri=f"{base_url}/raw/{raw_id}", opened_at=now, state="open", version=1,
    )  # fmt: skip
    db.session.add(raw_lot)
    record_act(by, now, "open", "raw_lot", raw_id, after={"code": code, "name": name, "origin": origin})
    db.session.flush()
    return raw_lot


def raw_lots_of(
    subject: Subject, *, state: str | None = None, q: str | None = None, after: str | None = None, limit: int = 50
) -> tuple[list[RawLot], str | None]:
    """Return a page of a subject's raw lots, the newest first, and the id to go on after, or None at the end.

    Raises BadInput `cursor-malformed`.
    """
    query = select(RawLot).where(RawLot.subject_id == subject.id)
    if state:
        query = query.where(RawLot.state == state)
    if after:
        last = db.session.get(RawLot, after[:36])
        if last is None or last.subject_id != subject.id:
            raise BadInput("cursor-malformed", "Con trỏ trang không đọc được.", field="cursor")
        query = query.where(tuple_(RawLot.made_on, RawLot.id) < tuple_(last.made_on, last.id))
    rows = db.session.scalars(query.order_by(RawLot.made_on.desc(), RawLot.id.desc()))
    found: list[RawLot] = []
    for one in rows:
        if q and folded(q) not in folded(f"{one.code} {one.name}"):
            continue
        found.append(one)
        if len(found) > limit:
            break
    more = len(found) > limit
    return found[:limit], (found[limit - 1].id if more else None)


def own_raw_lot(by: Actor, raw_lot_id: str) -> RawLot:
    """Return a raw lot of a subject that the actor may act for, to change it. Raises NotFound `raw-lot-unknown`."""
    is_id = len(raw_lot_id) == 36 and "\x00" not in raw_lot_id
    raw_lot = db.session.get(RawLot, raw_lot_id, with_for_update=True) if is_id else None
    if raw_lot is None or not acts_for(by, db.session.get_one(Subject, raw_lot.subject_id)):
        raise NotFound("raw-lot-unknown", "Không có lô nguyên liệu này.", field="id")
    return raw_lot


def raw_lot_told(raw_lot: RawLot, left: Mapping[str, Decimal]) -> dict[str, Any]:
    """Return a raw lot as its own people and offices see it; `left` as `entry_sources.left_of_raw_lots` tells."""
    names = (
        "id", "subject_id", "code", "name", "origin", "state", "made_on", "unit", "supplier_id", "site_id", "uri",
        "opened_at", "version",
    )  # fmt: skip
    shown = {name: getattr(raw_lot, name) for name in names}
    quantity, rest = raw_lot.quantity, left.get(raw_lot.id)
    return shown | {
        "quantity": None if quantity is None else float(quantity), "left": None if rest is None else float(rest)
    }  # fmt: skip


def change_raw_lot(by: Actor, now: datetime, raw_lot: RawLot, **fields: Any) -> RawLot:
    """Change the fields given: name, quantity, unit; the code only while no event names the lot.

    Raises BadInput `lot-malformed`, RuleBroken `raw-lot-in-use`, Conflict `raw-lot-exists`.
    """
    wanted = dict(fields)
    if wanted.get("code"):
        wanted["code"] = lot_code(wanted["code"])
        if wanted["code"] != raw_lot.code:
            _check_code(raw_lot, wanted["code"])
    before, after = changes(raw_lot, wanted)
    if after:
        for name, value in after.items():
            setattr(raw_lot, name, value)
        raw_lot.version += 1
        record_act(by, now, "change", "raw_lot", raw_lot.id, before=before, after=after)
        db.session.flush()
    return raw_lot


def _check_code(raw_lot: RawLot, code: str) -> None:
    if db.session.scalar(select(exists().where(Epc.raw_lot_id == raw_lot.id))):
        raise RuleBroken("raw-lot-in-use", "Lô này đã có trong nhật ký nên không đổi mã được.", field="code")
    same = select(exists().where(RawLot.subject_id == raw_lot.subject_id, RawLot.code == code))
    if db.session.scalar(same):
        raise Conflict("raw-lot-exists", "Sổ đã có lô nguyên liệu %(lot)s.", field="code", lot=code)


def set_raw_lot_state(by: Actor, now: datetime, raw_lot: RawLot, state: str) -> None:
    """Open, close or use up a raw lot. Raises Conflict `lot-recalled`, BadInput `state-unknown`."""
    if state not in STATES:
        raise BadInput("state-unknown", "Lô chỉ có thể mở, đóng hoặc dùng hết.", field="state")
    if raw_lot.state == "recalled":
        words = "Lô %(lot)s đang bị thu hồi; cơ quan gỡ lệnh rồi mới đổi được."
        raise Conflict("lot-recalled", words, field="state", lot=raw_lot.code)
    if raw_lot.state != state:
        before = {"state": raw_lot.state}
        raw_lot.state, raw_lot.version = state, raw_lot.version + 1
        record_act(by, now, "set-state", "raw_lot", raw_lot.id, before=before, after={"state": state})
        db.session.flush()

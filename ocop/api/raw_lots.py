"""Raw lots over HTTP: opened, listed, read, changed."""

from typing import Any

from flask import Response

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.schemas.raw_lots import RawLotIn, RawLotOut, RawLotPage, RawLotPatch, RawLotQuery
from ocop.services.entry_sources import left_of_raw_lots
from ocop.services.partners import find_partner
from ocop.services.raw_lots import (
    change_raw_lot,
    open_raw_lot,
    own_raw_lot,
    raw_lot_told,
    raw_lots_of,
    set_raw_lot_state,
)
from ocop.services.recall_sets import find_raw_lot
from ocop.services.sites import find_site
from ocop.services.subjects import own_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer, decode_cursor, list_answer, require_match
from ocop.web.idempotent import idempotent
from ocop.web.settings import now, public_base_url

bp = Operations("raw_lots", words="Nguyên liệu")


@bp.post("/raw-lots")
@bp.told("Mở một lô nguyên liệu", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(RawLotIn)
@bp.response(201, RawLotOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any]) -> Response:
    """Open a raw lot of a subject that the asker writes for; what happened to it is told by events."""
    by = required_actor()
    supplier, site = body.pop("supplier_id", None), body.pop("site_id", None)
    with unit_of_work():
        subject = own_subject(by, body.pop("subject_id", None) or by.subject_id or "", for_update=True)
        raw_lot = open_raw_lot(
            by, now(), subject, base_url=public_base_url(), **body,
            supplier=find_partner(subject, supplier) if supplier else None,
            site=find_site(subject, site) if site else None,
        )  # fmt: skip
        shown = raw_lot_told(raw_lot, left_of_raw_lots([raw_lot]))
        return answer(shown, 201, etag=raw_lot.version, location=f"/api/v1/raw-lots/{raw_lot.id}")


@bp.get("/raw-lots")
@bp.told("Các lô nguyên liệu", token=True, refused=[403, 404, 422])
@bp.arguments(RawLotQuery, location="query")
@bp.response(200, RawLotPage)
def index(query: dict[str, Any]) -> Response:
    """List the raw lots of a subject, the newest first."""
    by, after = required_actor(), decode_cursor(query.pop("cursor", None), count=1)
    with reading():
        subject = own_subject(by, query.pop("subject_id", None) or by.subject_id or "")
        lots, onward = raw_lots_of(subject, after=after[0] if after else None, **query)
        left = left_of_raw_lots(lots)
        return list_answer([raw_lot_told(one, left) for one in lots], (onward,) if onward else None)


@bp.get("/raw-lots/<raw_id>")
@bp.told("Một lô nguyên liệu", token=True, refused=[304, 403, 404], headers=["NONE_MATCH"])
@bp.response(200, RawLotOut, headers=ONE)
def show(raw_id: str) -> Response:
    """Show a raw lot to its own people and offices."""
    with reading():
        raw_lot = find_raw_lot(required_actor(), raw_id)
        return answer(raw_lot_told(raw_lot, left_of_raw_lots([raw_lot])), etag=raw_lot.version)


@bp.patch("/raw-lots/<raw_id>")
@bp.told("Sửa một lô nguyên liệu", token=True, refused=[*WRITES, 412, 428], headers=["MATCH"])
@bp.arguments(RawLotPatch)
@bp.response(200, RawLotOut, headers=ONE)
def update(body: dict[str, Any], raw_id: str) -> Response:
    """Change the fields named; the state too, but for recalls, which have their own address."""
    by = required_actor()
    with unit_of_work():
        raw_lot = own_raw_lot(by, raw_id)
        require_match(raw_lot.version)
        state = body.pop("state", None)
        change_raw_lot(by, now(), raw_lot, **body)
        if state:
            set_raw_lot_state(by, now(), raw_lot, state)
        return answer(raw_lot_told(raw_lot, left_of_raw_lots([raw_lot])), etag=raw_lot.version)

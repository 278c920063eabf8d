"""Partners of subjects over HTTP: added, listed, read, changed."""

from typing import Any

from flask import Response

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.schemas.partners import PartnerIn, PartnerOut, PartnerPage, PartnerPatch
from ocop.schemas.raw_lots import OwnerQuery
from ocop.services.partners import add_partner, change_partner, find_own_partner, partner_view, partners_of
from ocop.services.subjects import own_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer, decode_cursor, list_answer, require_match
from ocop.web.idempotent import idempotent
from ocop.web.settings import now, public_base_url

bp = Operations("partners", words="Nơi mua, nơi nhận")


@bp.post("/partners")
@bp.told("Thêm một nơi", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(PartnerIn)
@bp.response(201, PartnerOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any]) -> Response:
    """Add a partner of a subject that the asker writes for."""
    by = required_actor()
    with unit_of_work():
        subject = own_subject(by, body.pop("subject_id", None) or by.subject_id or "", for_update=True)
        partner = add_partner(by, now(), subject, base_url=public_base_url(), **body)
        return answer(partner_view(partner), 201, etag=partner.version, location=f"/api/v1/partners/{partner.id}")


@bp.get("/partners")
@bp.told("Các nơi", token=True, refused=[403, 404, 422])
@bp.arguments(OwnerQuery, location="query")
@bp.response(200, PartnerPage)
def index(query: dict[str, Any]) -> Response:
    """List the partners of a subject, page by page."""
    by, after = required_actor(), decode_cursor(query.pop("cursor", None), count=1)
    limit = query.get("limit", 50)
    with reading():
        several = partners_of(own_subject(by, query.pop("subject_id", None) or by.subject_id or ""))
        ids = [one.id for one in several]
        start = ids.index(after[0]) + 1 if after and after[0] in ids else 0
        shown = several[start : start + limit]
        onward = (shown[-1].id,) if start + limit < len(several) else None
        return list_answer([partner_view(one) for one in shown], onward)


@bp.get("/partners/<partner_id>")
@bp.told("Một nơi", token=True, refused=[304, 403, 404], headers=["NONE_MATCH"])
@bp.response(200, PartnerOut, headers=ONE)
def show(partner_id: str) -> Response:
    """Show a partner to its own people and the offices that write for them."""
    with reading():
        partner = find_own_partner(required_actor(), partner_id)
        return answer(partner_view(partner), etag=partner.version)


@bp.patch("/partners/<partner_id>")
@bp.told("Sửa một nơi", token=True, refused=[*WRITES, 412, 428], headers=["MATCH"])
@bp.arguments(PartnerPatch)
@bp.response(200, PartnerOut, headers=ONE)
def update(body: dict[str, Any], partner_id: str) -> Response:
    """Change the fields named."""
    by = required_actor()
    with unit_of_work():
        partner = find_own_partner(by, partner_id)
        require_match(partner.version)
        change_partner(by, now(), partner, **body)
        return answer(partner_view(partner), etag=partner.version)

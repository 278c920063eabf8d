"""Sites of subjects over HTTP: added, listed, read, changed."""

from typing import Any

from flask import Response

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.schemas.partners import SiteIn, SiteOut, SitePage, SitePatch
from ocop.schemas.raw_lots import OwnerQuery
from ocop.services.sites import add_site, change_site, find_own_site, site_view, sites_of
from ocop.services.subjects import own_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer, decode_cursor, list_answer, require_match
from ocop.web.idempotent import idempotent
from ocop.web.settings import now, public_base_url

bp = Operations("sites", words="Nơi làm")


@bp.post("/sites")
@bp.told("Thêm một nơi", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(SiteIn)
@bp.response(201, SiteOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any]) -> Response:
    """Add a site of a subject that the asker writes for."""
    by = required_actor()
    with unit_of_work():
        subject = own_subject(by, body.pop("subject_id", None) or by.subject_id or "", for_update=True)
        site = add_site(by, now(), subject, base_url=public_base_url(), **body)
        return answer(site_view(site), 201, etag=site.version, location=f"/api/v1/sites/{site.id}")


@bp.get("/sites")
@bp.told("Các nơi", token=True, refused=[403, 404, 422])
@bp.arguments(OwnerQuery, location="query")
@bp.response(200, SitePage)
def index(query: dict[str, Any]) -> Response:
    """List the sites of a subject, page by page."""
    by, after = required_actor(), decode_cursor(query.pop("cursor", None), count=1)
    limit = query.get("limit", 50)
    with reading():
        several = sites_of(own_subject(by, query.pop("subject_id", None) or by.subject_id or ""))
        ids = [one.id for one in several]
        start = ids.index(after[0]) + 1 if after and after[0] in ids else 0
        shown = several[start : start + limit]
        onward = (shown[-1].id,) if start + limit < len(several) else None
        return list_answer([site_view(one) for one in shown], onward)


@bp.get("/sites/<site_id>")
@bp.told("Một nơi", token=True, refused=[304, 403, 404], headers=["NONE_MATCH"])
@bp.response(200, SiteOut, headers=ONE)
def show(site_id: str) -> Response:
    """Show a site to its own people and the offices that write for them."""
    with reading():
        site = find_own_site(required_actor(), site_id)
        return answer(site_view(site), etag=site.version)


@bp.patch("/sites/<site_id>")
@bp.told("Sửa một nơi", token=True, refused=[*WRITES, 412, 428], headers=["MATCH"])
@bp.arguments(SitePatch)
@bp.response(200, SiteOut, headers=ONE)
def update(body: dict[str, Any], site_id: str) -> Response:
    """Change the fields named."""
    by = required_actor()
    with unit_of_work():
        site = find_own_site(by, site_id)
        require_match(site.version)
        change_site(by, now(), site, **body)
        return answer(site_view(site), etag=site.version)

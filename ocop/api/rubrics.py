"""Rubrics over HTTP: what the products of a set are scored by; an office loads an edition and checks it."""

from typing import Any

from flask import Response

from ocop.api.operations import CREATED, WRITES, Operations
from ocop.schemas.rubrics import RubricBrief, RubricCheckIn, RubricIn, RubricOut, RubricQuery, RubricsOut
from ocop.services.rubrics import (
    brief_of,
    check_rubric,
    find_rubric,
    load_editions,
    rubric_on,
    rubric_view,
    rubrics_on,
)
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer
from ocop.web.idempotent import idempotent
from ocop.web.settings import now, seed_folder, today

bp = Operations("rubrics", words="Bộ tiêu chí")


@bp.get("/rubrics")
@bp.told("Bộ tiêu chí của các bộ sản phẩm vào một ngày", refused=[422])
@bp.arguments(RubricQuery, location="query")
@bp.response(200, RubricsOut)
def index(query: dict[str, Any]) -> Response:
    """List the rubrics of a day."""
    with reading():
        return answer({"items": [brief_of(row) for row in rubrics_on(query.get("as_of") or today(), seed_folder())]})


@bp.get("/rubrics/<int:product_set>")
@bp.told("Bộ tiêu chí của một bộ sản phẩm: tiêu chí, lựa chọn, điểm, điều kiện sao", refused=[404, 422])
@bp.arguments(RubricQuery, location="query")
@bp.response(200, RubricOut)
def show(query: dict[str, Any], product_set: int) -> Response:
    """Show what the products of a set are scored by on a day."""
    with reading():
        return answer(rubric_view(rubric_on(product_set, query.get("as_of") or today(), seed_folder())))


@bp.post("/rubrics")
@bp.told("Nạp bộ tiêu chí mới hoặc đã sửa", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(RubricIn)
@bp.response(201, RubricsOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any]) -> Response:
    """Take new editions, checked whole; old dossiers keep theirs."""
    by = required_actor()
    with unit_of_work():
        rows = load_editions(by, now(), body, seed_folder())
        return answer(
            {"items": [brief_of(row) for row in rows]}, 201, location=f"/api/v1/rubrics/{rows[0].product_set}"
        )


@bp.post("/rubrics/editions/<edition>/check")
@bp.told("Ghi rằng một bộ tiêu chí đã đối chiếu bản ký", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(RubricCheckIn)
@bp.response(200, RubricBrief)
@idempotent
def check(body: dict[str, Any], edition: str) -> Response:
    """Note who held an edition against the signed decision."""
    by = required_actor()
    with unit_of_work():
        row = find_rubric(edition, seed_folder())
        check_rubric(by, now(), row, body["name"])
        return answer(brief_of(row))

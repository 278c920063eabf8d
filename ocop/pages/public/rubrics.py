"""Rubrics for everybody: what the products of a set are scored by, before anyone fills in a form."""

from itertools import groupby
from typing import Any

from flask import Blueprint, render_template

from ocop.domain.refusals import NotFound
from ocop.domain.regimes import regime_on
from ocop.domain.rubrics import EVIDENCE, PART_WORDS
from ocop.services.references import product_sets, regimes
from ocop.services.rubrics import brief_of, rubric_on, rubric_view, rubrics_on
from ocop.services.work import reading
from ocop.web.settings import seed_folder, today

blueprint = Blueprint("rubrics", __name__)


@blueprint.get("/rubrics")
def index() -> str:
    """List the 26 sets under their sectors."""
    with reading():
        known = {row.product_set: brief_of(row) for row in rubrics_on(today(), seed_folder())}
        sectors = [
            (sector, [(one, known.get(one.id)) for one in several])
            for sector, several in groupby(product_sets(), key=lambda one: one.sector_name)
        ]
        return render_template("public/rubrics.html", sectors=sectors)


@blueprint.get("/rubrics/<int:number>")
def show(number: int) -> str:
    """Show one rubric: parts, criteria, options with points, and what the stars ask for."""
    if not 1 <= number <= 26:
        raise NotFound("rubric-unknown", "Không có bộ tiêu chí này.")
    with reading():
        view = rubric_view(rubric_on(number, today(), seed_folder()))
        floors = {star: float(floor) for floor, star in regime_on(today(), regimes()).floors}
    parts: list[dict[str, Any]] = [
        {
            "name": part,
            "words": PART_WORDS[part],
            "points": view["parts"][part],
            "criteria": [one for one in view["criteria"] if one["part"] == part],
        }
        for part in PART_WORDS
    ]
    return render_template("public/rubric.html", rubric=view, parts=parts, floors=floors, evidence=EVIDENCE)

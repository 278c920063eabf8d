"""The front page: what this is, in one screen."""

from typing import Any

from flask import Blueprint, render_template

from ocop.domain.ratings import Rating
from ocop.pages.public.queries import asked
from ocop.services.catalogue import list_products, views_of
from ocop.services.samples import RECORD_DAY
from ocop.services.statistics import statistics_on
from ocop.services.work import reading
from ocop.web.settings import is_sample_loaded, public_base_url, timezone, today

blueprint = Blueprint("home", __name__)

#: The labels to scan now: what each shows, in the order of the page.
_SHOWN = ((Rating.FOUR_STAR, "valid"), (Rating.LAPSED, "lapsed"), (Rating.POTENTIAL_FIVE_STAR, "potential"))


@blueprint.get("/")
def show() -> str:
    """Show the row of figures, a search field, four doors and three labels."""
    day = asked(opens_on_record=True).day
    with reading():
        figures = statistics_on(day, timezone=timezone())
        labels = three_labels()
    return render_template(
        "public/home.html", day=day, figures=figures, labels=labels, today=today(),
        record_day=RECORD_DAY if is_sample_loaded() else None,
    )  # fmt: skip


def three_labels() -> list[dict[str, Any]]:
    """Return one product of each kind worth a scan today; kinds that there are none of are left out."""
    found = []
    for rating, state in _SHOWN:
        products, _ = list_products(today(), limit=1, filters={"rating": rating})
        found += [{**one, "state": state} for one in views_of(products, today(), base_url=public_base_url())]
    return found

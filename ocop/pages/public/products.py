"""The catalogue: filters, chips, cards, pages."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from ocop.domain.ratings import RATING_WORDS
from ocop.domain.refusals import OcopError
from ocop.domain.subjects import SUBJECT_TYPE_WORDS
from ocop.domain.tools import TOOL_WORDS
from ocop.pages.public.queries import Asked, asked
from ocop.services.catalogue import count_products, list_products, views_of
from ocop.services.references import product_sets, sectors
from ocop.services.units import ids_of_code, unit_named
from ocop.services.work import reading
from ocop.web.answers import decode_cursor, encode_cursor
from ocop.web.settings import end_of, public_base_url, today

blueprint = Blueprint("products", __name__)

_SHOWN = 24


@blueprint.get("/products")
def index() -> str:
    """Show products by name, narrowed by the address bar."""
    wanted = asked()
    with reading():
        page = page_of(wanted)
        return render_template("public/products.html", asked=wanted, today=today(), **page)


def page_of(wanted: Asked) -> dict[str, Any]:
    """Return a page of the catalogue, the count behind it and what the filters offer."""
    try:
        after = decode_cursor(wanted.cursor, count=2)
        day, by = wanted.day, end_of(wanted.day)
        products, onward = list_products(day, after=after, limit=_SHOWN, filters=wanted.filters, entered_by=by)
        total, fault = count_products(day, wanted.filters, entered_by=by), wanted.fault
    except OcopError as refusal:
        products, onward, total, fault = [], None, 0, refusal.message
    cursor = encode_cursor(onward) if onward else None
    return {
        "products": views_of(products, wanted.day, base_url=public_base_url()),
        "total": total,
        "fault": fault,
        "next_url": f"{wanted.address('/products', _='')}{'&' if wanted.texts else '?'}cursor={cursor}"
        if cursor
        else None,
        "first_url": wanted.address("/products") if wanted.cursor else None,
        "chips": chips_of(wanted),
        **choices(),
    }


def choices() -> dict[str, Any]:
    """Return what each filter offers."""
    return {
        "ratings": [(str(key), words) for key, words in RATING_WORDS.items()],
        "subject_types": [(str(key), words) for key, words in SUBJECT_TYPE_WORDS.items()],
        "tools": [(str(key), words) for key, words in TOOL_WORDS.items()],
        "sectors": [(str(key), words) for key, words in sectors().items()],
        "sets": [(str(one.id), f"{one.id}. {one.name}") for one in product_sets()],
    }


def chips_of(wanted: Asked) -> list[tuple[str, str]]:
    """Return the active filters in words, each with the address without it."""
    words: dict[str, Any] = {
        "rating": RATING_WORDS,
        "subject_type": SUBJECT_TYPE_WORDS,
        "tool": TOOL_WORDS,
        "sector": sectors(),
        "product_set": {one.id: one.name for one in product_sets()},
    }
    chips = []
    for name, value in wanted.filters.items():
        shown = words.get(name, {}).get(value) or _told(name, value)
        chips.append((str(shown), wanted.address("/products", **{name: None})))
    if "as_of" in wanted.texts:
        chips.append((_("Ngày %(day)s", day=f"{wanted.day:%d/%m/%Y}"), wanted.address("/products", as_of=None)))
    return chips


def _told(name: str, value: Any) -> str:
    if name == "unit_code":
        try:
            return unit_named(ids_of_code(value)[0]).name
        except OcopError:
            return str(value)
    told = {
        "q": _("“%(value)s”", value=value),
        "star": _("Giấy chứng nhận %(value)s sao", value=value),
        "expiring_before": _(
            "Hết hạn trước %(value)s", value=f"{value:%d/%m/%Y}" if name == "expiring_before" else ""
        ),
        "recognised": _("Đang được công nhận"),
        "digital": _("Có công cụ số"),
        "subject_id": _("Của một chủ thể"),
    }
    return str(told.get(name, value))

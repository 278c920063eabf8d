"""The figures of any day, each with the list behind it, each chart beside its table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from ocop.domain.ratings import RATING_WORDS, Rating
from ocop.domain.refusals import OcopError
from ocop.domain.subjects import SUBJECT_TYPE_WORDS, SubjectType
from ocop.domain.tools import TOOL_WORDS, DigitalTool
from ocop.pages.charts import Item, Row, bars, share, stacked
from ocop.pages.public.products import chips_of, choices
from ocop.pages.public.queries import Asked, asked
from ocop.services.references import sectors
from ocop.services.samples import RECORD_DAY
from ocop.services.statistics import districts_counted, statistics_on, tools_counted
from ocop.services.units import ids_of_code, unit_named
from ocop.services.work import reading
from ocop.web.settings import is_sample_loaded, timezone, today

blueprint = Blueprint("statistics", __name__)

#: Ratings from the highest down, as reports print them.
_ORDER = (Rating.FIVE_STAR, Rating.POTENTIAL_FIVE_STAR, Rating.FOUR_STAR, Rating.THREE_STAR)


@blueprint.get("/statistics")
def show() -> str:
    """Show the figures of a day, narrowed by the address bar."""
    wanted = asked(opens_on_record=True)
    with reading():
        wanted = checked(wanted)
        figures = statistics_on(wanted.day, timezone=timezone(), filters=wanted.filters)
        charts = charts_of(wanted, figures)
        offered = {**choices(), "chips": chips_of(wanted)}
    return render_template("public/statistics.html", **shown_with(wanted, figures), **charts, **offered)


def shown_with(wanted: Asked, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page needs beside charts and filters: words, days, and links to the lists."""
    return {
        "asked": wanted,
        "figures": figures,
        "fault": wanted.fault,
        "type_words": SUBJECT_TYPE_WORDS,
        "days": days_offered(),
        "today": today(),
        "link": lambda **more: list_address(wanted, **more),
        "subjects_link": lambda kind=None: subjects_address(wanted, kind),
    }


def checked(wanted: Asked) -> Asked:
    """Return what was asked, without filters that no unit answers to, and what was wrong with them."""
    try:
        if "unit_code" in wanted.filters:
            ids_of_code(wanted.filters["unit_code"])
    except OcopError as refusal:
        without = {name: text for name, text in wanted.texts.items() if name != "unit_code"}
        filters = {name: value for name, value in wanted.filters.items() if name != "unit_code"}
        return replace(wanted, filters=filters, texts=without, fault=refusal.message)
    return wanted


def list_address(wanted: Asked, **more: Any) -> str:
    """Return the list behind a figure: the same filters and day, and the figure's own."""
    return wanted.address("/products", as_of=wanted.day.isoformat(), **more)


def subjects_address(wanted: Asked, kind: str | None) -> str:
    """Return the list of subjects behind a figure of subjects."""
    more = {"subject_type": kind} if kind else {}
    return wanted.address("/subjects", as_of=wanted.day.isoformat(), **more)


def days_offered() -> list[tuple[str, date]]:
    """Return the days that are one tap away."""
    days = [(_("Hôm nay"), today()), (_("Hết năm nay"), date(today().year, 12, 31))]
    return [(f"{RECORD_DAY:%d/%m/%Y}", RECORD_DAY), *days] if is_sample_loaded() else days


def charts_of(wanted: Asked, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return every chart with the rows of its table."""
    return {
        "by_rating": _bars(
            _("Sản phẩm theo hạng sao"),
            [(RATING_WORDS[one], figures["products"]["by_rating"][one], {"rating": one}) for one in _ORDER],
            wanted,
        ),
        "by_type": _bars(
            _("Sản phẩm theo loại hình chủ thể"),
            [
                (SUBJECT_TYPE_WORDS[SubjectType(kind)], count, {"subject_type": kind, "recognised": "true"})
                for kind, count in figures["products"]["by_subject_type"].items()
            ],
            wanted,
        ),
        "by_sector": _bars(
            _("Sản phẩm theo ngành"),
            [
                (sectors()[int(number)], count, {"sector": number, "recognised": "true"})
                for number, count in figures["products"]["by_sector"].items()
            ],
            wanted,
        ),
        "by_unit": _bars(_("Sản phẩm theo xã, phường hiện nay"), _units(figures), wanted),
        "by_district": _bars(_("Sản phẩm theo huyện cũ"), _districts(wanted), wanted),
        "by_tool": _bars(_("Sản phẩm theo công cụ số"), _tools(wanted), wanted),
        "crossed": _crossed(figures, wanted),
        "digital": share(
            figures["digital"]["products"], figures["products"]["total"], title=_("Có công cụ số"),
            description=_("Phần sản phẩm được công nhận có mã QR, mã vạch, truy xuất hoặc bán qua mạng"),
            label=_("có công cụ số"),
        ),
    }  # fmt: skip


def _bars(title: str, rows: list[tuple[str, int, dict[str, Any]]], wanted: Asked) -> dict[str, Any]:
    items = [Item(str(label), count, list_address(wanted, **more) if count else None) for label, count, more in rows]
    chart = bars(items, title=title, description=title) if items else None
    return {"title": title, "chart": chart, "bars": items}


def _units(figures: Mapping[str, Any]) -> list[tuple[str, int, dict[str, Any]]]:
    counted = sorted(figures["products"]["by_unit"].items(), key=lambda one: (-one[1], one[0]))
    return [(unit_named(code).name, count, {"unit_code": code, "recognised": "true"}) for code, count in counted]


def _districts(wanted: Asked) -> list[tuple[str, int, dict[str, Any]]]:
    counted = districts_counted(wanted.day, wanted.filters)
    return [(unit.name, count, {"unit_code": unit.code, "recognised": "true"}) for unit, count in counted]


def _tools(wanted: Asked) -> list[tuple[str, int, dict[str, Any]]]:
    counted = tools_counted(wanted.day, filters=wanted.filters)
    return [
        (TOOL_WORDS[DigitalTool(tool)], count, {"tool": tool, "recognised": "true"})
        for tool, count in counted.items()
    ]


def _crossed(figures: Mapping[str, Any], wanted: Asked) -> dict[str, Any]:
    crossed = figures["rating_by_subject_type"]
    kinds = [kind for kind in SubjectType if sum(crossed[kind].values())]
    rows = [Row(SUBJECT_TYPE_WORDS[kind], [crossed[kind][one] for one in _ORDER]) for kind in kinds]
    words = [RATING_WORDS[one] for one in _ORDER]
    title = _("Hạng sao trong từng loại hình chủ thể")
    chart = stacked(rows, words, title=title, description=title, as_shares=True) if rows else None
    table = [(SUBJECT_TYPE_WORDS[kind], _cells_of(crossed[kind], kind, wanted)) for kind in kinds]
    return {"title": title, "chart": chart, "heads": words, "rows": table}


def _cells_of(counts: Mapping[str, int], kind: SubjectType, wanted: Asked) -> list[tuple[int, str]]:
    """Return the figures of one kind of subject, each with the list behind it."""
    return [(counts[one], list_address(wanted, rating=one, subject_type=kind)) for one in _ORDER]

"""Scans drawn by the day: columns, and the table of the same figures."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from ocop.pages.charts import Item, columns, vietnamese_number


def stretch(asked: Mapping[str, Any], day: date) -> tuple[date, date]:
    """Return the first and the last day that a page shows: the last 30 days unless 90 are asked for."""
    days = int(asked.get("days") or 30)
    return day - timedelta(days=days - 1), day


def drawn(days: Sequence[Mapping[str, Any]], title: str) -> dict[str, Any]:
    """Return what a page needs to show scans by the day: chart, rows of its table, sums."""
    scans, visitors = (sum(one[name] for one in days) for name in ("scans", "visitors"))
    chart: Markup | None = None
    if scans:
        items = [Item(f"{one['on']:%d/%m}", one["scans"]) for one in days]
        busiest = max(days, key=lambda one: one["scans"])
        description = _(
            "%(scans)s lượt từ %(first)s đến %(last)s; nhiều nhất %(most)s lượt, ngày %(day)s.",
            scans=vietnamese_number(scans),
            first=f"{days[0]['on']:%d/%m/%Y}",
            last=f"{days[-1]['on']:%d/%m/%Y}",
            most=vietnamese_number(busiest["scans"]),
            day=f"{busiest['on']:%d/%m/%Y}",
        )
        chart = columns(items, title=title, description=description)
    rows = [
        [f"{one['on']:%d/%m/%Y}", vietnamese_number(one["scans"]), vietnamese_number(one["visitors"])]
        for one in reversed(days)
    ]
    return {
        "chart": chart,
        "rows": rows,
        "scans": vietnamese_number(scans),
        "visitors": vietnamese_number(visitors),
        "heads": [_("Ngày"), _("Lượt xem"), _("Thiết bị")],
    }

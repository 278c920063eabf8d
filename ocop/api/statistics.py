"""Statistics over HTTP."""

from typing import Any

from flask import Response

from ocop.api.operations import Operations
from ocop.schemas.statistics import StatisticsOut, StatisticsQuery
from ocop.services.statistics import statistics_on
from ocop.services.work import reading
from ocop.web.answers import answer
from ocop.web.settings import timezone, today

bp = Operations("statistics", words="Thống kê")


@bp.get("/statistics")
@bp.told("Số liệu của một ngày bất kỳ", refused=[422])
@bp.arguments(StatisticsQuery, location="query")
@bp.response(200, StatisticsOut)
def show(query: dict[str, Any]) -> Response:
    """Count what is recognised on a day, past or coming."""
    day = query.pop("as_of", today())
    with reading():
        return answer(statistics_on(day, timezone=timezone(), filters=query))

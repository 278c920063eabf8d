"""Statistics of any day, past or coming, behind the page, the API and the command alike."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from ocop.domain.ratings import OTHER, RECOGNISED, Rating
from ocop.domain.subjects import SubjectType
from ocop.domain.tools import DigitalTool
from ocop.models.database import db
from ocop.models.product_sets import ProductSet
from ocop.models.products import Product, ProductTool
from ocop.models.standings import StandingRow
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.catalogue import digital_on, held_on, products_matching
from ocop.services.references import sectors


def statistics_on(day: date, *, timezone: ZoneInfo, filters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the figures of a day as DESIGN section 4 has them; every key of a closed set is there, 0 included.

    `timezone` tells when the day ends, for what was registered on it.
    """
    cells = _cells(day, timezone, filters or {})
    recognised = [cell for cell in cells if cell["rating"] in RECOGNISED]
    total = sum(cell["count"] for cell in recognised)
    digital = sum(cell["digital"] for cell in recognised)
    by_type = _subjects_by_type(day, filters or {})
    return {
        "as_of": day,
        "products": {
            "total": total,
            "by_rating": _summed(recognised, "rating", RECOGNISED),
            "by_subject_type": _summed(recognised, "subject_type", list(SubjectType)),
            "by_sector": _summed(recognised, "sector", [str(number) for number in sectors()]),
            "by_unit": dict(sorted(_summed(recognised, "unit", ()).items())),
        },
        "subjects": {"total": sum(by_type.values()), "by_type": by_type},
        "rating_by_subject_type": {
            str(kind): _summed([cell for cell in recognised if cell["subject_type"] == kind], "rating", RECOGNISED)
            for kind in SubjectType
        },
        "digital": {"products": digital, "share": round(digital / total, 4) if total else 0.0},
        "other": _summed([cell for cell in cells if cell["rating"] in OTHER], "rating", OTHER),
    }


def _summed(cells: list[dict[str, Any]], key: str, closed: Any) -> dict[str, int]:
    """Return counts by a key, the closed set's words first, 0 where there are none."""
    counts = Counter({str(word): 0 for word in closed})
    for cell in cells:
        counts[str(cell[key])] += cell["count"]
    return dict(counts)


def _cells(day: date, timezone: ZoneInfo, filters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one row per rating, kind of subject, sector and commune, with its counts."""
    rating = func.coalesce(StandingRow.rating, Rating.UNRATED.value)
    keys = (rating, Subject.subject_type, ProductSet.sector_id, Product.unit_id)
    query = select(*keys, func.count(Product.id), func.sum(case((digital_on(day), 1), else_=0)))
    query = query.select_from(Product).join(Subject, Subject.id == Product.subject_id)
    query = query.join(ProductSet, ProductSet.id == Product.product_set)
    query = query.outerjoin(StandingRow, and_(StandingRow.product_id == Product.id, held_on(day)))
    end_of_day = datetime.combine(day, time.max, timezone)
    query = query.where(StandingRow.rating.is_not(None) | (Product.created_at <= end_of_day))
    query = products_matching(query, day, filters).group_by(*keys)
    names = ("rating", "subject_type", "sector", "unit", "count", "digital")
    return [dict(zip(names, row, strict=True)) for row in db.session.execute(query)]


def _subjects_by_type(day: date, filters: Mapping[str, Any]) -> dict[str, int]:
    """Return how many subjects of each kind have a product that is recognised on the day."""
    query = select(Subject.subject_type, func.count(func.distinct(Subject.id))).select_from(Product)
    counts = _counts(_recognised(query, day), day, filters, Subject.subject_type)
    return {str(kind): counts.get(kind, 0) for kind in SubjectType}


def subjects_recognised(day: date, filters: Mapping[str, Any]) -> list[tuple[Subject, int]]:
    """Return the subjects behind a figure, by name, each with how many recognised products it has on the day."""
    query = select(Product.subject_id, func.count(Product.id)).select_from(Product)
    counts = _counts(_recognised(query, day), day, filters, Product.subject_id)
    found = db.session.scalars(select(Subject).order_by(Subject.name_fold, Subject.id))
    return [(subject, counts[subject.id]) for subject in found if subject.id in counts]


def tools_counted(day: date, *, filters: Mapping[str, Any] | None = None) -> dict[str, int]:
    """Return how many recognised products have each digital tool on a day."""
    query = select(ProductTool.tool, func.count(func.distinct(Product.id))).select_from(Product)
    query = query.join(ProductTool, and_(ProductTool.product_id == Product.id, ProductTool.since_on <= day))
    counts = _counts(_recognised(query, day), day, filters or {}, ProductTool.tool)
    return {str(tool): counts.get(tool, 0) for tool in DigitalTool}


def districts_counted(day: date, filters: Mapping[str, Any]) -> list[tuple[Unit, int]]:
    """Return former districts by code, each with how many recognised products its former communes have."""
    query = select(Unit.parent_id, func.count(Product.id)).select_from(Product)
    query = query.join(Unit, Unit.id == Product.former_unit_id)
    counts = _counts(_recognised(query, day), day, filters, Unit.parent_id)
    units = db.session.scalars(select(Unit).where(Unit.id.in_(list(counts))).order_by(Unit.code))
    return [(unit, counts[unit.id]) for unit in units]


def _recognised(query: Select[*tuple[Any, ...]], day: date) -> Select[*tuple[Any, ...]]:
    """Join what filters speak of, and keep the products that are recognised on a day."""
    query = query.join(Subject, Subject.id == Product.subject_id)
    query = query.join(ProductSet, ProductSet.id == Product.product_set)
    query = query.join(StandingRow, and_(StandingRow.product_id == Product.id, held_on(day)))
    return query.where(StandingRow.rating.in_(RECOGNISED))


def _counts(
    query: Select[*tuple[Any, ...]], day: date, filters: Mapping[str, Any], key: InstrumentedAttribute[Any]
) -> dict[str, int]:
    rows = db.session.execute(products_matching(query, day, filters).group_by(key))
    return {row[0]: row[1] for row in rows}

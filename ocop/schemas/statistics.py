"""Shapes of statistics: figures of a day; every key of a closed set is there, 0 included."""

from collections.abc import Iterable

from marshmallow import fields

from ocop.domain.ratings import OTHER, RECOGNISED
from ocop.domain.subjects import SubjectType
from ocop.schemas.fields import DateOn, Number
from ocop.schemas.products import LAST_SECTOR, ProductFilters
from ocop.schemas.shapes import Shape, part

#: More than this programme will ever count.
_MOST = 100_000_000


class StatisticsQuery(ProductFilters):
    """Which day, and which products."""


def _counts(name: str, words: Iterable[str]) -> type[Shape]:
    """Return the shape of counts by the words of a closed set."""
    return type(name, (Shape,), {str(word): Number(0, _MOST, required=True) for word in words})


RatingCounts = _counts("RatingCounts", RECOGNISED)
OtherCounts = _counts("OtherCounts", OTHER)
SubjectTypeCounts = _counts("SubjectTypeCounts", SubjectType)
SectorCounts = _counts("SectorCounts", (str(number) for number in range(1, LAST_SECTOR + 1)))
RatingBySubjectType = type(
    "RatingBySubjectType", (Shape,), {str(kind): part(RatingCounts, required=True) for kind in SubjectType}
)


class ProductCounts(Shape):
    """Counts of recognised products."""

    total = Number(0, _MOST, required=True)
    by_rating = part(RatingCounts, required=True)
    by_subject_type = part(SubjectTypeCounts, required=True)
    by_sector = part(SectorCounts, required=True)
    by_unit = fields.Dict(
        keys=fields.String(), values=Number(0, _MOST), required=True, metadata={"description": "Theo mã xã hiện nay."}
    )


class SubjectCounts(Shape):
    """Counts of subjects with a recognised product."""

    total = Number(0, _MOST, required=True)
    by_type = part(SubjectTypeCounts, required=True)


class DigitalCounts(Shape):
    """Recognised products with a recorded digital tool."""

    products = Number(0, _MOST, required=True)
    share = fields.Float(required=True, metadata={"minimum": 0, "maximum": 1, "description": "Bốn chữ số thập phân."})


class StatisticsOut(Shape):
    """The figures of a day."""

    as_of = DateOn(required=True)
    products = part(ProductCounts, required=True)
    subjects = part(SubjectCounts, required=True)
    rating_by_subject_type = part(RatingBySubjectType, required=True)
    digital = part(DigitalCounts, required=True)
    other = part(OtherCounts, required=True, metadata={"description": "Đứng ngoài tổng số."})

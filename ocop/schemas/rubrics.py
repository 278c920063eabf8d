"""Shapes of rubrics: what a set is scored by, as it is read and as an office loads it."""

from marshmallow import fields

from ocop.schemas.fields import DateOn, Number, Several, Text
from ocop.schemas.shapes import Query, Shape, several

_ANY = {"description": "Như trong tài liệu; được kiểm cả bộ: tổng điểm, điều kiện sao, điểm tối đa."}


class RubricQuery(Query):
    """On which day; today if not told."""

    as_of = DateOn(metadata={"description": "Bộ tiêu chí của ngày này.", "example": "2026-11-22"})


class OptionOut(Shape):
    """One answer, by its number within the criterion."""

    number = Number(1, 99, required=True)
    label = fields.String(required=True)
    points = fields.Float(required=True)
    min_star = Number(3, 5, required=True, allow_none=True, metadata={"description": "Ít nhất cho ngần ấy sao."})
    variant = fields.String(required=True, allow_none=True)


class CriterionOut(Shape):
    """A heading, or a criterion that is answered: then it has options."""

    code = fields.String(required=True)
    part = fields.String(required=True)
    label = fields.String(required=True)
    help = fields.String(required=True)
    max = fields.Float(required=True)
    known = fields.String(required=True, allow_none=True, metadata={"description": "Điều sổ tự biết về tiêu chí."})
    evidence = fields.List(fields.String(), required=True)
    notes = fields.List(fields.String(), required=True)
    options = several(OptionOut, required=True)


class RubricBrief(Shape):
    """An edition of a set's rubric."""

    id = fields.String(required=True, metadata={"description": "SHA-256 của nội dung."})
    regime = fields.String(required=True)
    decision = fields.String(required=True)
    set = Number(1, 26, required=True)
    title = fields.String(required=True)
    edition = Number(1, 10_000, required=True)
    verified = fields.Boolean(required=True, metadata={"description": "Đã đối chiếu bản ký."})
    verified_words = fields.String(required=True)
    loaded_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "null: có sẵn trong phần mềm."}
    )


class RubricOut(RubricBrief):
    """An edition with everything that is scored."""

    parts = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    criteria = several(CriterionOut, required=True)


class RubricsOut(Shape):
    """The editions of all sets."""

    items = several(RubricBrief, required=True)


class RubricIn(Shape):
    """One rubric, or several under `sets`."""

    sets = Several(fields.Dict(keys=fields.String()), most=26, metadata=_ANY)
    regime = Text(20, metadata={"example": "26/2026"})
    decision = Text(60, metadata={"example": "26/2026/QĐ-TTg"})
    set = Number(1, 26)
    title = Text(300)
    parts = fields.Dict(keys=fields.String(), metadata=_ANY)
    criteria = Several(fields.Dict(keys=fields.String()), most=80, metadata=_ANY)
    source = Text(300)


class RubricCheckIn(Shape):
    """Who held an edition against the signed decision."""

    name = Text(200, required=True, names=True, metadata={"title": "Người đối chiếu", "example": "Trần Thị Mẫu"})

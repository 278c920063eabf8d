"""Shapes of problem reports: what a buyer sends, what an office answers, what lists are asked."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from ocop.domain.problem_reports import LEAST_WORDS, MOST_WORDS, ProblemKind, ProblemState, contact_of
from ocop.domain.refusals import BadInput
from ocop.schemas.fields import Choice, DateOn, Number, Text
from ocop.schemas.shapes import Query, Shape

_TOLD = f"Cần ít nhất {LEAST_WORDS} ký tự."
#: At least ten characters, line ends among them, the first and last no space (`Text` trims).
_ENOUGH = f"[\\s\\S]{{{LEAST_WORDS},}}"


class Contact(Text):
    """A telephone or an e-mail address, if any."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return contact_of(text)
        except BadInput as refusal:
            raise ValidationError(refusal.message) from refusal


class ProblemReportIn(Shape):
    """A problem, as its sender tells it."""

    kind = Choice(ProblemKind, required=True, metadata={"title": "Việc gì", "example": "wrong_label"})
    words = Text(
        MOST_WORDS, lines=True, required=True, pattern=_ENOUGH, told=_TOLD,
        metadata={"title": "Kể rõ", "example": "Nhãn ghi 500 g, cân được 420 g."},
    )  # fmt: skip
    code = Text(60, metadata={"title": "Mã trên nhãn, sổ biết hay không", "example": "95212345"})
    lot = Text(20, metadata={"title": "Lô", "example": "L2411A"})
    serial = Text(24, metadata={"title": "Số trên nhãn"})
    contact = Contact(254, metadata={"title": "Điện thoại hoặc thư điện tử; xóa sau 12 tháng"})


class ProblemReportOut(Shape):
    """How far a report is, for whoever knows its reference."""

    reference = fields.String(required=True)
    kind = Choice(ProblemKind, required=True)
    state = Choice(ProblemState, required=True)
    product = fields.String(required=True, allow_none=True, metadata={"description": "Mã ngắn của sản phẩm."})
    code = fields.String(required=True, allow_none=True)
    lot = fields.String(required=True, allow_none=True)
    office = fields.String(required=True, allow_none=True)
    received_on = DateOn(required=True)
    due_on = DateOn(required=True)
    is_late = fields.Boolean(required=True)
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    has_contact = fields.Boolean(required=True)
    kept_until = DateOn(required=True)


class ProblemAnswerIn(Shape):
    """What an office answers, for everybody who knows the reference."""

    answer = Text(MOST_WORDS, lines=True, required=True, pattern=_ENOUGH, told=_TOLD)
    state = Choice([ProblemState.ANSWERED, ProblemState.CLOSED], required=True)


class ProblemNoteIn(Shape):
    """What an office did, or what a producer says."""

    words = Text(MOST_WORDS, lines=True, required=True)


class ProblemQuery(Query):
    """Which reports of an inbox to list."""

    state = Choice(["received", "answered", "closed", "all"])
    page = Number(1, 100_000)

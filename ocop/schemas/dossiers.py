"""Shapes of dossiers: what is written into one, step by step, and what is read of it."""

from typing import Any

from marshmallow import fields

from ocop.domain.dossiers import ELIMINATIONS, DossierKind, DossierState, Outcome
from ocop.domain.reports import CHECKLIST, THEMES
from ocop.domain.rubrics import EVIDENCE
from ocop.schemas.fields import Choice, DateOn, Flag, Number, Several, Text
from ocop.schemas.pages import PageQuery, page_of
from ocop.schemas.rubrics import RubricBrief
from ocop.schemas.shapes import Query, Shape, part, several

_CODE = {"description": "Số tiêu chí, như 1.1."}


def _by_code(values: Any, told: str, example: Any) -> fields.Dict:
    """Return a field of values by criterion."""
    return fields.Dict(
        keys=fields.String(metadata=_CODE), values=values, metadata={"description": told, "example": example},
        error_messages={"invalid": "Cần là một đối tượng."},
    )  # fmt: skip


class DossierIn(Shape):
    """A dossier to open."""

    product = Text(60, required=True, metadata={"title": "Sản phẩm", "example": "21SD1T7Z"})
    kind = Choice(DossierKind, required=True, metadata={"title": "Loại hồ sơ", "example": "first"})


class DossierQuery(PageQuery):
    """Which dossiers to list."""

    state = Choice(DossierState, metadata={"description": "Chỉ hồ sơ ở trạng thái này."})
    product = Text(60, blank=False, metadata={"description": "Chỉ hồ sơ của sản phẩm này."})


class AssessmentIn(Shape):
    """A self-assessment; each part that is given replaces what was there, the others stay."""

    answers = _by_code(Number(1, 99), "Số thứ tự lựa chọn của từng tiêu chí, từ 1.", {"1.1": 2})
    notes = _by_code(Text(1000, lines=True), "Ghi chú theo tiêu chí.", {"1.1": "80% trồng trong xã"})
    evidence = _by_code(Several(fields.String(), most=20), "Mã minh chứng theo tiêu chí.", {"1.1": []})
    form = fields.Dict(
        keys=fields.String(), values=Text(4000, lines=True),
        metadata={"description": "Các mục của Mẫu 01, 02.", "example": {"representative": "Thạch Thị Sa Rây"}},
        error_messages={"invalid": "Cần là một đối tượng."},
    )  # fmt: skip


class EvidenceQuery(Query):
    """What a paper is, and which criterion of the dossier it proves."""

    kind = Choice(EVIDENCE, required=True, metadata={"description": "Loại minh chứng (Mẫu 02)."})
    title = Text(200, required=True, metadata={"description": "Tên giấy."})
    criterion = Text(20, blank=False, metadata={"description": "Gắn ngay vào tiêu chí này."})
    expires_on = DateOn(metadata={"description": "Ngày giấy hết hạn."})


class PaperIn(Shape):
    """A paper as a form describes it."""

    kind = Choice(EVIDENCE, required=True, metadata={"title": "Loại giấy"})
    title = Text(200, required=True, metadata={"title": "Tên giấy"})
    expires_on = DateOn(allow_none=True, metadata={"title": "Hết hạn"})


class EvidenceOut(Shape):
    """A paper in the subject's store."""

    id = fields.String(required=True)
    kind = Choice(EVIDENCE, required=True)
    title = fields.String(required=True)
    hash = fields.String(required=True)
    expires_on = DateOn(required=True, allow_none=True)


class ReturnIn(Shape):
    """Why a dossier goes back to its subject."""

    reasons = Several(
        Text(1000, lines=True), most=30, required=True, metadata={"example": ["Thiếu phiếu kiểm nghiệm"]}
    )


class ReportIn(Shape):
    """The commune's report (form 03); what is not given is taken as the registry drafts it."""

    themes = fields.Dict(
        keys=Choice(THEMES), values=Text(3000, lines=True),
        metadata={"description": "Các mục của Mẫu 03: " + ", ".join(THEMES) + "."},
        error_messages={"invalid": "Cần là một đối tượng."},
    )  # fmt: skip
    checklist = Several(Choice(CHECKLIST), most=len(CHECKLIST), metadata={"description": "Những gì đã kiểm tra."})
    number = Text(60, metadata={"title": "Số báo cáo"})
    signed_on = DateOn(allow_none=True, metadata={"title": "Ngày báo cáo"})
    proposal = Text(2000, lines=True, metadata={"title": "Đề nghị"})


class CouncilIn(Shape):
    """Who scores: names of assessors' accounts, the chair among them (else the first)."""

    assessors = Several(Text(60), most=30, required=True, metadata={"example": ["hoidong1", "hoidong2", "hoidong3"]})
    chair = Text(60, blank=False, metadata={"example": "hoidong1"})


class ScoresIn(Shape):
    """An assessor's sheet: points, or options, by criterion; handed in unless `draft`."""

    points = fields.Dict(
        keys=fields.String(metadata=_CODE),
        values=fields.Raw(metadata={"oneOf": [{"type": "number"}, {"type": "string"}]}),
        metadata={"description": "Điểm của từng tiêu chí, nhiều nhất hai chữ số thập phân.", "example": {"1.1": 2.5}},
        error_messages={"invalid": "Cần là một đối tượng."},
    )  # fmt: skip
    answers = _by_code(Number(1, 99), "Hoặc số thứ tự lựa chọn của tiêu chí.", {"1.2": 1})
    notes = _by_code(Text(1000, lines=True), "Nhận xét theo tiêu chí.", {})
    remark = Text(3000, lines=True, metadata={"title": "Nhận xét chung"})
    draft = Flag(load_default=False, metadata={"description": "Chỉ lưu, chưa nộp phiếu."})


class CloseIn(Shape):
    """The end of a council's scoring."""

    elimination = Choice(ELIMINATIONS, allow_none=True, metadata={"description": "Lý do loại hồ sơ, nếu có."})


class WhyIn(Shape):
    """Why."""

    why = Text(2000, lines=True, metadata={"title": "Lý do"})


class VerdictIn(Shape):
    """A decision on a scored dossier; outcome and stars follow from the result unless told."""

    number = Text(60, required=True, metadata={"title": "Số quyết định", "example": "2718/QĐ-UBND"})
    signed_on = DateOn(required=True, metadata={"title": "Ngày ký", "example": "2026-12-20"})
    star = Number(3, 5, allow_none=True, metadata={"description": "Để đối chiếu với kết quả chấm."})
    outcome = Choice(Outcome, allow_none=True, metadata={"description": "Khi kết quả cho phép chọn."})
    why = Text(2000, lines=True, metadata={"title": "Lý do"})
    confirms_rubric = Flag(
        load_default=False, metadata={"description": "Đã tự đối chiếu bộ tiêu chí với bản ký (khi sổ chưa ghi)."}
    )
    valid_until = DateOn(allow_none=True, metadata={"description": "Nếu quyết định in hạn ngắn hơn."})


class ProductPart(Shape):
    """The product of a dossier."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    product_set = Number(1, 26, required=True)


class SubjectPart(Shape):
    """The subject of a dossier."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    subject_type = fields.String(required=True)


class DossierBrief(Shape):
    """A dossier as lists show it."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    version = fields.Integer(required=True)
    kind = Choice(DossierKind, required=True)
    kind_words = fields.String(required=True)
    state = Choice(DossierState, required=True)
    state_words = fields.String(required=True)
    product = part(ProductPart, required=True)
    subject = part(SubjectPart, required=True)
    unit_code = fields.String(required=True)
    received_on = DateOn(required=True, allow_none=True)
    due_on = DateOn(required=True, allow_none=True)
    days_left = fields.Integer(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)


class MissedOut(Shape):
    """A gate that is not reached."""

    star = Number(3, 5, required=True)
    code = fields.String(required=True)
    label = fields.String(required=True)
    has = fields.Float(required=True)
    needs = fields.Float(required=True)


class SelfResultOut(Shape):
    """What the subject's own answers are worth, and what the next star lacks."""

    total = fields.Float(required=True)
    by_part = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
    star = Number(0, 5, required=True)
    unanswered = Several(fields.String(), required=True)
    next_star = Number(3, 5, required=True, allow_none=True)
    lacks = several(MissedOut, required=True)
    points_short = fields.Float(required=True)


class VersionOut(Shape):
    """One submission."""

    number = fields.Integer(required=True)
    receipt = fields.String(required=True)
    hash = fields.String(required=True)
    submitted_at = fields.AwareDateTime(required=True)
    total = fields.Float(required=True)


class VerdictOut(Shape):
    """The decision that a dossier came to."""

    id = fields.String(required=True)
    number = fields.String(required=True)
    signed_on = DateOn(required=True)
    star = Number(3, 5, required=True, allow_none=True)
    potential_five_star = Flag(required=True)
    certificate = fields.String(required=True, allow_none=True)


class StepOut(Shape):
    """One step of a dossier's road."""

    step = fields.String(required=True)
    state = Choice(DossierState, required=True)
    at = fields.AwareDateTime(required=True)
    by_role = fields.String(required=True)
    why = fields.String(required=True, allow_none=True)


_ANY = {"type": "object"}


class DossierOut(DossierBrief):
    """A dossier with everything that its reader may know."""

    rubric = part(RubricBrief, required=True)
    answers = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    notes = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    form = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    evidence = fields.Dict(keys=fields.String(), values=fields.List(fields.Dict()), required=True)
    self_result = part(SelfResultOut, required=True)
    filled_in = fields.Dict(required=True, metadata={"description": "Điều sổ tự biết, theo tiêu chí."})
    missing = fields.List(fields.Dict(), required=True)
    without_evidence = Several(fields.String(), required=True)
    road = fields.Dict(required=True, allow_none=True, metadata={"description": "Chỉ chủ thể thấy."})
    versions = several(VersionOut, required=True)
    council = fields.Dict(required=True, allow_none=True)
    decision = part(VerdictOut, required=True, allow_none=True)
    steps = several(StepOut, required=True)


DossierPage = page_of(DossierBrief)

VersionPage = page_of(VersionOut)

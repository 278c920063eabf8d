"""Shapes of certificates: what an office does to one after it was issued, and what everyone may read of it."""

from marshmallow import fields

from ocop.domain.certificates import CertificateStatus
from ocop.domain.revocations import Ground, ProposalState
from ocop.schemas.fields import Choice, DateOn, Flag, Number, Text
from ocop.schemas.shapes import Shape, part, several
from ocop.schemas.subjects import SubjectBrief

_WHY = {"title": "Lý do"}


def _why(example: str) -> Text:
    return Text(2000, lines=True, required=True, metadata={**_WHY, "example": example})


def _ground() -> Choice:
    told = "Một trong sáu căn cứ của Điều 8, QĐ 26/2026/QĐ-TTg."
    return Choice(Ground, required=True, metadata={"title": "Căn cứ", "description": told, "example": "law_broken"})


class RevocationIn(Shape):
    """A decision that revokes a certificate, as its paper has it."""

    number = Text(60, required=True, metadata={"title": "Số quyết định thu hồi", "example": "3120/QĐ-UBND"})
    signed_on = DateOn(required=True, metadata={"title": "Ngày ký", "example": "2026-11-20"})
    ground = _ground()
    why = _why("Kết luận kiểm tra ngày 10/11/2026: dùng phụ gia ngoài danh mục.")
    concluded_on = DateOn(
        allow_none=True,
        metadata={"title": "Ngày kết luận", "description": "Quyết định ký trong 15 ngày kể từ ngày này."},
    )


class CorrectionIn(Shape):
    """Why a revocation that was entered today is taken back."""

    why = _why("Ghi nhầm số giấy chứng nhận.")


class ExtensionIn(Shape):
    """Until when a late filer's certificate runs on, and why."""

    extended_until = DateOn(
        required=True,
        metadata={
            "title": "Gia hạn đến hết ngày",
            "description": "Nhiều nhất 180 ngày sau hạn trên giấy (Điều 12).",
            "example": "2027-03-31",
        },
    )
    why = _why("Hồ sơ đánh giá lại nộp trước hạn, đang chờ hội đồng.")


class ProposalIn(Shape):
    """What a commune proposes to revoke a certificate for."""

    ground = _ground()
    why = _why("Cơ sở ngừng sản xuất từ tháng 9; đã lập biên bản.")


class ProposalAnswerIn(Shape):
    """The words with which a proposal is taken back or turned down."""

    why = _why("Cơ sở đã sản xuất lại.")


class ProposalOut(Shape):
    """A commune's proposal, and what became of it."""

    id = fields.String(required=True, metadata={"format": "uuid"})
    certificate = fields.String(required=True)
    unit_code = fields.String(required=True)
    ground = Choice(Ground, required=True)
    ground_words = fields.String(required=True)
    why = fields.String(required=True)
    proposed_on = DateOn(required=True)
    state = Choice(ProposalState, required=True)
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)


class ProposalsOut(Shape):
    """The proposals about one certificate, the newest first."""

    items = several(ProposalOut, required=True)


class CertifiedProduct(Shape):
    """The product of a certificate."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    url = fields.String(required=True)


class RevocationOut(Shape):
    """A revocation; `is_late` where it was signed over 15 days after the conclusion."""

    number = fields.String(required=True, allow_none=True)
    signed_on = DateOn(required=True)
    ground = Choice(Ground, required=True, allow_none=True)
    ground_words = fields.String(required=True, allow_none=True)
    why = fields.String(required=True, allow_none=True)
    concluded_on = DateOn(required=True, allow_none=True)
    is_late = Flag(required=True)


class CertificateEvent(Shape):
    """One thing that became of a certificate."""

    kind = Choice(["issued", "extended", "revoked", "corrected", "superseded"], required=True)
    on = DateOn(required=True)
    until = DateOn(required=True, allow_none=True)
    number = fields.String(required=True, allow_none=True)
    ground = Choice(Ground, required=True, allow_none=True)
    why = fields.String(required=True, allow_none=True)
    entered_on = DateOn(required=True, allow_none=True)


class CertificateWhole(Shape):
    """One certificate as it is today, and all that became of it."""

    number = fields.String(required=True)
    star = Number(3, 5, required=True)
    status = Choice(CertificateStatus, required=True, allow_none=True)
    issued_on = DateOn(required=True)
    valid_until = DateOn(required=True, metadata={"description": "Ngày cuối còn hiệu lực, như trên giấy."})
    extended_until = DateOn(required=True, allow_none=True)
    last_day = DateOn(required=True, metadata={"description": "Ngày cuối còn hiệu lực, kể cả gia hạn."})
    superseded_on = DateOn(required=True, allow_none=True)
    window_opens_on = DateOn(required=True, metadata={"description": "Ngày đầu được nộp đánh giá lại."})
    window_closes_on = DateOn(required=True, metadata={"description": "Ngày cuối được nộp đánh giá lại."})
    decision_number = fields.String(required=True)
    decided_by = fields.String(required=True)
    product = part(CertifiedProduct, required=True)
    subject = part(SubjectBrief, required=True)
    address = fields.String(required=True)
    revocation = part(RevocationOut, required=True, allow_none=True)
    history = several(CertificateEvent, required=True)
    version = Number(1, 2_147_483_647, required=True)

"""Shapes of decisions: what an office records, and what followed from it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from ocop.domain.ratings import STARS
from ocop.schemas.fields import DateOn, Flag, Number, Text
from ocop.schemas.pages import PageQuery, page_of
from ocop.schemas.products import CertificateOut
from ocop.schemas.shapes import Shape, part
from ocop.schemas.subjects import unit

_UNIT_TOLD = "Tỉnh (86, 84) hoặc huyện cũ (842) quyết định, null là Bộ; không ghi là cơ quan của người gửi."


class DecisionIn(Shape):
    """A decision that was made outside: exactly one of `star` and `potential_five_star`."""

    number = Text(60, required=True, metadata={"title": "Số quyết định", "example": "2718/QĐ-UBND"})
    signed_on = DateOn(required=True, metadata={"title": "Ngày ký", "example": "2024-12-20"})
    star = Number(min(STARS), max(STARS), allow_none=True, metadata={"title": "Số sao", "example": 4})
    potential_five_star = Flag(load_default=False, metadata={"title": "Tiềm năng 5 sao"})
    unit_code = unit(blank=False, metadata={"title": "Nơi quyết định", "description": _UNIT_TOLD, "example": "86"})
    valid_until = DateOn(
        allow_none=True, metadata={"title": "Ngày cuối còn hiệu lực", "description": "Nếu quyết định in ngắn hơn."}
    )
    note = Text(2000, lines=True, metadata={"title": "Ghi chú"})
    ends_potential = Flag(
        load_default=False,
        metadata={"title": "Kết thúc tiềm năng 5 sao", "description": "Kể từ ngày ký của quyết định này."},
    )

    @validates_schema
    def _check_one_outcome(self, data: Mapping[str, Any], **_: Any) -> None:
        if (data.get("star") is None) != data["potential_five_star"]:
            raise ValidationError("Cần đúng một trong hai: số sao, hoặc tiềm năng 5 sao.", "star")


class PotentialEndIn(Shape):
    """The end of a state of potential five star by an officer's act."""

    on = DateOn(
        required=True, metadata={"title": "Từ ngày", "description": "Ngày đầu không còn.", "example": "2025-06-01"}
    )
    why = Text(2000, lines=True, required=True, metadata={"title": "Lý do", "example": "Bộ không công nhận 5 sao."})


class DecisionOut(Shape):
    """A recorded decision and the certificate that followed."""

    id = fields.String(required=True, metadata={"format": "uuid"})
    product = fields.String(required=True, metadata={"description": "Mã ngắn của sản phẩm."})
    number = fields.String(required=True)
    signed_on = DateOn(required=True)
    star = Number(3, 5, required=True, allow_none=True)
    potential_five_star = Flag(required=True)
    potential_ended_on = DateOn(required=True, allow_none=True)
    unit_code = fields.String(required=True, allow_none=True)
    regime = fields.String(required=True, metadata={"description": "Bộ quy định của ngày ký."})
    certificate = part(CertificateOut, required=True, allow_none=True)


class DecisionQuery(PageQuery):
    """Which decisions of a product to list."""


DecisionPage = page_of(DecisionOut)

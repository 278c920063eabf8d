"""Shapes of products: what is sent to register or change one, what is asked of a list, what is shown."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates

from ocop.domain.certificates import CertificateStatus
from ocop.domain.ratings import STARS, Rating
from ocop.domain.subjects import SubjectType
from ocop.domain.tools import DigitalTool
from ocop.schemas.fields import Asked, Choice, Code, DateOn, Flag, Number, Text
from ocop.schemas.pages import PageQuery, page_of
from ocop.schemas.shapes import Patch, Query, Shape, part, several
from ocop.schemas.subjects import SubjectBrief, commune, former_commune, unit

#: Numbers of the product sets (bộ) and of the sectors (ngành).
LAST_SET, LAST_SECTOR = 26, 6


class ToolIn(Shape):
    """A digital tool, with the day since when."""

    tool = Choice(DigitalTool, required=True, metadata={"title": "Công cụ số", "example": "qr_code"})
    since_on = DateOn(required=True, metadata={"title": "Từ ngày", "example": "2024-06-01"})


class ProductPatch(Patch):
    """What to change of a product; what is not named stays. `draft` false publishes it for good."""

    name = Text(300, required=True, names=True, metadata={"title": "Tên sản phẩm", "example": "Kẹo dừa sáp"})
    product_set = Number(
        1, LAST_SET, required=True, metadata={"title": "Bộ sản phẩm", "description": "1 đến 26.", "example": 4}
    )
    gtin = Code(
        r"[0-9]{8}|[0-9]{12,14}",
        longest=14,
        told="GTIN gồm 8, 12, 13 hoặc 14 chữ số.",
        metadata={"title": "Mã vạch (GTIN)", "example": "9521234543213"},
    )
    ocop_code = Text(
        30, metadata={"title": "Mã OCOP", "description": "Do cơ quan ghi.", "example": "86-29341-01-2026"}
    )
    unit_code = commune()
    former_unit_code = former_commune()
    description = Text(5000, lines=True, metadata={"title": "Mô tả", "example": "Kẹo dừa sáp, không phẩm màu."})
    net_weight = Text(60, metadata={"title": "Khối lượng tịnh", "example": "200 g"})
    ingredients = Text(
        2000, lines=True, metadata={"title": "Thành phần", "example": "Cơm dừa sáp 60%, đường, mạch nha."}
    )
    usage = Text(2000, lines=True, metadata={"title": "Cách dùng", "example": "Ăn liền."})
    storage = Text(2000, lines=True, metadata={"title": "Bảo quản", "example": "Nơi khô mát, tránh nắng."})
    warnings = Text(2000, lines=True, metadata={"title": "Cảnh báo", "example": "Có lạc; người dị ứng không dùng."})
    tools = several(ToolIn, most=len(DigitalTool), metadata={"title": "Công cụ số"})
    draft = Flag(metadata={"title": "Bản nháp"})

    @validates("tools")
    def _check_tools(self, tools: list[Any], data_key: str) -> None:
        named = [one.get("tool") for one in tools if isinstance(one, Mapping)]
        if len(set(named)) != len(named):
            raise ValidationError("Mỗi công cụ chỉ ghi một lần.")


class ProductIn(ProductPatch):
    """A product to register."""

    subject_id = Code(
        r"[0-9a-fA-F\-]{1,36}",
        longest=36,
        told="Mã chủ thể có dạng UUID.",
        required=True,
        metadata={"title": "Chủ thể", "example": "01890a5d-ac96-774b-bcce-b302099a8057"},
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"partial": False, **more})


class ProductFilters(Query):
    """What narrows products, in lists and in statistics alike."""

    as_of = DateOn(metadata={"description": "Hạng sao của ngày này; không ghi là hôm nay.", "example": "2025-01-10"})
    rating = Choice(Rating, metadata={"description": "Hạng sao của ngày."})
    star = Number(min(STARS), max(STARS), metadata={"description": "Số sao của giấy chứng nhận còn hiệu lực."})
    subject_type = Choice(SubjectType, metadata={"description": "Loại hình chủ thể."})
    sector = Number(1, LAST_SECTOR, metadata={"description": "Ngành, 1 đến 6."})
    product_set = Number(1, LAST_SET, metadata={"description": "Bộ sản phẩm, 1 đến 26."})
    unit_code = unit(
        blank=False,
        allow_none=False,
        metadata={"description": "Đơn vị cùng mọi xã bên dưới, mã cũ cũng được.", "example": "86"},
    )
    expiring_before = DateOn(metadata={"description": "Giấy chứng nhận đang hiệu lực sẽ hết hạn trước ngày này."})
    q = Asked(200, metadata={"description": "Chữ trong tên hoặc mã, không cần dấu.", "example": "keo dua"})
    subject_id = Asked(36, metadata={"description": "Của một chủ thể."})
    tool = Choice(DigitalTool, metadata={"description": "Có công cụ số này vào ngày đó."})
    recognised = Flag(metadata={"description": "Chỉ sản phẩm đang được công nhận."})
    digital = Flag(metadata={"description": "Chỉ sản phẩm có công cụ số."})


class ProductQuery(ProductFilters, PageQuery):
    """Which products to list."""


class AsOf(Query):
    """The day on which a product is looked at."""

    as_of = DateOn(metadata={"description": "Như của ngày này; không ghi là hôm nay.", "example": "2025-01-10"})


class CertificateOut(Shape):
    """The newest certificate, and what it is on the day."""

    number = fields.String(required=True)
    star = Number(3, 5, required=True)
    issued_on = DateOn(required=True)
    valid_until = DateOn(required=True, metadata={"description": "Ngày cuối cùng còn hiệu lực."})
    extended_until = DateOn(allow_none=True)
    revoked_on = DateOn(allow_none=True)
    status = Choice(CertificateStatus, required=True)
    decision_number = fields.String()
    decided_by = fields.String(allow_none=True, metadata={"description": "Đơn vị quyết định; null là Bộ."})


class ToolOut(Shape):
    """A recorded digital tool."""

    tool = Choice(DigitalTool, required=True)
    since_on = DateOn(required=True)


class ProductOut(Shape):
    """A product as everyone may see it."""

    code = fields.String(required=True, metadata={"description": "Mã ngắn, cấp một lần.", "example": "0000001D"})
    name = fields.String(required=True)
    gtin = fields.String(required=True, allow_none=True, metadata={"description": "14 chữ số."})
    ocop_code = fields.String(required=True, allow_none=True)
    product_set = Number(1, LAST_SET, required=True)
    product_set_name = fields.String(required=True)
    sector = Number(1, LAST_SECTOR, required=True)
    sector_name = fields.String(required=True)
    subject = part(SubjectBrief, required=True)
    unit_code = fields.String(required=True)
    unit_name = fields.String(required=True)
    province_name = fields.String(required=True, allow_none=True)
    former_unit_code = fields.String(required=True, allow_none=True)
    former_unit_name = fields.String(required=True, allow_none=True)
    description = fields.String(required=True, allow_none=True)
    net_weight = fields.String(required=True, allow_none=True)
    ingredients = fields.String(required=True, allow_none=True)
    usage = fields.String(required=True, allow_none=True)
    storage = fields.String(required=True, allow_none=True)
    warnings = fields.String(required=True, allow_none=True)
    state = Choice(["draft", "published", "withdrawn"], required=True)
    tools = several(ToolOut, required=True)
    rating = Choice(Rating, required=True)
    certificate = part(CertificateOut, required=True, allow_none=True)
    photo_url = fields.String(required=True, allow_none=True)
    url = fields.String(required=True)
    qr_content = fields.String(required=True, metadata={"description": "Nội dung in trong mã QR."})
    path = fields.String(required=True)
    version = Number(1, 2_147_483_647, required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)


class WithdrawalIn(Shape):
    """Why a product is no longer sold; its own people and offices read it."""

    reason = Text(2000, lines=True, required=True, metadata={"title": "Lý do", "example": "Hết nguyên liệu."})


class PhotosOut(Shape):
    """The photographs of a product, the first to show first."""

    product = fields.String(required=True)
    photos = fields.List(fields.String(), required=True, metadata={"description": "Địa chỉ các ảnh."})


ProductPage = page_of(ProductOut)

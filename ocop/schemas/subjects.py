"""Shapes of subjects: what is sent to register or change one, what is asked of a list, what is shown."""

from marshmallow import fields

from ocop.domain.subjects import SubjectType
from ocop.schemas.fields import Asked, Choice, Code, Flag, Number, Text
from ocop.schemas.pages import PageQuery, page_of
from ocop.schemas.shapes import Patch, Shape

#: A commune of today, or a former one.
COMMUNE = r"[0-9]{5}"
#: Any unit: province, former district, commune.
UNIT = r"[0-9]{2}|[0-9]{3}|[0-9]{5}"
_COMMUNE_TOLD = "Mã xã gồm 5 chữ số."
UNIT_TOLD = "Mã đơn vị gồm 2, 3 hoặc 5 chữ số."


def commune(**more: object) -> Code:
    """Return the field of a commune of today."""
    metadata = {"title": "Xã, phường", "description": "Mã xã hiện nay, 5 chữ số.", "example": "29341"}
    return Code(COMMUNE, longest=5, told=_COMMUNE_TOLD, metadata=metadata, **more)


def former_commune(**more: object) -> Code:
    """Return the field of the former commune that went into today's."""
    metadata = {"title": "Xã cũ", "description": "Mã xã trước 01/07/2025, 5 chữ số.", "example": "29344"}
    return Code(COMMUNE, longest=5, told=_COMMUNE_TOLD, metadata=metadata, **more)


def unit(**more: object) -> Code:
    """Return the field of a unit of any tier, today's or a former one."""
    metadata = {"title": "Đơn vị", "description": "Mã tỉnh, huyện cũ hoặc xã.", "example": "86"}
    return Code(UNIT, longest=5, told=UNIT_TOLD, **{"metadata": metadata, **more})


class SubjectFields(Shape):
    """What a subject may say of itself."""

    name = Text(
        300, required=True, names=True, metadata={"title": "Tên chủ thể", "example": "Hợp tác xã Dừa Sáp Cầu Kè"}
    )
    subject_type = Choice(SubjectType, required=True, metadata={"title": "Loại hình", "example": "cooperative"})
    unit_code = commune(required=True)
    former_unit_code = former_commune()
    tax_code = Code(
        r"[0-9]{10}(-?[0-9]{3})?|[0-9]{12}",
        longest=14,
        told="Mã số thuế gồm 10, 12 hoặc 13 chữ số.",
        metadata={"title": "Mã số thuế", "example": "2100000000"},
    )
    representative = Text(200, metadata={"title": "Người đại diện", "example": "Nguyễn Thị Minh Họa"})
    address = Text(500, metadata={"title": "Địa chỉ", "example": "Ấp Minh Họa"})
    phone = Code(
        r"\+?[0-9][0-9 .()\-]{5,18}",
        longest=20,
        told="Số điện thoại gồm 6 đến 19 chữ số, có thể có dấu cách.",
        metadata={"title": "Điện thoại", "example": "0294 000 0123"},
    )
    email = Code(
        r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,180}\.[A-Za-z]{2,8}",
        longest=254,
        told="Địa chỉ thư điện tử có dạng ten@vi-du.vn.",
        metadata={"title": "Thư điện tử", "example": "chuthe@example.vn"},
    )
    website = Code(
        r"https?://[A-Za-z0-9.\-]{1,200}(:[0-9]{1,5})?(/[^\s<>\"']{0,180})?",
        longest=300,
        told="Địa chỉ trang mạng bắt đầu bằng http:// hoặc https://.",
        metadata={"title": "Trang mạng", "example": "https://example.vn"},
    )
    contact_agreed = Flag(
        metadata={
            "title": "Đồng ý hiện số điện thoại, số nhà",
            "description": "Hộ kinh doanh: chỉ khi đồng ý thì mọi người mới thấy điện thoại và số nhà.",
            "example": True,
        }
    )
    story = Text(5000, lines=True, metadata={"title": "Câu chuyện", "example": "Ba đời trồng dừa sáp."})


class SubjectIn(SubjectFields):
    """A subject to register."""


class SubjectPatch(Patch, SubjectFields):
    """What to change of a subject; what is not named stays."""


class SubjectQuery(PageQuery):
    """Which subjects to list."""

    subject_type = Choice(SubjectType, metadata={"description": "Loại hình chủ thể."})
    unit_code = unit(
        blank=False,
        allow_none=False,
        metadata={"description": "Đơn vị cùng mọi xã bên dưới, mã cũ cũng được.", "example": "86"},
    )
    q = Asked(200, metadata={"description": "Chữ trong tên, không cần dấu.", "example": "dua sap"})


class SubjectBrief(Shape):
    """A subject beside its product."""

    id = fields.String(required=True, metadata={"format": "uuid"})
    name = fields.String(required=True)
    subject_type = Choice(SubjectType, required=True)


class SubjectOut(SubjectBrief):
    """A subject as everyone may see it; from `tax_code` on only its own people and offices."""

    address = fields.String(required=True, allow_none=True)
    unit_code = fields.String(required=True)
    unit_name = fields.String(required=True)
    province_name = fields.String(required=True, allow_none=True)
    former_unit_code = fields.String(required=True, allow_none=True)
    former_unit_name = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    website = fields.String(required=True, allow_none=True)
    story = fields.String(required=True, allow_none=True)
    products = Number(0, 1_000_000, required=True, metadata={"description": "Số sản phẩm đã công bố."})
    tax_code = fields.String(allow_none=True)
    representative = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    contact_agreed = Flag()
    entered_at_desk = Flag()
    confirmed_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()
    updated_at = fields.AwareDateTime()
    version = Number(1, 2_147_483_647)


SubjectPage = page_of(SubjectOut)

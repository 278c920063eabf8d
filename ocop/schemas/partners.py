"""Shapes of partners and of places."""

from marshmallow import fields

from ocop.schemas.fields import Flag, Number, Text
from ocop.schemas.pages import page_of
from ocop.schemas.shapes import Patch, Shape


class PartnerPatch(Patch):
    """What to change of a partner; what is not named stays, null empties."""

    name = Text(200, required=True, names=True, metadata={"title": "Tên", "example": "Siêu thị Trà Vinh"})
    phone = Text(
        20, metadata={"title": "Điện thoại", "description": "Để gọi khi thu hồi.", "example": "0294 000 0123"}
    )
    address = Text(300, metadata={"title": "Địa chỉ", "example": "Số 1 đường Điện Biên Phủ"})
    supplies = Flag(metadata={"title": "Bán cho mình"})
    receives = Flag(metadata={"title": "Nhận hàng của mình"})
    is_named = Flag(metadata={"title": "Đồng ý nêu tên", "description": "Trên trang truy xuất công khai."})


class PartnerIn(PartnerPatch):
    """A partner to add; its GLN is fixed from then on. Offices name the subject."""

    subject_id = Text(36, metadata={"title": "Chủ thể", "description": "Chỉ cơ quan cần ghi."})
    gln = Text(20, metadata={"title": "GLN", "description": "13 số, nếu có.", "example": "9521234000006"})

    def __init__(self, **more: object) -> None:
        super().__init__(**{"partial": False, **more})


class PartnerOut(Shape):
    """A partner, for its subject and its offices."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
    gln = fields.String(required=True, allow_none=True)
    supplies = fields.Boolean(required=True)
    receives = fields.Boolean(required=True)
    is_named = fields.Boolean(required=True)
    closed = fields.Boolean(required=True)
    uri = fields.String(required=True, metadata={"description": "Tên trong sự kiện EPCIS."})
    created_at = fields.AwareDateTime(required=True)
    version = Number(1, 2_147_483_647, required=True)


class SitePatch(Patch):
    """What to change of a place; what is not named stays."""

    name = Text(120, required=True, names=True, metadata={"title": "Tên", "example": "Vườn dừa ấp Sóc Hoang"})
    unit_code = Text(20, metadata={"title": "Mã xã, phường", "example": "29341"})


class SiteIn(SitePatch):
    """A place to add; its GLN is fixed from then on. Offices name the subject."""

    subject_id = Text(36, metadata={"title": "Chủ thể", "description": "Chỉ cơ quan cần ghi."})
    gln = Text(20, metadata={"title": "GLN", "description": "13 số, nếu có.", "example": "9521234000006"})

    def __init__(self, **more: object) -> None:
        super().__init__(**{"partial": False, **more})


class SiteOut(Shape):
    """A place, for its subject and its offices."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    unit_code = fields.String(required=True)
    gln = fields.String(required=True, allow_none=True)
    closed = fields.Boolean(required=True)
    uri = fields.String(required=True, metadata={"description": "Tên trong sự kiện EPCIS."})
    created_at = fields.AwareDateTime(required=True)
    version = Number(1, 2_147_483_647, required=True)


PartnerPage = page_of(PartnerOut)
SitePage = page_of(SiteOut)

"""Shapes of links to pages outside."""

from marshmallow import fields

from ocop.domain.link_types import LINK_TYPE_WORDS
from ocop.schemas.fields import Choice, Code, Number, Text
from ocop.schemas.pages import page_of
from ocop.schemas.shapes import Patch

_ALLOWED = "Giá trị GS1: 1 đến 20 chữ không dấu, số và dấu thông thường."


class LinkPatch(Patch):
    """What to change of a link; what is not named stays, null empties."""

    link_type = Choice(
        LINK_TYPE_WORDS,
        required=True,
        metadata={
            "title": "Loại",
            "description": "Loại liên kết trong từ vựng GS1 (https://ref.gs1.org/voc/).",
            "example": "hasRetailers",
        },
    )
    href = Text(
        500,
        required=True,
        metadata={
            "title": "Địa chỉ",
            "description": "https, trên một tên miền mà sổ cho phép.",
            "example": "https://shopee.vn/keo-dua-i.1.2",
        },
    )
    title = Text(
        120, required=True, names=True, metadata={"title": "Tên liên kết", "example": "Mua kẹo dừa trên Shopee"}
    )
    hreflang = Code(
        r"[A-Za-z]{2}(?:-[A-Za-z]{2})?",
        longest=5,
        told="Ngôn ngữ ghi dạng vi, en hoặc en-GB.",
        metadata={"title": "Ngôn ngữ", "example": "vi"},
    )
    media_type = Code(
        r"[A-Za-z]{1,20}/[A-Za-z0-9][A-Za-z0-9.+\-]{0,58}",
        longest=80,
        told="Loại nội dung ghi dạng text/html hoặc video/mp4.",
        metadata={"title": "Loại nội dung", "example": "text/html"},
    )
    lot = Text(20, metadata={"title": "Lô", "description": "Chỉ cho một lô đã mở.", "example": "L2411A"})
    serial = Code(
        r"[!-~]{1,20}",
        longest=20,
        told=_ALLOWED,
        metadata={"title": "Số riêng", "description": "Chỉ cho một món; khi đó không ghi lô hay biến thể."},
    )
    cpv = Code(
        r"[!-~]{1,20}",
        longest=20,
        told=_ALLOWED,
        metadata={"title": "Biến thể", "description": "Chỉ cho một biến thể tiêu dùng (AI 22)."},
    )


class LinkIn(LinkPatch):
    """A link to add."""

    def __init__(self, **more: object) -> None:
        super().__init__(**{"partial": False, **more})


class LinkOut(LinkPatch):
    """A link; `out` is the page that names the host before a reader leaves."""

    id = fields.UUID(required=True)
    product = fields.String(required=True, metadata={"description": "Mã ngắn của sản phẩm."})
    host = fields.String(required=True)
    out = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    version = Number(1, 2_147_483_647, required=True)


LinkPage = page_of(LinkOut)

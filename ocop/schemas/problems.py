"""The shape of a refusal: RFC 9457, with a stable code and every fault by field."""

from marshmallow import fields

from ocop.schemas.fields import Number
from ocop.schemas.shapes import Shape, several


class Fault(Shape):
    """What is wrong with one field."""

    field = fields.String(required=True, metadata={"description": "Tên trường, phần trong cách nhau bởi dấu chấm."})
    code = fields.String()
    message = fields.String(required=True)


class Problem(Shape):
    """Why a request was refused."""

    type = fields.String(required=True, metadata={"description": "Địa chỉ giải thích mã lỗi."})
    title = fields.String(required=True)
    status = Number(400, 599, required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "Mã lỗi cố định.", "example": "gtin-taken"})
    errors = several(Fault)

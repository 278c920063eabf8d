"""Shapes of named queries and of subscriptions to them."""

from marshmallow import fields
from marshmallow.validate import Length

from ocop.schemas.fields import Code, Flag, Text
from ocop.schemas.shapes import Shape

_NAME = r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,99}"
_TOLD = "Tên gồm 1 đến 100 chữ không dấu, số, dấu chấm, gạch ngang hoặc gạch dưới."


class EventQueryIn(Shape):
    """A question to keep under a name; `query` holds its parameters as an address would."""

    name = Code(_NAME, longest=100, told=_TOLD, required=True, metadata={"example": "giao-hang"})
    query = fields.Dict(
        keys=fields.String(validate=Length(1, 200)),
        required=True,
        validate=Length(max=50),
        metadata={"example": {"EQ_bizStep": ["shipping"]}},
    )


class SubscriptionIn(Shape):
    """Where to send what is new: as it comes (`stream`), or by a schedule."""

    dest = Text(500, required=True, metadata={"example": "https://erp.example.vn/epcis"})
    signatureToken = Text(200, metadata={"description": "Khóa chung: mỗi lần gửi có GS1-Signature (HMAC-SHA256)."})  # noqa: N815  the standard's own name
    stream = Flag()
    schedule = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        allow_none=True,
        metadata={"example": {"hour": "6", "minute": "0"}},
    )
    reportIfEmpty = Flag()  # noqa: N815  the standard's own name
    initialRecordTime = fields.AwareDateTime(allow_none=True)  # noqa: N815  the standard's own name

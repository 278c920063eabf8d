"""Shapes of traces: things, how they followed from one another, what happened to them."""

from marshmallow import fields

from ocop.domain.event_things import THING_KINDS, Link, Role
from ocop.domain.walks import Direction
from ocop.schemas.fields import Choice, Flag
from ocop.schemas.shapes import Query, Shape, part, several


class TraceQuery(Query):
    """Which way a trace goes."""

    direction = Choice(Direction, metadata={"description": "back: từ đâu; forward: đi đâu; both: cả hai (mặc định)."})


class TraceProductOut(Shape):
    """The product of a lot in a trace."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class TraceSubjectOut(Shape):
    """Whose a thing or an event is."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class NodeOut(Shape):
    """A thing in a trace: a lot, raw lot, item, box, receiver, step of work, or what nobody here knows."""

    id = fields.String(required=True)
    uri = fields.String(required=True)
    kind = Choice(THING_KINDS, required=True)
    label = fields.String(required=True, metadata={"example": "Mật hoa dừa, lô L2411A"})
    product = part(TraceProductOut, required=True, allow_none=True)
    lot = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True, metadata={"description": "Lô này đếm bằng gì."})
    subject = part(TraceSubjectOut, required=True, allow_none=True)
    state = Choice(["open", "closed", "recalled", "used_up"], required=True, allow_none=True)
    depth = fields.Integer(required=True, metadata={"description": "Số bước từ lô đã hỏi; âm là phía trước nó."})


class EdgeOut(Shape):
    """That one thing went into another; `since` and `until`: how long it lay there, or when it was sent."""

    from_ = fields.String(required=True, data_key="from")
    to = fields.String(required=True)
    kind = Choice([one.name.lower() for one in Link], required=True)
    event = fields.String(required=True, metadata={"description": "`number` của sự kiện."})
    since = fields.AwareDateTime(required=True, allow_none=True)
    until = fields.AwareDateTime(required=True, allow_none=True)


class EventThingOut(Shape):
    """A thing in its role in an event; `unit` by UN/ECE, pieces where it is empty."""

    node = fields.String(required=True)
    role = Choice([one.name.lower() for one in Role], required=True)
    quantity = fields.Float(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)


class TraceEventOut(Shape):
    """One event of a trace, as far as the reader may know it."""

    number = fields.String(required=True)
    id = fields.String(required=True, metadata={"description": "eventID."})
    time = fields.AwareDateTime(required=True)
    type = fields.String(required=True)
    action = fields.String(required=True, allow_none=True)
    biz_step = fields.String(required=True, allow_none=True)
    disposition = fields.String(required=True, allow_none=True)
    site = fields.String(required=True, allow_none=True)
    subject = part(TraceSubjectOut, required=True, allow_none=True)
    things = several(EventThingOut, required=True)


class TraceOut(Shape):
    """A genealogy; `start` is empty where no event is about the lot, `truncated` says that there is more."""

    start = fields.String(required=True, allow_none=True)
    nodes = several(NodeOut, required=True)
    edges = several(EdgeOut, required=True)
    events = several(TraceEventOut, required=True)
    truncated = Flag(required=True)

"""Shapes of recalls: what they reach, lot by lot and receiver by receiver."""

from marshmallow import fields

from ocop.schemas.fields import Choice, DateOn, Flag, Number, Several
from ocop.schemas.lots import LotOut, ReachOut
from ocop.schemas.shapes import Shape, part, several

_STATES = ["open", "closed", "recalled", "used_up"]


class AmountsOut(Shape):
    """What became of a lot, in one unit; only for its own people and offices."""

    unit = fields.String(required=True, metadata={"example": "hũ"})
    made = fields.Float(required=True)
    delivered = fields.Float(required=True)
    boxed = fields.Float(required=True)
    used = fields.Float(required=True)
    destroyed = fields.Float(required=True)
    unaccounted = fields.Float(required=True, allow_none=True, metadata={"description": "Chưa rõ ở đâu."})


class AffectedLotOut(Shape):
    """A lot that a recall reaches; `recalls`: this act calls it back."""

    code = fields.String(required=True, metadata={"description": "Mã ngắn của sản phẩm."})
    product = fields.String(required=True)
    lot = fields.String(required=True)
    state = Choice(_STATES, required=True)
    subject = fields.String(required=True)
    subject_id = fields.String(required=True)
    phone = fields.String(allow_none=True)
    amounts = several(AmountsOut, required=True)
    recalls = Flag(metadata={"description": "Lần này thu hồi lô ấy; của chủ thể khác thì chỉ báo cho họ."})


class AffectedRawLotOut(Shape):
    """A raw lot that a recall reaches."""

    id = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    state = Choice(_STATES, required=True)
    subject = fields.String(required=True)
    subject_id = fields.String(required=True)
    amounts = several(AmountsOut, required=True)


class BoxOut(Shape):
    """A box that held what is recalled."""

    uri = fields.String(required=True)
    is_delivered = Flag(required=True)


class QuantityOut(Shape):
    """How much, in one unit."""

    quantity = fields.Float(required=True)
    unit = fields.String(required=True)


class ReceiverOut(Shape):
    """Somebody who got what is recalled; `party:` and no name is a delivery that does not say to whom."""

    uri = fields.String(required=True)
    name = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)
    address = fields.String(required=True, allow_none=True)
    quantities = several(QuantityOut, required=True)
    lots = Several(fields.String(), required=True)
    boxes = Several(fields.String(), required=True)
    deliveries = Number(1, 2_147_483_647, required=True)
    last_on = DateOn(required=True)


class UnaccountedOut(QuantityOut):
    """How much of a lot nobody accounts for."""

    product = fields.String(required=True)
    code = fields.String(required=True)
    lot = fields.String(required=True)


class AffectedOut(Shape):
    """Everything that a recall has to find."""

    lots = several(AffectedLotOut, required=True)
    raw_lots = several(AffectedRawLotOut, required=True)
    boxes = several(BoxOut, required=True)
    receivers = several(ReceiverOut, required=True)
    unaccounted = several(UnaccountedOut, required=True)
    is_cut = Flag(required=True, metadata={"description": "Còn nữa, không kể hết được."})


class RecallOut(LotOut):
    """A lot as it is once recalled, how far it has come, what the recall reaches; a dry run leaves it as it was."""

    reach = part(ReachOut, required=True)
    dry_run = Flag(required=True)
    affected = part(AffectedOut, required=True)


class RawRecallOut(Shape):
    """A raw lot as it is once recalled, and what the recall reaches."""

    id = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    state = Choice(_STATES, required=True)
    on = DateOn(required=True)
    reason = fields.String(required=True)
    version = Number(1, 2_147_483_647, required=True)
    dry_run = Flag(required=True)
    affected = part(AffectedOut, required=True)


class RawLiftingOut(Shape):
    """A raw lot that is let go again."""

    id = fields.String(required=True)
    code = fields.String(required=True)
    name = fields.String(required=True)
    state = Choice(_STATES, required=True)
    version = Number(1, 2_147_483_647, required=True)

"""Rights: who may do what with a dossier or a lot, as one table; whatever is not in it is refused.

`OWN` is its subject's, `AREA` an office's area, `SEAT` a council's own dossier, `ALL` every one.
"""

from enum import StrEnum

from ocop.domain.accounts import Role


class Relation(StrEnum):
    """How somebody stands to a dossier, or to a product."""

    OWN = "own"
    AREA = "area"
    SEAT = "seat"
    ALL = "all"


class Action(StrEnum):
    """What can be done with a dossier and what follows from it, and with a lot that went wrong."""

    READ = "read"
    READ_PRIVATE = "read_private"
    READ_ROAD = "read_road"
    EDIT = "edit"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN_AT_COMMUNE = "return_at_commune"
    REPORT = "report"
    RETURN_AT_PROVINCE = "return_at_province"
    CONVENE_PROVINCE = "convene_province"
    CONVENE_MINISTRY = "convene_ministry"
    SCORE = "score"
    CLOSE_PROVINCE = "close_province"
    CLOSE_MINISTRY = "close_ministry"
    DECIDE_PROVINCE = "decide_province"
    DECIDE_MINISTRY = "decide_ministry"
    RECALL = "recall"
    LIFT_RECALL = "lift_recall"


_PRODUCER = {Role.PRODUCER: Relation.OWN}
_COMMUNE = {Role.COMMUNE: Relation.AREA}
_PROVINCE = {Role.PROVINCE: Relation.AREA}
_MINISTRY = {Role.MINISTRY: Relation.ALL}
_ASSESSOR = {Role.ASSESSOR: Relation.SEAT}
#: Action -> role -> which dossiers.
RIGHTS: dict[Action, dict[Role, Relation]] = {
    Action.READ: {**_PRODUCER, **_COMMUNE, **_PROVINCE, **_MINISTRY, **_ASSESSOR, Role.AUDITOR: Relation.ALL},
    Action.READ_PRIVATE: {**_PRODUCER, **_ASSESSOR},
    Action.READ_ROAD: _PRODUCER,
    Action.EDIT: _PRODUCER,
    Action.SUBMIT: _PRODUCER,
    Action.WITHDRAW: _PRODUCER,
    Action.RETURN_AT_COMMUNE: _COMMUNE,
    Action.REPORT: _COMMUNE,
    Action.RETURN_AT_PROVINCE: _PROVINCE,
    Action.CONVENE_PROVINCE: _PROVINCE,
    Action.CONVENE_MINISTRY: _MINISTRY,
    Action.SCORE: _ASSESSOR,
    Action.CLOSE_PROVINCE: {**_PROVINCE, **_ASSESSOR},
    Action.CLOSE_MINISTRY: {**_MINISTRY, **_ASSESSOR},
    Action.DECIDE_PROVINCE: _PROVINCE,
    Action.DECIDE_MINISTRY: _MINISTRY,
    # Whoever is near may call a lot back; that buyers are safe again is an office's to say.
    Action.RECALL: {**_PRODUCER, **_COMMUNE, **_PROVINCE, **_MINISTRY},
    Action.LIFT_RECALL: {**_COMMUNE, **_PROVINCE, **_MINISTRY},
}


def roles_that(*actions: Action) -> tuple[Role, ...]:
    """Return the roles that may do any of these at all, in their order."""
    return tuple(role for role in Role if any(role in RIGHTS[action] for action in actions))


def is_right(role: Role, action: Action, relations: frozenset[Relation]) -> bool:
    """Tell whether a role that stands so to a dossier may do something with it."""
    needed = RIGHTS[action].get(role)
    return needed is not None and (needed == Relation.ALL or needed in relations)

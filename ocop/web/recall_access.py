"""Who may recall, lift, rehearse and hear of recalls: rows of the access table."""

from ocop.domain.accounts import OFFICE_ROLES, Role, Scope
from ocop.domain.rights import Action, roles_that
from ocop.web.grants import may

#: Offices that recall lots of their area, and let them go again; those that watch over an area's recalls.
_LIFTING = roles_that(Action.LIFT_RECALL)
_WATCHERS = (Role.COMMUNE, Role.PROVINCE, Role.MINISTRY, Role.AUDITOR)
RECALLS = {
    "POST api_lots.recall": may(*roles_that(Action.RECALL), scope=Scope.LOTS),
    "POST api_lots.lift": may(*roles_that(Action.LIFT_RECALL), scope=Scope.LOTS),
    "POST api_recalls.recall": may(*roles_that(Action.RECALL), scope=Scope.LOTS),
    "POST api_recalls.lift": may(*roles_that(Action.LIFT_RECALL), scope=Scope.LOTS),
    "GET api_recalls.lot_list": may(*Role, scope=Scope.READ),
    "GET api_recalls.raw_lot_list": may(*Role, scope=Scope.READ),
    "POST notices.see_own": may(Role.PRODUCER),
    "POST notices.see_of_office": may(*OFFICE_ROLES),
    "GET office-recalls.index": may(*_WATCHERS),
    "GET office-recalls.ask": may(*_LIFTING, step_up=True),
    "POST office-recalls.recall": may(*_LIFTING, step_up=True),
    "GET office-recalls.ask_lifting": may(*_LIFTING, step_up=True),
    "POST office-recalls.lift": may(*_LIFTING, step_up=True),
    "POST office-recalls.lift_several": may(*_LIFTING, step_up=True),
    "POST office-recalls.call": may(*_LIFTING),
    "GET office-recalls.download": may(*_LIFTING),
    "GET office-recalls.ask_raw": may(*_LIFTING, step_up=True),
    "POST office-recalls.recall_raw": may(*_LIFTING, step_up=True),
    "POST office-recalls.call_raw": may(*_LIFTING),
    "GET office-recalls.download_raw": may(*_LIFTING),
    "GET office-recalls.ask_lifting_raw": may(*_LIFTING, step_up=True),
    "POST office-recalls.lift_raw": may(*_LIFTING, step_up=True),
    "GET producer-exercises.index": may(Role.PRODUCER),
    "POST producer-exercises.begin": may(Role.PRODUCER),
    "GET producer-exercises.show": may(Role.PRODUCER),
    "POST producer-exercises.tick": may(Role.PRODUCER),
    "POST producer-exercises.end": may(Role.PRODUCER),
    "GET producer-exercises.report": may(Role.PRODUCER),
    "GET producer-recalls.ask": may(Role.PRODUCER, step_up=True),
    "POST producer-recalls.recall": may(Role.PRODUCER, step_up=True),
    "POST producer-recalls.call": may(Role.PRODUCER),
    "GET producer-recalls.download": may(Role.PRODUCER),
    "GET producer-recalls.ask_raw": may(Role.PRODUCER, step_up=True),
    "POST producer-recalls.recall_raw": may(Role.PRODUCER, step_up=True),
    "POST producer-recalls.call_raw": may(Role.PRODUCER),
    "GET producer-recalls.download_raw": may(Role.PRODUCER),
}

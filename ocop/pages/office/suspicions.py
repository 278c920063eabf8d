"""Suspicions about items of an office's area."""

from flask import Blueprint, Response

from ocop.pages.forms import Form
from ocop.pages.office.rooms import duties_of
from ocop.pages.suspicion_lists import Room, decided, listed
from ocop.web.actors import required_actor

blueprint = Blueprint("office-suspicions", __name__)
_ROOM = Room("office/room.html", "/office/suspicions", "/office/products")


@blueprint.get("/office/suspicions")
def index() -> Response:
    """List what waits in the area, or what was decided."""
    return listed(_ROOM, Form(), may_decide=duties_of(required_actor()).judges)


@blueprint.post("/office/suspicions/<suspicion>")
def decide(suspicion: str) -> Response:
    """Write down what the office found."""
    return decided(_ROOM, suspicion)

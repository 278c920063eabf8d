"""Suspicions about a producer's own items."""

from flask import Blueprint, Response

from ocop.pages.forms import Form
from ocop.pages.suspicion_lists import Room, decided, listed

blueprint = Blueprint("producer-suspicions", __name__)
_ROOM = Room("producer/room.html", "/producer/suspicions", "/producer/products")


@blueprint.get("/producer/suspicions")
def index() -> Response:
    """List what waits, or what was decided."""
    return listed(_ROOM, Form(), may_decide=True)


@blueprint.post("/producer/suspicions/<suspicion>")
def decide(suspicion: str) -> Response:
    """Write down what the producer found."""
    return decided(_ROOM, suspicion)

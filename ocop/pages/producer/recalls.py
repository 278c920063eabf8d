"""Recalling lots of a producer's own products."""

from flask import Blueprint, Response

from ocop.pages.recall_forms import Room, asked, recalled

blueprint = Blueprint("producer-recalls", __name__)
_ROOM = Room("producer/room.html", "/producer/products")


@blueprint.get("/producer/products/<code>/lots/<lot>/recall")
def ask(code: str, lot: str) -> Response:
    """Say what a recall will do, and ask why."""
    return asked(_ROOM, code, lot)


@blueprint.post("/producer/products/<code>/lots/<lot>/recall")
def recall(code: str, lot: str) -> Response:
    """Recall one of the maker's own lots."""
    return recalled(_ROOM, code, lot)

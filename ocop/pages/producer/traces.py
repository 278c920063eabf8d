"""The way of a producer's own lots and raw lots."""

from flask import Blueprint, Response

from ocop.pages.recall_forms import Place, Room
from ocop.pages.trace_pages import story, traced

blueprint = Blueprint("producer-traces", __name__)
_ROOM = Room("producer/room.html", "/producer/products", "/producer/raw-lots")
_LOT = "/producer/products/<code>/lots/<lot>"
_RAW = "/producer/raw-lots/<raw_lot>"


@blueprint.get(f"{_LOT}/trace")
def show(code: str, lot: str) -> Response:
    """Show where a lot came from and what became of it."""
    return traced(Place(_ROOM, code, lot))


@blueprint.get(f"{_LOT}/story.<kind>")
def download(code: str, lot: str, kind: str) -> Response:
    """Hand over the story of a lot."""
    return story(Place(_ROOM, code, lot), kind)


@blueprint.get(f"{_RAW}/trace")
def show_raw(raw_lot: str) -> Response:
    """Show what a raw lot went into."""
    return traced(Place(_ROOM, raw_lot))


@blueprint.get(f"{_RAW}/story.<kind>")
def download_raw(raw_lot: str, kind: str) -> Response:
    """Hand over the story of a raw lot."""
    return story(Place(_ROOM, raw_lot), kind)

"""Recalling lots of a producer's own products and raw lots."""

from flask import Blueprint, Response

from ocop.pages.recall_forms import Place, Room, asked, called, listed, recalled

blueprint = Blueprint("producer-recalls", __name__)
_ROOM = Room("producer/room.html", "/producer/products", "/producer/raw-lots")
_LOT = "/producer/products/<code>/lots/<lot>/recall"
_RAW = "/producer/raw-lots/<raw_lot>/recall"


@blueprint.get(_LOT)
def ask(code: str, lot: str) -> Response:
    """Say what a recall will do, and ask why; afterwards show whom to call."""
    return asked(Place(_ROOM, code, lot))


@blueprint.post(_LOT)
def recall(code: str, lot: str) -> Response:
    """Recall a lot with everything that it went into."""
    return recalled(Place(_ROOM, code, lot))


@blueprint.post(f"{_LOT}/calls")
def call(code: str, lot: str) -> Response:
    """Tick a receiver."""
    return called(Place(_ROOM, code, lot))


@blueprint.get(f"{_LOT}/list.<kind>")
def download(code: str, lot: str, kind: str) -> Response:
    """Hand over whom to call."""
    return listed(Place(_ROOM, code, lot), kind)


@blueprint.get(_RAW)
def ask_raw(raw_lot: str) -> Response:
    """Say what recalling a raw lot will do, and ask why; afterwards show whom to call."""
    return asked(Place(_ROOM, raw_lot))


@blueprint.post(_RAW)
def recall_raw(raw_lot: str) -> Response:
    """Recall a raw lot with everything that it went into."""
    return recalled(Place(_ROOM, raw_lot))


@blueprint.post(f"{_RAW}/calls")
def call_raw(raw_lot: str) -> Response:
    """Tick a receiver of a raw lot."""
    return called(Place(_ROOM, raw_lot))


@blueprint.get(f"{_RAW}/list.<kind>")
def download_raw(raw_lot: str, kind: str) -> Response:
    """Hand over whom to call about a raw lot."""
    return listed(Place(_ROOM, raw_lot), kind)

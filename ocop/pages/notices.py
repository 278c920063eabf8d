"""Notices in the rooms: seen with one tap."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from ocop.pages.forms import done
from ocop.services.notices import see_notice
from ocop.services.work import unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now

blueprint = Blueprint("notices", __name__)


@blueprint.post("/producer/notices/<notice>/seen")
def see_own(notice: str) -> Response:
    """Mark a notice of the maker's as seen."""
    return _seen(notice, "/producer")


@blueprint.post("/office/notices/<notice>/seen")
def see_of_office(notice: str) -> Response:
    """Mark a notice of the office's as seen."""
    return _seen(notice, "/office")


def _seen(notice: str, back: str) -> Response:
    with unit_of_work():
        see_notice(required_actor(), now(), notice)
    return done(_("Đã xem thông báo."), back)

"""A calendar of one's own: its address made, made anew and dropped; and the file behind it."""

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _

from ocop.domain.accounts import Role
from ocop.pages.forms import done
from ocop.services.calendars import calendar_file, calendar_made_at, calendar_reader, drop_calendar, make_calendar
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, today

blueprint = Blueprint("calendars", __name__)
_PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


@blueprint.get("/calendar")
def show() -> Response:
    """Show whether there is an address, and what it is for."""
    return _page()


def _page(secret: str | None = None) -> Response:
    by = required_actor()
    with reading():
        made_at = calendar_made_at(by)
    room = "producer/room.html" if by.role == Role.PRODUCER else "office/room.html"
    address = f"{public_base_url()}/calendars/{secret}.ics" if secret else None
    response = make_response(render_template("accounts/calendar.html", room=room, made_at=made_at, address=address))
    response.headers.update(_PRIVATE)
    return response


@blueprint.post("/calendar")
def make() -> Response:
    """Make an address and show it: the only page that ever does, so it is no redirect."""
    with unit_of_work():
        secret = make_calendar(required_actor(), now())
    return _page(secret)


@blueprint.post("/calendar/removal")
def drop() -> Response:
    """Let the address lead nowhere."""
    with unit_of_work():
        drop_calendar(required_actor(), now())
    return done(_("Đã bỏ địa chỉ lịch; lịch trên máy sẽ không cập nhật nữa."), "/calendar")


@blueprint.get("/calendars/<secret>.ics")
def feed(secret: str) -> Response:
    """Give the calendar behind an address to whoever holds it."""
    with reading():
        data = calendar_file(calendar_reader(secret), today(), base_url=public_base_url())
    named = {"Content-Disposition": 'inline; filename="ocop.ics"'}
    return Response(data, mimetype="text/calendar", headers=named | _PRIVATE)

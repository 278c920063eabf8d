"""A producer's room: its products at a glance, and the way in for who has none yet."""

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _

from ocop.pages.forms import done, see
from ocop.services.catalogue import views_of
from ocop.services.expiries import ending_rows, endings_for
from ocop.services.notices import notices_for
from ocop.services.products import products_of
from ocop.services.reminders import reminders_for, see_reminder
from ocop.services.subjects import find_subject
from ocop.services.suspicions import open_suspicions
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, today

blueprint = Blueprint("producer-home", __name__)


@blueprint.get("/producer")
def home() -> Response:
    """Show what the producer has; a new one begins with its subject."""
    by = required_actor()
    if by.subject_id is None:
        return see("/producer/subject/new")
    with reading():
        subject = find_subject(by.subject_id)
        day, base_url = today(), public_base_url()
        shown = {
            "products": views_of(products_of(subject.id), day, base_url=base_url),
            "endings": {row["code"]: row for row in ending_rows(endings_for(by, day), day, base_url=base_url)},
            "notices": notices_for(by),
            "reminders": reminders_for(by, day, base_url=base_url),
            "suspicions_waiting": open_suspicions(by),
        }
        return make_response(render_template("producer/home.html", subject=subject, **shown))


@blueprint.post("/producer/reminders/<reminder>/seen")
def see_one(reminder: str) -> Response:
    """Mark a reminder as seen."""
    with unit_of_work():
        see_reminder(required_actor(), now(), today(), reminder)
    return done(_("Đã xem lời nhắc."), "/producer")

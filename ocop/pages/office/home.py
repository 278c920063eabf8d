"""An office's room: what waits for it today."""

from flask import Blueprint, render_template

from ocop.domain.certificates import WINDOW_CLOSES_DAYS, WINDOW_OPENS_DAYS
from ocop.pages.office.rooms import Duties, duties_of
from ocop.services.catalogue import list_products, views_of
from ocop.services.inboxes import count_waiting
from ocop.services.notices import notices_for
from ocop.services.offices import area_code, area_name, unconfirmed_subjects, waiting_for, window_filter
from ocop.services.problem_inboxes import count_open
from ocop.services.reminders import reminders_for
from ocop.services.revocations import proposals_waiting
from ocop.services.suspicions import open_suspicions
from ocop.services.work import reading
from ocop.web.actors import current_actor, required_actor
from ocop.web.settings import public_base_url, today

blueprint = Blueprint("office-home", __name__)


@blueprint.app_context_processor
def shared() -> dict[str, Duties]:
    """Give templates of the office the duties of who is signed in."""
    by = current_actor()
    return {"duties": duties_of(by)} if by else {}


#: How many of each waiting thing the first page names; the rest is a link away.
_FEW = 5
#: Proposals to revoke are rare; each is named.
_MOST = 50


@blueprint.get("/office")
def home() -> str:
    """Show what waits: what lapses, what may file, what awaits the Ministry, who has not confirmed."""
    by, day = required_actor(), today()
    with reading():
        due = list_products(day, limit=_FEW, filters={"unit_code": area_code(by)} | window_filter(day))[0]
        shown = {
            "area": area_name(by),
            "waiting": waiting_for(by, day),
            "due": views_of(due, day, base_url=public_base_url()),
            "notices": notices_for(by),
            "proposals": proposals_waiting(by)[:_MOST],
            "reminders": len(reminders_for(by, day, base_url=public_base_url())),
            "unconfirmed": unconfirmed_subjects(by)[:_FEW],
            "window_days": (WINDOW_OPENS_DAYS, WINDOW_CLOSES_DAYS),
            "dossiers_waiting": count_waiting(by),
            "reports_open": count_open(by) if duties_of(by).reads_reports else 0,
            "suspicions_waiting": open_suspicions(by),
        }
        return render_template("office/home.html", **shown)

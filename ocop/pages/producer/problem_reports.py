"""Problem reports about a producer's own products: what buyers told, what offices answered."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.domain.problem_reports import MOST_WORDS
from ocop.pages.forms import Form, done
from ocop.schemas.problem_reports import ProblemNoteIn, ProblemQuery
from ocop.services.holidays import day_exceptions
from ocop.services.problem_inboxes import list_reports, note_on_report, own_report, producer_rows
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, seed_folder, today

blueprint = Blueprint("producer-problem-reports", __name__)
TONES = {"received": "amber", "answered": "leaf", "closed": "stone"}
_SHOWN = 20


@blueprint.get("/producer/reports")
def index() -> Response:
    """List what buyers told about one's products, open ones first."""
    return _page(Form(), None)


def _page(form: Form, stated: str | None) -> Response:
    by, asked = required_actor(), ProblemQuery().checked(request.args.to_dict())
    page = asked.get("page") or 1
    with reading():
        reports, has_more = list_reports(by, page=page, limit=_SHOWN)
        shown: dict[str, Any] = {
            "rows": producer_rows(reports, today(), day_exceptions(seed_folder())),
            "page": page,
            "has_more": has_more,
            "stated": stated,
            "most": MOST_WORDS,
            "TONES": TONES,
        }
        return form.again("producer/problem_reports.html", **shown)


@blueprint.post("/producer/reports/<report>/statement")
def state(report: str) -> Response:
    """Say something about a report to the office that answers it."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(ProblemNoteIn(), ("words",))
        with unit_of_work():
            note_on_report(by, now(), own_report(by, report, for_update=True), words=fields["words"])
        return done(_("Đã gửi ý kiến cho cơ quan."), "/producer/reports")
    return _page(form, report)

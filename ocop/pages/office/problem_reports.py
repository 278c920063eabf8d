"""Problem reports at an office: the inbox by deadline, one report, its answer, what was done."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from ocop.domain.problem_reports import ANSWER_DAYS, MOST_WORDS, STATE_WORDS, ProblemState
from ocop.pages.forms import Form, done
from ocop.schemas.problem_reports import ProblemAnswerIn, ProblemNoteIn, ProblemQuery
from ocop.services.holidays import day_exceptions
from ocop.services.offices import area_name
from ocop.services.problem_inboxes import (
    answer_report,
    list_reports,
    note_on_report,
    office_report,
    overseen_report,
    pass_on_report,
    photo_of_report,
    report_rows,
    state_counts,
)
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import data_dir, now, seed_folder, today

blueprint = Blueprint("office-problem-reports", __name__)
#: Badges by state, as the house's colours have them.
TONES = {"received": "amber", "answered": "leaf", "closed": "stone"}
#: Working days before the deadline from which a clock turns amber.
SOON = 1
_SHOWN = 50


@blueprint.get("/office/reports")
def index() -> str:
    """List reports of the area: those that wait first, by deadline."""
    by, asked = required_actor(), ProblemQuery().checked(request.args.to_dict())
    chosen, page = asked.get("state") or "received", asked.get("page") or 1
    with reading():
        state = None if chosen == "all" else ProblemState(chosen)
        reports, has_more = list_reports(by, state, page=page, limit=_SHOWN)
        counts = state_counts(by)
        shown: dict[str, Any] = {
            "area": area_name(by),
            "rows": report_rows(reports, today(), day_exceptions(seed_folder())),
            "tabs": [(_(STATE_WORDS[one]), str(one), counts[one]) for one in ProblemState] + [(_("Tất cả"), "all")],
            "chosen": chosen,
            "page": page,
            "has_more": has_more,
            "TONES": TONES,
            "SOON": SOON,
            "days": ANSWER_DAYS,
        }
        return render_template("office/problem_reports.html", **shown)


@blueprint.get("/office/reports/<reference>")
def show(reference: str) -> Response:
    """Show one report, and answer it where it is this office's turn."""
    return _page(reference, Form())


def _page(reference: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        report = overseen_report(by, reference)
        view = office_report(by, report, today(), day_exceptions(seed_folder()))
        if not form.values:
            form.values = {"answer": view["answer"] or "", "state": str(ProblemState.ANSWERED)}
        return form.again("office/problem_report.html", report=view, TONES=TONES, SOON=SOON, most=MOST_WORDS)


@blueprint.get("/office/reports/<reference>/photo")
def photo(reference: str) -> Response:
    """Give the photograph that came with a report, to its office alone."""
    with reading():
        path, media_type = photo_of_report(overseen_report(required_actor(), reference), data_dir())
    return Response(path.read_bytes(), mimetype=media_type)


@blueprint.post("/office/reports/<reference>/answer")
def answer(reference: str) -> Response:
    """Answer a report, or close it with a word why."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(ProblemAnswerIn(), ("answer", "state"))
        with unit_of_work():
            report = overseen_report(by, reference, for_update=True)
            answer_report(by, now(), report, words=fields["answer"], state=ProblemState(fields["state"]))
        return done(_("Đã trả lời. Người gửi đọc được ở trang của mã phản ánh."), _address(reference))
    return _page(reference, form)


@blueprint.post("/office/reports/<reference>/passing-on")
def pass_on(reference: str) -> Response:
    """Let the province answer."""
    form, by = Form.sent(), required_actor()
    with form:
        with unit_of_work():
            pass_on_report(by, now(), overseen_report(by, reference, for_update=True))
        return done(_("Đã chuyển lên tỉnh. Hạn trả lời giữ nguyên."), _address(reference))
    return _page(reference, form)


@blueprint.post("/office/reports/<reference>/notes")
def note(reference: str) -> Response:
    """Note what was done; the sender does not read it."""
    form, by = Form.sent(), required_actor()
    form.renamed = {"words": "note"}
    form.values["words"] = form.value("note")
    with form:
        fields = form.read(ProblemNoteIn(), ("words",))
        with unit_of_work():
            note_on_report(by, now(), overseen_report(by, reference, for_update=True), words=fields["words"])
        return done(_("Đã ghi."), f"{_address(reference)}#notes")
    return _page(reference, form)


def _address(reference: str) -> str:
    return f"/office/reports/{reference[:40]}"

"""Councils at an office: called, watched while they score, closed; then the decision on what they found."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.domain.dossiers import ALLOWED, ELIMINATIONS, DossierState, Outcome, Step, check_step
from ocop.domain.refusals import NotAllowed
from ocop.domain.rights import Action
from ocop.pages.forms import Form, done, see
from ocop.pages.office.decisions import keep_paper
from ocop.pages.office.dossier_words import is_central, may_close, may_convene, may_decide, outcome_words
from ocop.pages.office.dossiers import shown_dossier
from ocop.schemas.dossiers import CloseIn, VerdictIn
from ocop.services.councils import USUAL_LEAST, assessors_for, close_council, convene, seats_of
from ocop.services.dossiers import can, find_dossier, latest_council
from ocop.services.offices import unit_names
from ocop.services.verdicts import decide, verdict_for
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, seed_folder, today

blueprint = Blueprint("office-councils", __name__)


@blueprint.get("/office/dossiers/<dossier_id>/council")
def show(dossier_id: str) -> Response:
    """Ask who scores; while a council scores, show how far it is."""
    by = required_actor()
    with reading():
        state = find_dossier(by, dossier_id).state
    if state in ALLOWED[Step.CONVENE]:
        return _call_page(dossier_id, Form(), [])
    if state in ALLOWED[Step.CLOSE]:
        return _close_page(dossier_id, Form())
    return see(f"/office/dossiers/{dossier_id}")


def _not_yours() -> NotAllowed:
    return NotAllowed("step-not-yours", "Vai trò của bạn không làm bước này của hồ sơ.")


def _call_page(dossier_id: str, form: Form, chosen: list[str]) -> Response:
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        if not may_convene(by, dossier):
            check_step(DossierState(dossier.state), Step.CONVENE)
            raise _not_yours()
        people = assessors_for(by)
        shown = shown_dossier(by, dossier) | {
            "people": people, "units": unit_names([one.unit_id for one in people]), "chosen": chosen,
            "least": USUAL_LEAST, "is_central": is_central(dossier),
        }  # fmt: skip
        return form.again("office/dossier_council.html", **shown)


@blueprint.post("/office/dossiers/<dossier_id>/council")
def call(dossier_id: str) -> Response:
    """Name the assessors; fewer than usual are asked about once."""
    form, by = Form.sent(), required_actor()
    chosen = request.form.getlist("assessors")
    with form:
        if 0 < len(chosen) < USUAL_LEAST and not form.has("few"):
            form.values["few_asked"] = "1"
            form.faults.append({"field": "few", "message": _(
                "Mới chọn %(count)s người. Trung bình của ít hơn %(least)s phiếu khó đứng vững; "
                "chọn thêm, hoặc đánh dấu bên dưới nếu vẫn muốn vậy.", count=len(chosen), least=USUAL_LEAST,
            )})  # fmt: skip
            return _call_page(dossier_id, form, chosen)
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            convene(by, now(), dossier, assessors=chosen, chair=form.value("chair") or None)
        return done(_("Đã lập hội đồng; từng thành viên thấy hồ sơ trong phần chờ của mình."),
                    f"/office/dossiers/{dossier_id}/council")  # fmt: skip
    return _call_page(dossier_id, form, chosen)


# -- closed


def _close_page(dossier_id: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        action = Action.CLOSE_MINISTRY if is_central(dossier) else Action.CLOSE_PROVINCE
        council = latest_council(dossier)
        check_step(DossierState(dossier.state), Step.CLOSE)
        if council is None or not can(by, action, dossier):
            raise _not_yours()
        people = [
            {"name": user.full_name or user.name, "is_chair": seat.is_chair, "state": _seat_state(seat)}
            for seat, user in seats_of(council)
        ]
        shown = shown_dossier(by, dossier) | {
            "people": people, "may_close": may_close(by, dossier), "ELIMINATIONS": ELIMINATIONS, "least": USUAL_LEAST,
        }  # fmt: skip
        return form.again("office/dossier_scoring.html", **shown)


def _seat_state(seat: Any) -> str:
    """Return how far a seat is, and nothing of what it scored."""
    if seat.recused_at is not None:
        return "recused"
    return "handed_in" if seat.handed_in_at is not None else "waiting"


@blueprint.post("/office/dossiers/<dossier_id>/council/closing")
def close(dossier_id: str) -> Response:
    """End the scoring with the sheets that have come, once that is confirmed."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(CloseIn(), ("elimination",))
        if not form.has("sure"):
            form.faults.append({"field": "sure", "message": _("Xin đánh dấu để xác nhận kết thúc chấm.")})
            return _close_page(dossier_id, form)
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            close_council(by, now(), today(), dossier, seed_folder(), **fields)
        return done(
            _("Hội đồng đã kết thúc chấm; kết quả ở ngay dưới đây."), f"/office/dossiers/{dossier_id}#council"
        )
    return _close_page(dossier_id, form)


# -- decided


@blueprint.get("/office/dossiers/<dossier_id>/decision")
def ask(dossier_id: str) -> Response:
    """Show what follows from the result, and ask for the decision as its paper has it."""
    return _decision_page(dossier_id, Form({"signed_on": today().isoformat()}))


def _decision_page(dossier_id: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        if not may_decide(by, dossier):
            step = Step.CENTRAL_DECIDE if by.role == "ministry" else Step.DECIDE
            check_step(DossierState(dossier.state), step)
            raise _not_yours()
        verdict = verdict_for(dossier, today())
        outcomes = [(str(one), outcome_words(one, verdict.star)) for one in (verdict.outcome, *verdict.also)]
        shown = shown_dossier(by, dossier) | {"verdict": verdict, "outcomes": outcomes, "today": today()}
        shown["chosen"] = form.value("outcome") or str(verdict.outcome)
        return form.again("office/dossier_decision.html", **shown)


@blueprint.post("/office/dossiers/<dossier_id>/decision")
def rule(dossier_id: str) -> Response:
    """Record the decision, with the outcome and the stars that the page has shown."""
    form, by = Form.sent(), required_actor()
    with form:
        keep_paper(form)
        more: dict[str, Any] = {"confirms_rubric": form.has("confirms_rubric")}
        if form.value("outcome") == Outcome.GRANT and form.value("star").isdigit():
            more["star"] = int(form.value("star"))
        names = ("number", "signed_on", "why", "valid_until", "outcome")
        fields = form.read(VerdictIn(), names, **more)
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            decide(by, now(), today(), dossier, seed_folder(), file_hash=form.value("file_hash") or None, **fields)
        return done(_("Đã ghi quyết định."), f"/office/dossiers/{dossier_id}")
    return _decision_page(dossier_id, form)

"""Dossiers at an office: what waits, one dossier with everything its reader may know, its papers."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from ocop.domain.accounts import Actor, Role
from ocop.domain.assessments import private_criterion
from ocop.domain.dossiers import ELIMINATIONS, FORM_FIELDS, PRIVATE_FIELDS, STATE_WORDS, DossierState
from ocop.domain.refusals import NotFound
from ocop.domain.reports import CHECKLIST
from ocop.domain.rights import Action
from ocop.domain.rubrics import EVIDENCE, Rubric
from ocop.domain.subjects import SUBJECT_TYPE_WORDS
from ocop.pages.office.dossier_words import (
    HOLDERS,
    TONES,
    actions_of,
    assessment_of,
    difference_words,
    history_of,
    is_over,
    road_of,
)
from ocop.pages.words import moment_words
from ocop.services.dossier_views import briefs_of, content_for, dossier_view
from ocop.services.dossiers import can, count_by_state, find_dossier, list_dossiers, rubric_for
from ocop.services.evidence import paper_file
from ocop.services.inboxes import count_waiting, list_waiting, sheet_states
from ocop.services.offices import area_name, unit_names
from ocop.services.reports import report_of, themes_in_order
from ocop.services.submissions import changed_since, versions_of
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.answers import decode_cursor, encode_cursor
from ocop.web.settings import data_dir, seed_folder, today

blueprint = Blueprint("office-dossiers", __name__)
#: Working days left from which a commune's clock is amber.
SOON = 5
_PAGE = 50
#: What will appear in an inbox that is empty, by role.
_EMPTY_WORDS = {
    Role.COMMUNE: "Hồ sơ mà chủ thể trong xã nộp sẽ hiện ở đây; từ ngày nhận, xã có 15 ngày làm việc để kiểm tra.",
    Role.PROVINCE: "Hồ sơ do xã chuyển lên, hồ sơ hội đồng đã chấm xong và hồ sơ Bộ trả về sẽ hiện ở đây.",
    Role.MINISTRY: "Hồ sơ tiềm năng 5 sao do cấp tỉnh gửi lên, và hồ sơ hội đồng trung ương đã chấm, sẽ hiện ở đây.",
    Role.ASSESSOR: "Hồ sơ bạn được mời chấm, hoặc hội đồng thường trực được chấm, sẽ hiện ở đây.",
}


@blueprint.get("/office/dossiers")
def index() -> str:
    """List what waits for the office, or the dossiers of one state, or all."""
    by, day = required_actor(), today()
    after, chosen = decode_cursor(request.args.get("cursor"), count=2), _chosen(by)
    with reading():
        counts, waiting = count_by_state(by), count_waiting(by)
        if chosen == "waiting":
            found, onward = list_waiting(by, after=after, limit=_PAGE)
        else:
            states = [] if chosen == "all" else [chosen]
            found, onward = list_dossiers(by, states=states, after=after, limit=_PAGE)
        shown: dict[str, Any] = {
            "area": area_name(by) if by.role != Role.ASSESSOR else None,
            "dossiers": briefs_of(found, by, day, seed_folder()),
            "sheets": sheet_states(by, found) if by.role == Role.ASSESSOR else {},
            "units": unit_names([one.unit_id for one in found]),
            "filters": _filters(by, counts, waiting),
            "onward": encode_cursor(onward) if onward else None,
            "empty_words": _(_EMPTY_WORDS.get(by.role, "Hồ sơ đã nộp sẽ hiện ở đây.")),
        }
    return render_template(
        "office/dossiers.html", **shown, chosen=chosen, is_first=after is None, dossiers_waiting=waiting,
        HOLDERS=HOLDERS, TONES=TONES, SOON=SOON,
    )  # fmt: skip


def _chosen(by: Actor) -> str:
    """Return which view of the inbox is asked for; what waits comes first for whom something can wait."""
    asked = request.args.get("state", "")
    if asked in (*DossierState, "all"):
        return asked
    return "all" if by.role == Role.AUDITOR else "waiting"


def _filters(by: Actor, counts: dict[str, int], waiting: int) -> list[tuple[str, str, int]]:
    """Return the views that the inbox offers: those of states that there are, with how many."""
    base = "/office/dossiers"
    first = [] if by.role == Role.AUDITOR else [(_("Chờ tôi"), base, waiting)]
    every = (_("Tất cả"), base + ("" if by.role == Role.AUDITOR else "?state=all"), sum(counts.values()))
    states = [(_(STATE_WORDS[one]), f"{base}?state={one}", counts[one]) for one in DossierState if counts.get(one)]
    return [*first, every, *states]


# -- one dossier


def hidden_criterion(by: Actor, dossier: Any, rubric: Rubric) -> str | None:
    """Return the criterion that a reader does not see, or None."""
    return None if can(by, Action.READ_PRIVATE, dossier) else private_criterion(rubric)


def shown_dossier(by: Actor, dossier: Any) -> dict[str, Any]:
    """Return what every page of a dossier shows of it."""
    view = dossier_view(dossier, by, today(), seed_folder())
    road, place = road_of(view)
    return {
        "view": view,
        "base": f"/office/dossiers/{dossier.id}",
        "road": road,
        "place": place,
        "unit_name": unit_names([dossier.unit_id]).get(dossier.unit_id),
        "HOLDERS": HOLDERS,
        "TONES": TONES,
        "SOON": SOON,
    }


@blueprint.get("/office/dossiers/<dossier_id>")
def show(dossier_id: str) -> str:
    """Show one dossier, and what to do with it now."""
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        rubric = rubric_for(dossier, seed_folder())
        shown = shown_dossier(by, dossier)
        view, hidden = shown["view"], hidden_criterion(by, dossier, rubric)
        shown |= {
            "actions": actions_of(by, dossier),
            "parts": assessment_of(view, rubric, hidden),
            "fields": [
                (_(words), view["form"][name]) for name, (words, _most) in FORM_FIELDS.items() if name in view["form"]
            ],
            "versions": _versions(by, dossier, rubric, hidden),
            "report": _report(dossier, view),
            "history": history_of(view, moment_words),
            "is_over": is_over(dossier.state),
        }
    words = {"EVIDENCE": EVIDENCE, "ELIMINATIONS": ELIMINATIONS, "SUBJECT_TYPE_WORDS": SUBJECT_TYPE_WORDS}
    return render_template("office/dossier.html", **shown, **words)


def _versions(by: Actor, dossier: Any, rubric: Rubric, hidden: str | None) -> list[dict[str, Any]]:
    """Return what was filed, the latest first, each with what it changed in words."""
    may_all = can(by, Action.READ_PRIVATE, dossier)
    found = []
    for version in reversed(versions_of(dossier)):
        changes = [
            difference_words(one, rubric)
            for one in changed_since(dossier, version.number)
            if may_all or (one.name not in PRIVATE_FIELDS and one.name != hidden)
        ]
        found.append({"number": version.number, "receipt": version.receipt, "hash": version.hash,
                      "at": version.submitted_at, "changes": changes})  # fmt: skip
    return found


def _report(dossier: Any, view: dict[str, Any]) -> dict[str, Any] | None:
    """Return the commune's report, where there is one that the reader may know of."""
    if not any(one["step"] == "report" for one in view["steps"]):
        return None
    step = report_of(dossier)
    return {
        "themes": [(_(words), text) for words, text in themes_in_order(step.data["themes"])],
        "checklist": [(_(words), name in step.data["checklist"]) for name, words in CHECKLIST.items()],
        "number": step.data["number"],
        "signed_on": step.data["signed_on"],
        "proposal": step.why,
        "is_late": step.data["is_late"],
    }


@blueprint.get("/office/dossiers/<dossier_id>/evidence/<evidence_id>")
def paper(dossier_id: str, evidence_id: str) -> Response:
    """Give a paper of a dossier, if the reader sees the criterion that it proves."""
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        rubric = rubric_for(dossier, seed_folder())
        contents = [content_for(by, dossier, rubric, version) for version in versions_of(dossier)]
        known = {one["id"] for content in contents for papers in content.papers.values() for one in papers}
        if evidence_id not in known:
            raise NotFound("evidence-unknown", "Không có minh chứng này.")
        path, media_type, name = paper_file(by, evidence_id, data_dir(), seed_folder())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(path.read_bytes(), mimetype=media_type, headers=headers)

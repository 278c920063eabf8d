"""An assessor's score sheet: filled in, kept as a draft, handed in; or left because of a tie to the subject."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from ocop.domain.dossiers import DossierState
from ocop.domain.refusals import BadInput
from ocop.domain.rights import Action
from ocop.domain.rubrics import EVIDENCE, Rubric
from ocop.pages.forms import Form, done
from ocop.pages.office.dossier_words import assessment_of, may_sit
from ocop.pages.office.dossiers import hidden_criterion, shown_dossier
from ocop.schemas.dossiers import ScoresIn, WhyIn
from ocop.services.councils import parse_points, recuse, seat_of, write_scores
from ocop.services.dossiers import check_right, find_dossier, latest_council, rubric_for
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.problems import words_of
from ocop.web.settings import now, seed_folder, today

blueprint = Blueprint("office-sheets", __name__)
_S = DossierState
_CENTRAL, _PROVINCIAL = (_S.APPROVED, _S.CENTRAL_SCORING), (_S.FORWARDED, _S.SCORING, _S.FALLEN_BACK)
#: The choice of points that no option gives.
OWN = "own"


@blueprint.get("/office/dossiers/<dossier_id>/sheet")
def show(dossier_id: str) -> Response:
    """Show the sheet as it was left."""
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        check_right(by, Action.SCORE, dossier)
        form = Form(_values_of(_own_seat(by, dossier), rubric_for(dossier, seed_folder())))
    return _page(dossier_id, form)


def _own_seat(by: Any, dossier: Any) -> Any:
    """Return the assessor's seat in the round that is on, or the last one; None where it is yet to be taken."""
    council = latest_council(dossier)
    is_new_round = council is not None and council.closed_at is not None and _is_for(by, dossier)
    return None if is_new_round else seat_of(by, dossier)


def _is_for(by: Any, dossier: Any) -> bool:
    """Tell whether a dossier is now scored where the assessor sits."""
    return dossier.state in (_CENTRAL if by.unit_id is None else _PROVINCIAL)


def _values_of(seat: Any, rubric: Rubric) -> dict[str, str]:
    """Return the inputs of a sheet that was kept: the option that gives its points, else the points themselves."""
    values: dict[str, str] = {}
    if seat is None:
        return values
    for one in rubric.scored:
        if one.code in seat.points:
            points = Decimal(seat.points[one.code])
            option = next((option.number for option in one.options if option.points == points), None)
            values[f"o-{one.code}"] = str(option or OWN)
            if option is None:
                values[f"p-{one.code}"] = seat.points[one.code].replace(".", ",")
        if one.code in seat.notes:
            values[f"n-{one.code}"] = seat.notes[one.code]
    return values | ({"remark": seat.remark} if seat.remark else {})


def _page(dossier_id: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        check_right(by, Action.SCORE, dossier)
        rubric, seat = rubric_for(dossier, seed_folder()), _own_seat(by, dossier)
        shown = shown_dossier(by, dossier)
        points = _readable(form, rubric)
        parts = assessment_of(shown["view"], rubric, hidden_criterion(by, dossier, rubric))
        shown |= {
            "parts": parts,
            "totals": _totals(rubric, points),
            "left": [one for one in rubric.scored if one.code not in points],
            "count": len(rubric.scored),
            "points": points,
            "seat": {"handed_in_at": seat.handed_in_at, "saved_at": seat.saved_at} if seat else None,
            "is_open": may_sit(by, dossier) and (seat is None or seat.handed_in_at is None),
            "EVIDENCE": EVIDENCE,
        }
        return form.again("office/dossier_sheet.html", **shown)


def _totals(rubric: Rubric, points: dict[str, Decimal]) -> dict[str, Decimal]:
    """Return the sums of a sheet by part, and of all."""
    sums = {
        part: sum((points[one.code] for one in rubric.scored if one.part == part and one.code in points), Decimal(0))
        for part in rubric.parts
    }
    return sums | {"all": sum(sums.values(), Decimal(0))}


def _readable(form: Form, rubric: Rubric) -> dict[str, Decimal]:
    """Return the points of what was typed, as far as they can be read."""
    found = {}
    for one in rubric.scored:
        typed, chosen = form.value(f"p-{one.code}").strip(), form.value(f"o-{one.code}")
        if chosen.isdigit() and 1 <= int(chosen) <= len(one.options):
            found[one.code] = one.option(int(chosen)).points
        elif typed:
            try:
                found |= parse_points({one.code: typed})
            except BadInput:
                continue
    return {code: points for code, points in found.items() if points.is_finite()}


# -- kept, handed in


@blueprint.post("/office/dossiers/<dossier_id>/sheet")
def keep(dossier_id: str) -> Response:
    """Keep the sheet as a draft, or hand it in for good."""
    form, by = Form.sent(), required_actor()
    hand_in = form.value("do") == "hand_in"
    with form:
        with reading():
            dossier = find_dossier(by, dossier_id)
            check_right(by, Action.SCORE, dossier)
            rubric, seat = rubric_for(dossier, seed_folder()), _own_seat(by, dossier)
            _settle(form, rubric, dict(seat.points) if seat else {})
        form.renamed = {f"points.{one.code}": f"c-{one.code}" for one in rubric.scored}
        form.renamed |= {
            f"notes.{one.code}{tail}": f"n-{one.code}" for one in rubric.scored for tail in ("", ".value")
        }
        fields = _read(form, rubric)
        if hand_in and not form.faults and not form.has("sure"):
            form.faults.append({"field": "sure", "message": _("Xin đánh dấu rằng bạn đã xem lại phiếu.")})
        if not form.faults:
            with unit_of_work():
                dossier = find_dossier(by, dossier_id, for_update=True)
                write_scores(by, now(), today(), dossier, seed_folder(), hand_in=hand_in, **fields)
            words = _("Đã nộp phiếu chấm. Cảm ơn bạn.") if hand_in else _("Đã lưu nháp; chưa ai thấy phiếu này.")
            return done(words, f"/office/dossiers/{dossier_id}/sheet")
    _name_faults(form, rubric)
    return _page(dossier_id, form)


def _settle(form: Form, rubric: Rubric, held: dict[str, str]) -> None:
    """Let points that were newly typed go before an option, and a new option before points that stood there."""
    for one in rubric.scored:
        typed, chosen = form.value(f"p-{one.code}").strip(), form.value(f"o-{one.code}")
        if typed and chosen != OWN:
            is_new = typed.replace(",", ".") != held.get(one.code)
            form.values[f"o-{one.code}"] = OWN if is_new or not chosen else chosen
        if form.value(f"o-{one.code}") != OWN:
            form.values.pop(f"p-{one.code}", None)


def _read(form: Form, rubric: Rubric) -> dict[str, Any]:
    """Return points, options, notes and remark; what cannot be read becomes a fault of its criterion.

    Raises BadInput `invalid`.
    """
    points: dict[str, Decimal] = {}
    answers: dict[str, int] = {}
    for one in rubric.scored:
        chosen, typed = form.value(f"o-{one.code}"), form.value(f"p-{one.code}").strip()
        if chosen.isdigit():
            answers[one.code] = int(chosen[:3])
        elif typed:
            try:
                points |= parse_points({one.code: typed})
            except BadInput as fault:
                form.faults.append({"field": f"c-{one.code}", "message": words_of(fault)})
    notes = {one.code: form.value(f"n-{one.code}") for one in rubric.scored}
    fields = form.read(ScoresIn(), ("remark",), notes=notes)
    return {"points": points, "answers": answers, "notes": fields["notes"], "remark": fields["remark"] or ""}


def _name_faults(form: Form, rubric: Rubric) -> None:
    """Say of each fault which criterion it is about."""
    labels = {f"c-{one.code}": f"{one.code}. {one.label}" for one in rubric.scored}
    for fault in form.faults:
        if form.is_refused("scores-incomplete") and fault["field"] in labels:
            fault["message"] = f"{labels[fault['field']]}: {fault['message']}"


@blueprint.post("/office/dossiers/<dossier_id>/recusal")
def step_aside(dossier_id: str) -> Response:
    """Leave the council because of a tie to the subject."""
    sent, by = Form.sent(), required_actor()
    with sent:
        why = sent.read(WhyIn(), ("why",))["why"]
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            recuse(by, now(), today(), dossier, seed_folder(), why=why or "")
        return done(_("Bạn đã rút khỏi việc chấm hồ sơ này."), "/office/dossiers")
    with reading():
        dossier = find_dossier(by, dossier_id)
        form = Form(_values_of(_own_seat(by, dossier), rubric_for(dossier, seed_folder())))
    form.values["why"], form.faults, form.refusal = sent.value("why"), sent.faults, sent.refusal
    return _page(dossier_id, form)

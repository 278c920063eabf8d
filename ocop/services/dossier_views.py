"""Dossiers as each reader may see them: subjects their own writing, offices what was filed, scorers all of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor, Role
from ocop.domain.assessments import private_criterion
from ocop.domain.dossiers import FINAL, KIND_WORDS, PRIVATE_FIELDS, STATE_WORDS, DossierKind, DossierState
from ocop.domain.rights import Action
from ocop.domain.rubrics import Missed, Rubric
from ocop.domain.rubrics import Step as RoadStep
from ocop.models.councils import Council
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.dossiers import Dossier, DossierStep, DossierVersion
from ocop.models.products import Product
from ocop.models.subjects import Subject
from ocop.services.assessments import Standing, filled_in, missing_of, standing_of, without_papers
from ocop.services.certificates import certificates_of
from ocop.services.councils import disputed, seats_of, sheet_lines, waiting_for
from ocop.services.dossiers import can, latest_council, rubric_for, steps_of
from ocop.services.evidence import named_paper, papers_by_id
from ocop.services.holidays import day_exceptions
from ocop.services.rubrics import brief_of, find_rubric
from ocop.services.submissions import days_left, versions_of

_CENT = Decimal("0.01")
#: Who sees single sheets and disagreements once a council is closed.
_SHEET_READERS = (Role.PROVINCE, Role.MINISTRY, Role.ASSESSOR, Role.AUDITOR)
#: States from which a subject and its commune know the council's result.
_TOLD = (*FINAL, DossierState.APPROVED, DossierState.CENTRAL_SCORING, DossierState.CENTRAL_SCORED,
         DossierState.FALLEN_BACK)  # fmt: skip


def shown_points(points: Decimal) -> float:
    """Return points to two decimals, never rounded up across a boundary."""
    return float(points.quantize(_CENT, rounding=ROUND_FLOOR))


@dataclass(frozen=True)
class Content:
    """What a dossier says, as its reader may see it; `papers` are told with their hashes."""

    answers: Mapping[str, int]
    notes: Mapping[str, str]
    form: Mapping[str, str]
    papers: Mapping[str, list[dict[str, Any]]]


def content_for(by: Actor, dossier: Dossier, rubric: Rubric, version: DossierVersion | None) -> Content:
    """Return a version as the reader may see it, or the subject's own writing where no version is meant."""
    if version is not None:
        held = version.content
        content = Content(held["answers"], held["notes"], held["form"], held["evidence"])
    else:
        content = Content(dossier.answers, dossier.notes, dossier.form, _papers(dossier))
    return visible(by, dossier, rubric, content)


def visible(by: Actor, dossier: Dossier, rubric: Rubric, content: Content) -> Content:
    """Return content without what tells of the person, unless the reader scores it or wrote it."""
    if can(by, Action.READ_PRIVATE, dossier):
        return content
    private = private_criterion(rubric)
    return Content(
        {code: number for code, number in content.answers.items() if code != private},
        {code: note for code, note in content.notes.items() if code != private},
        {name: text for name, text in content.form.items() if name not in PRIVATE_FIELDS},
        {code: papers for code, papers in content.papers.items() if code != private},
    )


def _papers(dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    known = papers_by_id({one for ids in dossier.evidence.values() for one in ids})
    return {code: [named_paper(*known[one]) for one in ids] for code, ids in dossier.evidence.items()}


def shown_version(by: Actor, dossier: Dossier) -> DossierVersion | None:
    """Return what a reader sees: offices and scorers what was filed last, the subject its own writing."""
    versions = versions_of(dossier)
    is_writing = dossier.state in (DossierState.DRAFT, DossierState.RETURNED)
    if not versions or (by.role == Role.PRODUCER and is_writing):
        return None
    return versions[-1]


def briefs_of(dossiers: list[Dossier], by: Actor, today: date, folder: Path) -> list[dict[str, Any]]:
    """Return dossiers as lists show them, with the same number of queries for one and for many."""
    products = select(Product).where(Product.id.in_({one.product_id for one in dossiers}))
    subjects = select(Subject).where(Subject.id.in_({one.subject_id for one in dossiers}))
    known = {one.id: one for one in db.session.scalars(products)}
    whose = {one.id: one for one in db.session.scalars(subjects)}
    exceptions = day_exceptions(folder)
    return [_brief(one, known[one.product_id], whose[one.subject_id], today, exceptions) for one in dossiers]


def _brief(
    dossier: Dossier, product: Product, subject: Subject, today: date, exceptions: Mapping[date, bool]
) -> dict[str, Any]:
    return {
        "id": dossier.id,
        "number": dossier.number,
        "version": dossier.version,
        "kind": dossier.kind,
        "kind_words": KIND_WORDS[DossierKind(dossier.kind)],
        "state": dossier.state,
        "state_words": STATE_WORDS[DossierState(dossier.state)],
        "product": {"code": product.code, "name": product.name, "product_set": product.product_set},
        "subject": {"id": subject.id, "name": subject.name, "subject_type": subject.subject_type},
        "unit_code": dossier.unit_id,
        "received_on": dossier.received_on,
        "due_on": dossier.due_on,
        "days_left": days_left(dossier, today, exceptions),
        "created_at": dossier.created_at,
        "updated_at": dossier.updated_at,
    }


def dossier_view(dossier: Dossier, by: Actor, today: date, folder: Path) -> dict[str, Any]:
    """Return a dossier with everything that its reader may know."""
    rubric = rubric_for(dossier, folder)
    version = shown_version(by, dossier)
    content = content_for(by, dossier, rubric, version)
    is_own = can(by, Action.READ_ROAD, dossier)
    standing = standing_of(dossier, rubric, answers=version.content["answers"] if version else None, with_road=is_own)
    council = latest_council(dossier)
    return {
        **briefs_of([dossier], by, today, folder)[0],
        "rubric": brief_of(find_rubric(dossier.rubric_id, folder)),
        "answers": dict(content.answers),
        "notes": dict(content.notes),
        "form": dict(content.form),
        "evidence": dict(content.papers),
        "self_result": standing_view(standing),
        **_own(dossier, rubric, standing, is_own=is_own),
        "versions": [version_line(one) for one in versions_of(dossier)],
        "council": council_view(council, rubric, by, dossier) if council else None,
        "decision": _decision(dossier),
        "steps": [step_view(one) for one in steps_of(dossier) if by.role != Role.PRODUCER or one.step != "report"],
    }


def _own(dossier: Dossier, rubric: Rubric, standing: Standing, *, is_own: bool) -> dict[str, Any]:
    """Return what is for its subject's eyes only: what the registry fills in, what is missing, the road."""
    if not is_own:
        return {"filled_in": {}, "missing": [], "without_evidence": [], "road": None}
    filled = filled_in(dossier, rubric).items()
    return {
        "filled_in": {code: {"option": one.option, "why": one.why} for code, one in filled},
        "missing": missing_of(dossier, rubric),
        "without_evidence": without_papers(dossier, rubric),
        "road": road_view(standing),
    }


def version_line(version: DossierVersion) -> dict[str, Any]:
    """Return what a list of versions tells."""
    return {
        "number": version.number,
        "receipt": version.receipt,
        "hash": version.hash,
        "submitted_at": version.submitted_at,
        "total": float(Decimal(version.content["result"]["total"])),
    }


def step_view(step: DossierStep) -> dict[str, Any]:
    """Return one step of the road, without what came with it."""
    return {"step": step.step, "state": step.state, "at": step.at, "by_role": step.by_role, "why": step.why}


def missed_view(missed: Missed) -> dict[str, Any]:
    """Return a gate that is not reached."""
    return {
        "star": missed.star,
        "code": missed.code,
        "label": missed.label,
        "has": shown_points(missed.has),
        "needs": shown_points(missed.needs),
    }


def standing_view(standing: Standing) -> dict[str, Any]:
    """Return how a self-assessment stands."""
    return {
        "total": shown_points(standing.result.total),
        "by_part": {part: shown_points(points) for part, points in standing.result.by_part.items()},
        "star": standing.result.star,
        "unanswered": list(standing.unanswered),
        "next_star": standing.next_star,
        "lacks": [missed_view(one) for one in standing.lacks],
        "points_short": shown_points(standing.points_short),
    }


def road_view(standing: Standing) -> dict[str, Any] | None:
    """Return the cheapest road to the next star; None where no change can lead there."""
    if standing.road is None or standing.reaches is None:
        return None
    return {
        "star": standing.next_star,
        "effort": sum(step.effort for step in standing.road),
        "reaches": shown_points(standing.reaches),
        "steps": [_road_step(step) for step in standing.road],
    }


def _road_step(step: RoadStep) -> dict[str, Any]:
    return {
        "code": step.code,
        "label": step.label,
        "before": step.before,
        "after": step.after,
        "gains": shown_points(step.gains),
        "effort": step.effort,
        "is_gate": step.is_gate,
    }


def council_view(council: Council, rubric: Rubric, by: Actor, dossier: Dossier) -> dict[str, Any]:
    """Return a council: its people while it scores, its result once it is closed, sheets for who may see them."""
    seats = seats_of(council)
    is_told = by.role in _SHEET_READERS or dossier.state in _TOLD
    shown = {
        "tier": council.tier,
        "round": council.round,
        "is_standing": council.is_standing,
        "opened_at": council.opened_at,
        "closed_at": council.closed_at,
        "assessors": len([seat for seat, _ in seats if seat.recused_at is None]),
        "handed_in": len([seat for seat, _ in seats if seat.handed_in_at is not None]),
        "waiting": [one.full_name or one.name for one in waiting_for(council)] if by.role in _SHEET_READERS else [],
        "result": _result(council, rubric, by, dossier) if council.closed_at and is_told else None,
        "sheets": [],
        "disagreements": [],
    }
    if council.closed_at and by.role in _SHEET_READERS:
        private = None if can(by, Action.READ_PRIVATE, dossier) else private_criterion(rubric)
        shown["sheets"] = [
            {"name": one.name, "is_chair": one.is_chair, "total": shown_points(one.total),
             "is_outlier": one.is_outlier, "remark": one.remark}
            for one in sheet_lines(council)
        ]  # fmt: skip
        shown["disagreements"] = [
            {"code": one.code, "label": one.label, "least": shown_points(one.least), "most": shown_points(one.most),
             "max": shown_points(one.can_be), "splits_gate": one.splits_gate}
            for one in disputed(council, rubric)
            if one.code != private
        ]  # fmt: skip
    return shown


def _result(council: Council, rubric: Rubric, by: Actor, dossier: Dossier) -> dict[str, Any]:
    held = council.result
    assert held is not None
    private = None if can(by, Action.READ_PRIVATE, dossier) else private_criterion(rubric)
    return {
        "total": shown_points(Decimal(held["total"])),
        "by_part": {part: shown_points(Decimal(points)) for part, points in held["by_part"].items()},
        "star": held["star"],
        "missed": [
            {**one, "has": shown_points(Decimal(one["has"])), "needs": shown_points(Decimal(one["needs"]))}
            for one in held["missed"]
        ],
        "average": {code: shown_points(Decimal(one)) for code, one in held["average"].items() if code != private},
        "sheets": held["sheets"],
        "elimination": held["elimination"],
    }


def _decision(dossier: Dossier) -> dict[str, Any] | None:
    """Return the decision that a dossier came to, and the certificate that followed."""
    decision = db.session.get(Decision, dossier.decision_id) if dossier.decision_id else None
    if decision is None:
        return None
    found = [one for one in certificates_of([dossier.product_id]).get(dossier.product_id, [])
             if one.decision_id == decision.id]  # fmt: skip
    return {
        "id": decision.id,
        "number": decision.number,
        "signed_on": decision.signed_on,
        "star": decision.star,
        "potential_five_star": decision.potential_five_star,
        "certificate": found[0].number if found else None,
    }

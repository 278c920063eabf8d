"""Self-assessments: answers written as one goes, what the registry fills in, what is missing, the cheapest road."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor, Role
from ocop.domain.assessments import (
    Known,
    Suggestion,
    check_effort,
    effort_of,
    is_favoured,
    private_criterion,
    suggestions_of,
)
from ocop.domain.dossiers import (
    PRIVATE_FIELDS,
    REQUIRED_FIELDS,
    DossierKind,
    DossierState,
    Step,
    check_form,
    check_notes,
    check_step,
)
from ocop.domain.refusals import BadInput, NotFound, RuleBroken
from ocop.domain.rights import Action
from ocop.domain.rubrics import Missed, Result, Rubric, cheapest_road, check_answers, points_of, result_of, unanswered
from ocop.domain.rubrics import Step as RoadStep
from ocop.domain.subjects import SubjectType
from ocop.models.database import db
from ocop.models.dossiers import Dossier
from ocop.models.efforts import Effort
from ocop.models.rubrics import RubricRow
from ocop.models.subjects import Subject
from ocop.services.acts import changes, record_act
from ocop.services.certificates import certificates_of
from ocop.services.dossiers import check_right, open_dossier, product_of, rubric_for
from ocop.services.evidence import papers_by_id
from ocop.services.products import find_product
from ocop.services.references import regimes

_MOST_PAPERS = 20


def write_assessment(
    by: Actor,
    now: datetime,
    dossier: Dossier,
    folder: Path,
    *,
    answers: Mapping[str, int] | None = None,
    notes: Mapping[str, str | None] | None = None,
    form: Mapping[str, str | None] | None = None,
    evidence: Mapping[str, Sequence[str]] | None = None,
) -> Dossier:
    """Write what is given over what was there, all of it or nothing; what is not given stays.

    Raises BadInput `invalid`, `criterion-unknown`, `evidence-unknown`, `evidence-too-many`; Conflict
    `dossier-past-step`.
    """
    check_right(by, Action.EDIT, dossier)
    check_step(DossierState(dossier.state), Step.EDIT)
    rubric = rubric_for(dossier, folder)
    wanted: dict[str, Any] = {}
    if answers is not None:
        check_answers(rubric, answers)
        wanted["answers"] = dict(answers)
    if notes is not None:
        for code in notes:
            rubric.criterion(code)
        wanted["notes"] = check_notes(dict(notes))
    if form is not None:
        wanted["form"] = check_form(dict(form))
    if evidence is not None:
        wanted["evidence"] = _checked_papers(rubric, dossier, evidence)
    before, after = changes(dossier, wanted)
    for name, value in after.items():
        setattr(dossier, name, value)
    if after:
        dossier.version += 1
        dossier.updated_at = now
        told = _told(before, after, private_criterion(rubric))
        record_act(by, now, "assess", "dossier", dossier.number, before=told[0], after=told[1])
        db.session.flush()
    return dossier


def _told(
    before: Mapping[str, Any], after: Mapping[str, Any], private: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the audit trail keeps: the entries that changed; of what is private, only that it did."""
    olds: dict[str, Any] = {}
    news: dict[str, Any] = {}
    for name in after:
        codes = {code for code in {*before[name], *after[name]} if before[name].get(code) != after[name].get(code)}
        hidden = {private, *PRIVATE_FIELDS}
        olds[name] = {code: "…" if code in hidden else before[name].get(code) for code in sorted(codes)}
        news[name] = {code: "…" if code in hidden else after[name].get(code) for code in sorted(codes)}
    return olds, news


def _checked_papers(rubric: Rubric, dossier: Dossier, evidence: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    wanted = {code: list(dict.fromkeys(ids)) for code, ids in evidence.items() if ids}
    known = papers_by_id({one[:36] for ids in wanted.values() for one in ids})
    for code, ids in wanted.items():
        rubric.criterion(code)
        if len(ids) > _MOST_PAPERS:
            raise BadInput(
                "evidence-too-many", "Mỗi tiêu chí có nhiều nhất %(most)s minh chứng.", field=f"evidence.{code}",
                most=_MOST_PAPERS,
            )  # fmt: skip
        for one in ids:
            if one not in known or known[one][0].subject_id != dossier.subject_id:
                raise BadInput("evidence-unknown", "Không có minh chứng này trong kho.", field=f"evidence.{code}")
    return wanted


def answer_one(
    by: Actor,
    now: datetime,
    dossier: Dossier,
    folder: Path,
    code: str,
    *,
    option: int | None,
    note: str | None,
    papers: Sequence[str],
) -> Dossier:
    """Write the answer, the note and the papers of one criterion; the others stay."""
    rubric_for(dossier, folder).criterion(code)
    answers = {one: number for one, number in dossier.answers.items() if one != code}
    if option is not None:
        answers[code] = option
    return write_assessment(
        by, now, dossier, folder,
        answers=answers, notes={**dossier.notes, code: note}, evidence={**dossier.evidence, code: list(papers)},
    )  # fmt: skip


def answer_papers(
    by: Actor,
    now: datetime,
    dossier: Dossier,
    folder: Path,
    code: str,
    *,
    add: str | None = None,
    drop: str | None = None,
) -> Dossier:
    """Name one more paper with a criterion, or one less."""
    rubric_for(dossier, folder).criterion(code)
    papers = [one for one in dossier.evidence.get(code, []) if one not in (add, drop)]
    evidence = {**dossier.evidence, code: [*papers, *([add] if add else [])]}
    return write_assessment(by, now, dossier, folder, evidence=evidence)


# -- what the registry knows


def known_of(dossier: Dossier) -> Known:
    """Return what the registry knows of a dossier's product and subject that a rubric asks for."""
    product = product_of(dossier)
    subject = db.session.get(Subject, dossier.subject_id)
    assert subject is not None
    return Known(
        subject_type=SubjectType(subject.subject_type),
        has_trace_page=product.state != "draft",
        has_story=bool(product.description or subject.story),
        is_favoured=is_favoured(dossier.form),
    )


def filled_in(dossier: Dossier, rubric: Rubric) -> dict[str, Suggestion]:
    """Return what the registry fills in, and why."""
    return suggestions_of(rubric, known_of(dossier))


def begin_dossier(by: Actor, now: datetime, today: date, code: str, *, kind: str, folder: Path) -> Dossier:
    """Open a dossier and fill in what the registry and the product's last dossier know.

    Raises what `open_dossier` raises, and NotFound `product-unknown`.
    """
    product = find_product(code, for_update=True)
    if by.role == Role.PRODUCER and product.subject_id != by.subject_id:
        raise NotFound(
            "product-unknown", "Không có sản phẩm nào mang mã “%(code)s”.", field="product", code=code[:40]
        )
    dossier = open_dossier(by, now, today, product, kind=kind, folder=folder)
    rubric = rubric_for(dossier, folder)
    subject = db.session.get(Subject, dossier.subject_id)
    assert subject is not None
    form = {"representative": subject.representative, "residence": subject.address, "phone": subject.phone,
            "introduction": product.description, "materials": product.ingredients}  # fmt: skip
    dossier.form = {name: text for name, text in form.items() if text}
    if kind != DossierKind.FIRST:
        _carry_over(dossier, rubric)
    suggested = {code: one.option for code, one in filled_in(dossier, rubric).items()}
    dossier.answers = {**suggested, **dossier.answers}
    db.session.flush()
    return dossier


def _carry_over(dossier: Dossier, rubric: Rubric) -> None:
    """Take over what the product's last filed dossier said, as far as this rubric still knows it."""
    query = select(Dossier).where(
        Dossier.product_id == dossier.product_id, Dossier.id != dossier.id, Dossier.received_on.is_not(None)
    )
    last = db.session.scalar(query.order_by(Dossier.created_at.desc(), Dossier.id.desc()).limit(1))
    if last is None:
        return
    options = {one.code: len(one.options) for one in rubric.scored}
    dossier.carried_from = last.id
    dossier.answers = {code: number for code, number in last.answers.items() if number <= options.get(code, 0)}
    dossier.notes = {code: note for code, note in last.notes.items() if code in options}
    papers = papers_by_id({one for ids in last.evidence.values() for one in ids})
    live = {one for one, (paper, _) in papers.items() if paper.dropped_at is None}
    dossier.evidence = {
        code: kept
        for code, ids in last.evidence.items()
        if code in options and (kept := [i for i in ids if i in live])
    }
    dossier.form = {**dossier.form, **{name: text for name, text in last.form.items() if name != "changes"}}


# -- how it stands


@dataclass(frozen=True)
class Standing:
    """How a self-assessment stands: its result, what is unanswered, what the next star lacks, the cheapest road."""

    result: Result
    unanswered: tuple[str, ...]
    next_star: int | None
    lacks: tuple[Missed, ...]
    points_short: Decimal
    road: tuple[RoadStep, ...] | None
    reaches: Decimal | None


def floors_of(regime_id: str) -> tuple[tuple[Decimal, int], ...]:
    """Return the least totals of the stars under a regime, the highest first."""
    return next(one.floors for one in regimes() if one.id == regime_id)


def standing_of(
    dossier: Dossier, rubric: Rubric, *, with_road: bool, answers: Mapping[str, int] | None = None
) -> Standing:
    """Return how a dossier's own answers, or others, stand; the road is for its subject's eyes only."""
    floors = floors_of(rubric.regime)
    answers = dossier.answers if answers is None else answers
    result = result_of(rubric, points_of(rubric, answers), floors)
    reached = result.star if result.star >= 3 else 2
    next_star = reached + 1 if reached < 5 else None
    lacks: tuple[Missed, ...] = ()
    short, road = Decimal(0), None
    if next_star is not None:
        floor = next(least for least, star in floors if star == next_star)
        lacks = tuple(result.lacks(next_star))
        short = max(floor - result.total, Decimal(0))
        if with_road:
            steps = cheapest_road(rubric, answers, next_star, floor, efforts_of(rubric))
            road = tuple(steps) if steps is not None else None
    reaches = result.total + sum((step.gains for step in road), Decimal(0)) if road else None
    return Standing(result, tuple(unanswered(rubric, answers)), next_star, lacks, short, road, reaches)


def missing_of(dossier: Dossier, rubric: Rubric) -> list[dict[str, str]]:
    """Return everything that has to be there before a dossier can be filed, as faults by field."""
    product = product_of(dossier)
    faults = [
        {"field": f"answers.{code}", "code": "missing", "message": f"Tiêu chí {code} chưa trả lời."}
        for code in unanswered(rubric, dossier.answers)
    ]
    needed = [*REQUIRED_FIELDS, *(["changes"] if dossier.kind != DossierKind.FIRST else [])]
    faults += [
        {"field": f"form.{name}", "code": "missing", "message": "Mục này cần được điền."}
        for name in needed
        if not dossier.form.get(name)
    ]
    if product.state == "draft":
        faults.append({"field": "product", "code": "product-draft", "message": "Sản phẩm còn là bản nháp."})
    return faults


def without_papers(dossier: Dossier, rubric: Rubric) -> list[str]:
    """Return criteria answered above the least without any paper although some kind of paper proves them."""
    return [
        one.code
        for one in rubric.scored
        if one.evidence
        and one.code in dossier.answers
        and one.option(dossier.answers[one.code]).points > min(option.points for option in one.options)
        and not dossier.evidence.get(one.code)
    ]


def check_is_whole(dossier: Dossier, rubric: Rubric) -> None:
    """Raise RuleBroken `dossier-incomplete` naming everything that is missing."""
    faults = missing_of(dossier, rubric)
    if faults:
        raise RuleBroken("dossier-incomplete", "Hồ sơ còn thiếu %(count)s mục.", count=len(faults), faults=faults)


# -- effort


def efforts_of(rubric: Rubric) -> dict[str, int]:
    """Return what one step up costs in each criterion: what an office said, else by its papers."""
    query = select(Effort).where(Effort.regime_id == rubric.regime, Effort.product_set == rubric.set)
    said = {row.code: row.effort for row in db.session.scalars(query)}
    return {one.code: said.get(one.code, effort_of(one)) for one in rubric.scored}


def set_efforts(by: Actor, now: datetime, row: RubricRow, rubric: Rubric, efforts: Mapping[str, int]) -> None:
    """Say what one step up costs in criteria of a set. Raises BadInput `effort-malformed`, `criterion-unknown`."""
    held = efforts_of(rubric)
    for code, effort in efforts.items():
        rubric.criterion(code)
        if check_effort(effort) == held[code]:
            continue
        kept = db.session.get(Effort, (rubric.regime, rubric.set, code), with_for_update=True)
        if kept is None:
            kept = Effort(regime_id=rubric.regime, product_set=rubric.set, code=code)
            db.session.add(kept)
        kept.effort, kept.set_by, kept.set_at = effort, by.id, now
        noun_id = f"{row.regime_id}/{row.product_set}/{code}"
        record_act(by, now, "set", "effort", noun_id, before={"effort": held[code]}, after={"effort": effort})
    db.session.flush()


def has_certificate_history(product_id: str) -> bool:
    """Tell whether a product was ever recognised."""
    return bool(certificates_of([product_id]))

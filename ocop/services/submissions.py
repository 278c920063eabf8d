"""Submissions: a dossier is frozen as it stands, with a hash and a receipt, and the commune's clock starts."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from ocop.domain.accounts import Actor
from ocop.domain.dossier_versions import Difference, content_hash, differences
from ocop.domain.dossiers import DossierKind, DossierState, Step, check_kind, check_step, check_window
from ocop.domain.refusals import NotFound
from ocop.domain.rights import Action
from ocop.domain.rubrics import Rubric, points_of, result_of
from ocop.domain.working_days import COMMUNE_DAYS, working_days_after, working_days_between
from ocop.models.database import db
from ocop.models.dossiers import Dossier, DossierVersion
from ocop.models.subjects import Subject
from ocop.models.units import Unit
from ocop.services.assessments import check_is_whole, floors_of
from ocop.services.dossiers import check_right, held_facts, product_of, rubric_for, take_step
from ocop.services.evidence import named_paper, papers_by_id
from ocop.services.holidays import day_exceptions


def submit_dossier(by: Actor, now: datetime, today: date, dossier: Dossier, folder: Path) -> DossierVersion:
    """Freeze a dossier and hand it to the commune; return the version with its receipt.

    Raises RuleBroken `dossier-incomplete` with everything that is missing, `kind-contradicts`, `window-not-open`;
    Conflict `dossier-past-step`.
    """
    check_right(by, Action.SUBMIT, dossier)
    check_step(DossierState(dossier.state), Step.SUBMIT)
    rubric = rubric_for(dossier, folder)
    check_is_whole(dossier, rubric)
    kind, held = DossierKind(dossier.kind), held_facts(dossier.product_id, today)
    check_kind(kind, held, today)
    is_late = check_window(kind, held, today)
    content = _content(dossier, rubric)
    version = DossierVersion(
        dossier_id=dossier.id, number=_next_number(dossier), receipt=_receipt(dossier, today), content=content,
        hash=content_hash(content), submitted_at=now, submitted_by=by.id,
    )  # fmt: skip
    db.session.add(version)
    dossier.received_on = today
    dossier.due_on = working_days_after(today, COMMUNE_DAYS, day_exceptions(folder))
    data = {"version": version.number, "receipt": version.receipt, "hash": version.hash, "is_late": is_late}
    take_step(by, now, dossier, Step.SUBMIT, DossierState.SUBMITTED, data=data)
    return version


def _next_number(dossier: Dossier) -> int:
    query = select(func.max(DossierVersion.number)).where(DossierVersion.dossier_id == dossier.id)
    return (db.session.scalar(query) or 0) + 1


def _receipt(dossier: Dossier, today: date) -> str:
    """Return the next receipt of the commune's year, `…/PĐK-(province)-(commune)-(year)`; the commune is locked."""
    unit = db.session.get(Unit, dossier.unit_id, with_for_update=True)
    assert unit is not None
    tail = f"/PĐK-{unit.parent_id}-{unit.code}-{today.year}"
    query = select(func.count(DossierVersion.id)).where(DossierVersion.receipt.endswith(tail, autoescape=True))
    return f"{(db.session.scalar(query) or 0) + 1:02}{tail}"


def _content(dossier: Dossier, rubric: Rubric) -> dict[str, Any]:
    """Return everything that is filed, as plain data, with the hash of every file."""
    product, subject = product_of(dossier), db.session.get(Subject, dossier.subject_id)
    assert subject is not None
    papers = papers_by_id({one for ids in dossier.evidence.values() for one in ids})
    result = result_of(rubric, points_of(rubric, dossier.answers), floors_of(rubric.regime))
    return {
        "number": dossier.number,
        "kind": dossier.kind,
        "product": {
            name: getattr(product, name)
            for name in ("code", "name", "gtin", "ocop_code", "product_set", "net_weight", "description")
        },
        "subject": {
            name: getattr(subject, name)
            for name in ("id", "name", "subject_type", "tax_code", "representative", "address", "phone", "email")
        },
        "unit_code": dossier.unit_id,
        "rubric": {"id": dossier.rubric_id, "decision": rubric.decision, "set": rubric.set, "title": rubric.title},
        "form": dict(dossier.form),
        "answers": dict(dossier.answers),
        "notes": dict(dossier.notes),
        "evidence": {code: [named_paper(*papers[one]) for one in ids] for code, ids in dossier.evidence.items()},
        "result": {
            "total": str(result.total),
            "by_part": {part: str(points) for part, points in result.by_part.items()},
            "star": result.star,
        },
    }


def versions_of(dossier: Dossier) -> list[DossierVersion]:
    """Return the versions that were filed, the oldest first."""
    query = select(DossierVersion).where(DossierVersion.dossier_id == dossier.id).order_by(DossierVersion.number)
    return list(db.session.scalars(query))


def find_version(dossier: Dossier, number: int | None = None) -> DossierVersion:
    """Return a version by its number, or the latest. Raises NotFound `version-unknown`."""
    found = [one for one in versions_of(dossier) if number in (None, one.number)]
    if not found:
        raise NotFound("version-unknown", "Không có lần nộp này.")
    return found[-1]


def changed_since(dossier: Dossier, number: int) -> list[Difference]:
    """Return what a version changed of the one before it; the first changed nothing."""
    version = find_version(dossier, number)
    return differences(find_version(dossier, number - 1).content, version.content) if number > 1 else []


def is_untouched(version: DossierVersion) -> bool:
    """Tell whether a version still is what its hash was taken of."""
    return content_hash(version.content) == version.hash


def days_left(dossier: Dossier, today: date, exceptions: Mapping[date, bool]) -> int | None:
    """Return how many working days the commune still has; negative once it is late; None where no clock runs."""
    if dossier.due_on is None or dossier.state != DossierState.SUBMITTED:
        return None
    return working_days_between(today, dossier.due_on, exceptions)

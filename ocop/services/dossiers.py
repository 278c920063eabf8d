"""Dossiers: opened, found by whoever may see them, and taken from step to step."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy import false as sql_false

from ocop.domain.accounts import Actor, Role
from ocop.domain.certificates import CertificateFacts
from ocop.domain.dossiers import FINAL, DossierKind, DossierState, Step, check_kind, check_step
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from ocop.domain.rights import Action, Relation, is_right
from ocop.domain.rubrics import Rubric
from ocop.models.councils import Council, Seat
from ocop.models.database import db
from ocop.models.dossiers import Dossier, DossierStep
from ocop.models.products import Product
from ocop.services.acts import record_act
from ocop.services.certificates import certificates_of, current_certificate
from ocop.services.rubrics import find_rubric, hold_rubric, rubric_of, rubric_on
from ocop.services.units import area_of, ids_under, is_under

# -- who stands how to a dossier


def relations_of(by: Actor, dossier: Dossier) -> frozenset[Relation]:
    """Return how somebody stands to a dossier."""
    found = set()
    if by.subject_id is not None and by.subject_id == dossier.subject_id:
        found.add(Relation.OWN)
    if by.unit_id is not None and is_under(dossier.unit_id, by.unit_id):
        found.add(Relation.AREA)
    if by.role == Role.ASSESSOR and _may_sit(by, dossier, Relation.AREA in found):
        found.add(Relation.SEAT)
    return frozenset(found)


def _may_sit(by: Actor, dossier: Dossier, is_in_area: bool) -> bool:
    """Tell whether an assessor has a seat, or may take one where the office named no council of its own."""
    query = select(Seat, Council.closed_at).join(Council, Council.id == Seat.council_id)
    query = query.where(Council.dossier_id == dossier.id, Seat.user_id == by.id)
    held = db.session.execute(query.order_by(Council.round.desc()).limit(1)).first()
    if held is not None:
        return held[0].recused_at is None
    council = latest_council(dossier)
    is_central = dossier.state in (DossierState.APPROVED, DossierState.CENTRAL_SCORING)
    is_waiting = dossier.state in (DossierState.FORWARDED, DossierState.APPROVED, DossierState.FALLEN_BACK)
    is_standing = council is not None and council.closed_at is None and council.is_standing
    is_theirs = by.unit_id is None if is_central else is_in_area
    return is_theirs and (is_waiting or is_standing)


def latest_council(dossier: Dossier) -> Council | None:
    """Return the latest council over a dossier, or None."""
    query = select(Council).where(Council.dossier_id == dossier.id).order_by(Council.round.desc()).limit(1)
    return db.session.scalar(query)


def can(by: Actor, action: Action, dossier: Dossier) -> bool:
    """Tell whether somebody may do something with a dossier, whatever its state."""
    return is_right(by.role, action, relations_of(by, dossier))


def check_right(by: Actor, action: Action, dossier: Dossier) -> None:
    """Raise NotAllowed `step-not-yours` unless somebody may do this with the dossier."""
    if not can(by, action, dossier):
        raise NotAllowed("step-not-yours", "Vai trò của bạn không làm bước này của hồ sơ.")


def find_dossier(by: Actor, dossier_id: str, *, for_update: bool = False) -> Dossier:
    """Return a dossier that somebody may read; another's, or one never filed, is not found.

    Raises NotFound `dossier-unknown`.
    """
    can_be = len(dossier_id) <= 36 and "\x00" not in dossier_id
    dossier = db.session.get(Dossier, dossier_id, with_for_update=for_update) if can_be else None
    is_private = dossier is not None and dossier.received_on is None and dossier.subject_id != by.subject_id
    if dossier is None or is_private or not can(by, Action.READ, dossier):
        raise NotFound("dossier-unknown", "Không có hồ sơ này.")
    return dossier


def dossiers_for(by: Actor) -> Select[Dossier]:
    """Return the query of the dossiers that somebody may read, drafts of others left out."""
    query = select(Dossier)
    if by.role == Role.PRODUCER:
        return query.where(Dossier.subject_id == (by.subject_id or ""))
    if by.role == Role.ASSESSOR:
        return query.where(_seen_by_assessor(by))
    area = area_of(by)
    if by.role == Role.ADMINISTRATOR:
        return query.where(sql_false())
    query = query.where(Dossier.received_on.is_not(None))
    return query if area is None else query.where(Dossier.unit_id.in_(area))


def _seen_by_assessor(by: Actor) -> Any:
    """Return the condition of what an assessor has a seat for, or may take one."""
    mine = select(Council.dossier_id).join(Seat, Seat.council_id == Council.id).where(Seat.user_id == by.id)
    seated = Dossier.id.in_(mine.where(Seat.recused_at.is_(None)))
    open_ones = select(Council.dossier_id).where(Council.is_standing, Council.closed_at.is_(None))
    if by.unit_id is None:
        waiting = Dossier.state == DossierState.APPROVED
        standing = (Dossier.state == DossierState.CENTRAL_SCORING) & Dossier.id.in_(open_ones)
        return or_(seated, (waiting | standing) & Dossier.id.not_in(mine))
    waiting = Dossier.state.in_([DossierState.FORWARDED, DossierState.FALLEN_BACK])
    standing = (Dossier.state == DossierState.SCORING) & Dossier.id.in_(open_ones)
    near = Dossier.unit_id.in_(ids_under([by.unit_id]))
    return or_(seated, near & (waiting | standing) & Dossier.id.not_in(mine))


def list_dossiers(
    by: Actor,
    *,
    states: Sequence[str] = (),
    product_id: str | None = None,
    after: tuple[str, str] | None = None,
    limit: int = 50,
) -> tuple[list[Dossier], tuple[str, str] | None]:
    """Return a page of dossiers, the latest first, and the key to go on from, or None."""
    query = dossiers_for(by).order_by(Dossier.created_at.desc(), Dossier.id.desc())
    if states:
        query = query.where(Dossier.state.in_(states))
    if product_id:
        query = query.where(Dossier.product_id == product_id)
    if after:
        moment = _moment(after[0])
        query = query.where(
            or_(Dossier.created_at < moment, (Dossier.created_at == moment) & (Dossier.id < after[1]))
        )
    found = list(db.session.scalars(query.limit(limit + 1)))
    more = len(found) > limit
    found = found[:limit]
    return found, ((found[-1].created_at.isoformat(), found[-1].id) if more else None)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as fault:
        raise BadInput("cursor-malformed", "Con trỏ trang không đọc được.", field="cursor") from fault


def count_by_state(by: Actor) -> dict[str, int]:
    """Return how many dossiers somebody may see in each state."""
    seen = dossiers_for(by).subquery()
    query = select(seen.c.state, func.count()).group_by(seen.c.state)
    return {row[0]: row[1] for row in db.session.execute(query)}


# -- opened


def held_facts(product_id: str, day: date) -> CertificateFacts | None:
    """Return the facts of a product's newest certificate by a day, or None."""
    found = current_certificate(certificates_of([product_id]).get(product_id, []), day)
    return found[1] if found else None


def open_dossier(by: Actor, now: datetime, today: date, product: Product, *, kind: str, folder: Path) -> Dossier:
    """Open a dossier of a product, with what its last one said where it is evaluated again.

    Raises RuleBroken `kind-contradicts`, Conflict `dossier-open`, NotAllowed `step-not-yours`, NotFound
    `rubric-unknown`.
    """
    if by.role != Role.PRODUCER or by.subject_id != product.subject_id:
        raise NotAllowed("step-not-yours", "Chỉ chủ thể của sản phẩm mới lập hồ sơ.")
    wanted = DossierKind(kind)
    check_kind(wanted, held_facts(product.id, today), today)
    if db.session.scalar(select(Dossier.id).where(Dossier.open_key == product.id)) is not None:
        raise Conflict("dossier-open", "Sản phẩm đã có một hồ sơ đang làm.", field="product")
    row = rubric_on(product.product_set, today, folder)
    hold_rubric(row, now)
    dossier = Dossier(
        number=_number(product), product_id=product.id, subject_id=product.subject_id, unit_id=product.unit_id,
        open_key=product.id, kind=wanted, state=DossierState.DRAFT, rubric_id=row.id, created_by=by.id,
        answers={}, notes={}, form={}, evidence={}, created_at=now, updated_at=now,
    )  # fmt: skip
    db.session.add(dossier)
    db.session.flush()
    write_step(by, now, dossier, "open")
    return dossier


def _number(product: Product) -> str:
    count = db.session.scalar(select(func.count(Dossier.id)).where(Dossier.product_id == product.id)) or 0
    return f"HS-{product.code}-{count + 1}"


def product_of(dossier: Dossier) -> Product:
    """Return the product of a dossier."""
    product = db.session.get(Product, dossier.product_id)
    assert product is not None
    return product


def rubric_for(dossier: Dossier, folder: Path) -> Rubric:
    """Return the rubric that a dossier is scored by, for good."""
    return rubric_of(find_rubric(dossier.rubric_id, folder))


# -- from step to step


def take_step(
    by: Actor,
    now: datetime,
    dossier: Dossier,
    step: Step,
    state: DossierState,
    *,
    why: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Take a dossier to its next state, in order, with what came along.

    Raises Conflict `dossier-past-step`, RuleBroken `dossier-not-ready`.
    """
    check_step(DossierState(dossier.state), step)
    before = dossier.state
    dossier.state = state
    dossier.version += 1
    dossier.updated_at = now
    if state in FINAL:
        dossier.open_key = None
    write_step(by, now, dossier, step, why=why, data=data, before=before)


def write_step(
    by: Actor,
    now: datetime,
    dossier: Dossier,
    step: str,
    *,
    why: str | None = None,
    data: Mapping[str, Any] | None = None,
    before: str | None = None,
) -> None:
    """Write a step down, for the dossier's own history and the audit trail."""
    db.session.add(
        DossierStep(
            dossier_id=dossier.id, step=step, state=dossier.state, at=now, by=by.id, by_role=by.role, why=why,
            data=dict(data or {}),
        )
    )  # fmt: skip
    after = {"state": dossier.state, **(data or {})}
    record_act(
        by, now, step, "dossier", dossier.number, before={"state": before} if before else None, after=after, why=why
    )
    db.session.flush()


def steps_of(dossier: Dossier) -> list[DossierStep]:
    """Return the steps of a dossier, the oldest first."""
    query = select(DossierStep).where(DossierStep.dossier_id == dossier.id)
    return list(db.session.scalars(query.order_by(DossierStep.at, DossierStep.id)))


def withdraw_dossier(by: Actor, now: datetime, dossier: Dossier, *, why: str | None = None) -> None:
    """Take a dossier back before any council scores it; what was filed stays readable."""
    check_right(by, Action.WITHDRAW, dossier)
    take_step(by, now, dossier, Step.WITHDRAW, DossierState.WITHDRAWN, why=why)


def return_dossier(by: Actor, now: datetime, dossier: Dossier, *, reasons: Sequence[str]) -> None:
    """Give a dossier back with what is missing; its next submission is a new version.

    Raises RuleBroken `reasons-missing`.
    """
    is_at_commune = dossier.state != DossierState.FORWARDED
    check_right(by, Action.RETURN_AT_COMMUNE if is_at_commune else Action.RETURN_AT_PROVINCE, dossier)
    said = [one.strip() for one in reasons if one.strip()]
    if not said:
        raise RuleBroken("reasons-missing", "Cần nói rõ chủ thể phải bổ sung gì.", field="reasons")
    take_step(by, now, dossier, Step.RETURN, DossierState.RETURNED, why="\n".join(said), data={"reasons": said})
    dossier.due_on = None
    db.session.flush()

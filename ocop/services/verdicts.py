"""Verdicts: what the chairman's delegate and the Ministry decide on a council's result, and what follows from it."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor, Role
from ocop.domain.certificates import check_signed_on
from ocop.domain.dossiers import (
    DossierKind,
    DossierState,
    Outcome,
    Step,
    Verdict,
    check_step,
    chosen_outcome,
    verdict_of,
)
from ocop.domain.refusals import NotAllowed, RuleBroken
from ocop.domain.regimes import Regime
from ocop.domain.rights import Action
from ocop.models.councils import Council, Seat
from ocop.models.database import db
from ocop.models.dossiers import Dossier
from ocop.services.certificates import write_standings
from ocop.services.councils import close_council, handed_in, result_from, waiting_for
from ocop.services.decisions import end_potentials, record_decision
from ocop.services.dossiers import check_right, held_facts, latest_council, product_of, rubric_for, take_step
from ocop.services.references import regimes
from ocop.services.rubrics import find_rubric, is_checked

_STATES = {
    Outcome.GRANT: DossierState.GRANTED,
    Outcome.APPROVE: DossierState.APPROVED,
    Outcome.FALL_BACK: DossierState.FALLEN_BACK,
    Outcome.REJECT: DossierState.REJECTED,
}


def verdict_for(dossier: Dossier, day: date) -> Verdict:
    """Return what may be decided on a dossier that was scored."""
    council = latest_council(dossier)
    assert council is not None
    assert council.result is not None
    held = held_facts(dossier.product_id, day)
    star = held.star if held is not None and held.is_in_force(day) else None
    is_out = council.result["elimination"] is not None
    state, kind = DossierState(dossier.state), DossierKind(dossier.kind)
    return verdict_of(result_from(council), state, kind, star, is_eliminated=is_out)


def decide(
    by: Actor,
    now: datetime,
    today: date,
    dossier: Dossier,
    folder: Path,
    *,
    number: str,
    signed_on: date,
    star: int | None = None,
    outcome: str | None = None,
    why: str | None = None,
    confirms_rubric: bool = False,
    valid_until: date | None = None,
    file_hash: str | None = None,
) -> Dossier:
    """Decide on a scored dossier; a standing council whose sheets are all in is closed first.

    Raises RuleBroken `dossier-not-ready`, `rubric-unconfirmed`, `dates-contradict`, `regime-ended`,
    `star-contradicts`, `outcome-contradicts`, `reasons-missing`; Conflict `dossier-past-step`; NotAllowed
    `star-not-yours`, `step-not-yours`, `own-score`.
    """
    is_central = by.role == Role.MINISTRY
    check_right(by, Action.DECIDE_MINISTRY if is_central else Action.DECIDE_PROVINCE, dossier)
    if star == 5 and not is_central:
        raise NotAllowed("star-not-yours", "Cấp tỉnh không có thẩm quyền công nhận 5 sao.", field="star", star=5)
    _close_if_all_in(by, now, today, dossier, folder)
    step = Step.CENTRAL_DECIDE if is_central else Step.DECIDE
    check_step(DossierState(dossier.state), step)
    _check_is_no_scorer(by, dossier)
    _check_day(dossier, signed_on, today, folder)
    _check_rubric(dossier, folder, confirms_rubric)
    verdict = verdict_for(dossier, signed_on)
    chosen = chosen_outcome(verdict, outcome, star)
    if chosen == Outcome.REJECT and not (why or "").strip():
        raise RuleBroken("reasons-missing", "Cần nói rõ vì sao không công nhận.", field="why")
    _follow(by, now, today, dossier, chosen, verdict, number, signed_on, why, valid_until, file_hash)
    data: dict[str, Any] = {"outcome": chosen, "number": number, "signed_on": signed_on.isoformat()}
    data |= {"file": file_hash, "star": verdict.star if chosen == Outcome.GRANT else None}
    take_step(by, now, dossier, step, _STATES[chosen], why=why, data=data)
    return dossier


def _close_if_all_in(by: Actor, now: datetime, today: date, dossier: Dossier, folder: Path) -> None:
    council = latest_council(dossier)
    is_open = dossier.state in (DossierState.SCORING, DossierState.CENTRAL_SCORING) and council is not None
    if is_open and council is not None and council.is_standing and handed_in(council) and not waiting_for(council):
        close_council(by, now, today, dossier, folder)


def _check_is_no_scorer(by: Actor, dossier: Dossier) -> None:
    """Who scored does not sign, whatever his account has become since."""
    query = select(Seat.user_id).join(Council, Council.id == Seat.council_id).where(Council.dossier_id == dossier.id)
    if by.id in set(db.session.scalars(query)):
        raise NotAllowed("own-score", "Người đã chấm hồ sơ không ký quyết định về chính hồ sơ đó.")


def _check_day(dossier: Dossier, signed_on: date, today: date, folder: Path) -> None:
    """Refuse a decision of a day to come, before the scoring, or outside the regime that the scoring followed."""
    check_signed_on(signed_on, today)
    scored_on = _closed_on(dossier)
    if signed_on < scored_on:
        raise RuleBroken(
            "dates-contradict", "Quyết định ký ngày %(day)s, trước ngày hội đồng chấm %(scored)s.", field="signed_on",
            day=signed_on.strftime("%d/%m/%Y"), scored=scored_on.strftime("%d/%m/%Y"),
        )  # fmt: skip
    regime = regime_of(dossier, folder)
    if not regime.covers(signed_on):
        raise RuleBroken(
            "regime-ended", "Hồ sơ chấm theo bộ quy định %(regime)s, không có hiệu lực vào ngày ký.",
            field="signed_on", regime=regime.id,
        )  # fmt: skip


def regime_of(dossier: Dossier, folder: Path) -> Regime:
    """Return the regime whose rubric a dossier is scored by."""
    wanted = rubric_for(dossier, folder).regime
    return next(one for one in regimes() if one.id == wanted)


def _closed_on(dossier: Dossier) -> date:
    """Return the day in Vietnam on which the latest council was closed."""
    council = latest_council(dossier)
    assert council is not None
    assert council.result is not None
    return date.fromisoformat(council.result["closed_on"])


def _check_rubric(dossier: Dossier, folder: Path, confirms: bool) -> None:
    """Ask the deciding officer to have checked what nobody has held against the signed decision yet."""
    if not confirms and not is_checked(find_rubric(dossier.rubric_id, folder)):
        raise RuleBroken(
            "rubric-unconfirmed",
            "Bộ tiêu chí chưa đối chiếu bản ký: người quyết định cần xác nhận đã tự đối chiếu.",
            field="confirms_rubric",
        )


def _follow(
    by: Actor,
    now: datetime,
    today: date,
    dossier: Dossier,
    outcome: Outcome,
    verdict: Verdict,
    number: str,
    signed_on: date,
    why: str | None,
    valid_until: date | None,
    file_hash: str | None,
) -> None:
    """Record the decision about the product: stars with their certificate, or the state of potential five star."""
    product = product_of(dossier)
    if outcome in (Outcome.GRANT, Outcome.APPROVE):
        decision = record_decision(
            by, now, today, product, number=number, signed_on=signed_on, note=why, file_hash=file_hash,
            star=verdict.star if outcome == Outcome.GRANT else None,
            potential_five_star=outcome == Outcome.APPROVE,
            unit_code=None if by.role == Role.MINISTRY else by.unit_id,
            valid_until=valid_until if outcome == Outcome.GRANT else None,
            ends_potential=outcome == Outcome.GRANT,
        )  # fmt: skip
        dossier.decision_id = decision.id
    elif outcome == Outcome.FALL_BACK and end_potentials(product, signed_on):
        write_standings(product)
        product.version += 1
        product.updated_at = now
    db.session.flush()

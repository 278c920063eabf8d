"""Dossiers: every state by every step, kinds and windows at their days, and what a result leads to."""

from datetime import date
from decimal import Decimal

import pytest

from ocop.domain.certificates import CertificateFacts
from ocop.domain.dossiers import (
    DossierKind,
    DossierState,
    Outcome,
    Step,
    check_form,
    check_kind,
    check_notes,
    check_step,
    check_window,
    chosen_outcome,
    verdict_of,
)
from ocop.domain.refusals import BadInput, Conflict, RuleBroken
from ocop.domain.rubrics import Missed, Result

#: Step -> (states in which it is its turn, states in which something has to come before); elsewhere it is past.
TURNS = {
    "edit": ("draft returned", ""),
    "submit": ("draft returned", ""),
    "withdraw": ("draft returned submitted forwarded", ""),
    "return": ("submitted forwarded", "draft"),
    "report": ("submitted", "draft returned"),
    "convene": ("forwarded approved fallen_back", "draft returned submitted"),
    "score": ("scoring central_scoring", "draft returned submitted forwarded approved fallen_back"),
    "close": ("scoring central_scoring", "draft returned submitted forwarded"),
    "decide": ("scored fallen_back", "draft returned submitted forwarded scoring"),
    "central_decide": (
        "central_scored", "draft returned submitted forwarded scoring scored approved central_scoring"
    ),
}  # fmt: skip


@pytest.mark.parametrize("state", DossierState)
@pytest.mark.parametrize("step", Step)
def test_each_step_has_its_turn(step, state):
    now, before = (words.split() for words in TURNS[step])
    if state in now:
        check_step(state, step)
        return
    with pytest.raises(RuleBroken if state in before else Conflict) as refusal:
        check_step(state, step)
    assert refusal.value.code == ("dossier-not-ready" if state in before else "dossier-past-step")


def certificate(star: int = 3, *, revoked: date | None = None) -> CertificateFacts:
    return CertificateFacts(star, date(2025, 2, 28), date(2028, 2, 28), revoked_on=revoked)


@pytest.mark.parametrize(
    ("kind", "held", "day", "may"),
    [
        ("first", None, date(2026, 1, 1), True),
        ("first", certificate(), date(2028, 2, 28), False),
        ("first", certificate(), date(2028, 2, 29), True),
        ("first", certificate(revoked=date(2026, 1, 1)), date(2026, 1, 1), True),
        ("upgrade", None, date(2026, 1, 1), False),
        ("upgrade", certificate(4), date(2028, 2, 28), True),
        ("upgrade", certificate(5), date(2026, 1, 1), False),
        ("upgrade", certificate(3), date(2028, 2, 29), False),
        ("re_evaluation", None, date(2026, 1, 1), False),
        ("re_evaluation", certificate(), date(2026, 1, 1), True),
        ("re_evaluation", certificate(), date(2029, 1, 1), True),
    ],
)
def test_a_kind_fits_the_certificate_of_the_day(kind, held, day, may):
    if may:
        check_kind(DossierKind(kind), held, day)
        return
    with pytest.raises(RuleBroken, match="kind-contradicts"):
        check_kind(DossierKind(kind), held, day)


@pytest.mark.parametrize(
    ("day", "is_late"),
    [(date(2027, 9, 1), None), (date(2027, 8, 31), "early"), (date(2027, 10, 31), None), (date(2027, 11, 1), "late"),
     (date(2028, 2, 29), "late")],
)  # fmt: skip
def test_a_re_evaluation_is_filed_within_its_window(day, is_late):
    if is_late == "early":
        with pytest.raises(RuleBroken, match="window-not-open"):
            check_window(DossierKind.RE_EVALUATION, certificate(), day)
        return
    assert check_window(DossierKind.RE_EVALUATION, certificate(), day) == (is_late == "late")


@pytest.mark.parametrize("kind", [DossierKind.FIRST, DossierKind.UPGRADE])
def test_other_kinds_have_no_window(kind):
    assert not check_window(kind, certificate(), date(2025, 3, 1))


def result(total: str, star: int, missed: int | None = None) -> Result:
    gates = (Missed(missed, "1", "x", Decimal(0), Decimal(1)),) if missed else ()
    return Result({}, Decimal(total), star, gates)


S, K = DossierState, DossierKind


@pytest.mark.parametrize(
    ("found", "state", "kind", "held", "outcome", "star", "also"),
    [
        (result("49.99", 2), S.SCORED, K.FIRST, None, "reject", None, ""),
        (result("50", 3), S.SCORED, K.FIRST, None, "grant", 3, "reject"),
        (result("69.99", 3), S.SCORED, K.FIRST, None, "grant", 3, "reject"),
        (result("70", 4), S.SCORED, K.FIRST, None, "grant", 4, "reject"),
        (result("70", 3, 4), S.SCORED, K.FIRST, None, "grant", 3, "reject"),
        (result("90", 5), S.SCORED, K.FIRST, None, "approve", 4, ""),
        (result("95", 4, 5), S.SCORED, K.FIRST, None, "approve", 4, "grant"),
        (result("95", 3, 4), S.SCORED, K.FIRST, None, "grant", 3, "reject"),
        (result("95", 4, 5), S.SCORED, K.UPGRADE, 4, "approve", 4, ""),
        (result("75", 4), S.SCORED, K.UPGRADE, 3, "grant", 4, "reject"),
        (result("75", 4), S.SCORED, K.UPGRADE, 4, "reject", None, ""),
        (result("55", 3), S.SCORED, K.RE_EVALUATION, 4, "grant", 3, "reject"),
        (result("90", 5), S.CENTRAL_SCORED, K.FIRST, None, "grant", 5, ""),
        (result("89.99", 4), S.CENTRAL_SCORED, K.FIRST, None, "fall_back", None, ""),
        (result("95", 4, 5), S.CENTRAL_SCORED, K.FIRST, None, "fall_back", None, ""),
        (result("89.99", 4), S.FALLEN_BACK, K.FIRST, None, "grant", 4, "reject"),
        (result("95", 4, 5), S.FALLEN_BACK, K.FIRST, None, "grant", 4, "reject"),
        (result("40", 2), S.FALLEN_BACK, K.FIRST, None, "reject", None, ""),
    ],
)
def test_a_result_leads_to(found, state, kind, held, outcome, star, also):
    verdict = verdict_of(found, state, kind, held)
    assert (verdict.outcome, verdict.star, " ".join(verdict.also)) == (outcome, star, also)


@pytest.mark.parametrize("state", [S.SCORED, S.FALLEN_BACK])
def test_a_clause_of_elimination_leaves_nothing_to_grant(state):
    assert verdict_of(result("99", 5), state, K.FIRST, None, is_eliminated=True).outcome == Outcome.REJECT
    assert (
        verdict_of(result("99", 5), S.CENTRAL_SCORED, K.FIRST, None, is_eliminated=True).outcome == Outcome.FALL_BACK
    )


def test_only_what_the_result_leads_to_is_chosen():
    verdict = verdict_of(result("75", 4), S.SCORED, K.FIRST, None)
    assert chosen_outcome(verdict, None, None) == Outcome.GRANT
    assert chosen_outcome(verdict, "reject", None) == Outcome.REJECT
    assert chosen_outcome(verdict, "grant", 4) == Outcome.GRANT
    for asked, star, code in (("approve", None, "outcome"), (None, 3, "star"), ("reject", 4, "star")):
        with pytest.raises(RuleBroken, match=f"{code}-contradicts"):
            chosen_outcome(verdict, asked, star)


def test_a_form_keeps_what_is_filled_in():
    assert check_form({"sex": "female", "phone": "", "introduction": None}) == {"sex": "female"}


@pytest.mark.parametrize(
    "form", [{"stars": "5"}, {"sex": "woman"}, {"representative": "x" * 201}, {"disability": "maybe"}]
)
def test_a_wrong_form_names_its_field(form):
    with pytest.raises(BadInput) as refusal:
        check_form(form)
    assert [one["field"] for one in refusal.value.faults] == [f"form.{name}" for name in form]


def test_notes_are_as_long_as_they_may():
    assert check_notes({"1.1": "x" * 1000, "1.2": None}) == {"1.1": "x" * 1000}
    with pytest.raises(BadInput, match="invalid"):
        check_notes({"1.1": "x" * 1001})

"""One product through years of dossiers and certificates, told to the services and to a small model side by side.

The model knows only lists and days. After each step both must agree: on what was refused and by which code, on the
dossier's state, on the rating of the day and on every certificate.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from ocop.config import locate
from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import OcopError
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.dossiers import Dossier
from ocop.services.assessments import begin_dossier, write_assessment
from ocop.services.certificates import ratings_on
from ocop.services.councils import close_council, write_scores
from ocop.services.dossiers import find_dossier, return_dossier, rubric_for, withdraw_dossier
from ocop.services.reports import report_dossier
from ocop.services.revocations import extend_certificate, revoke_certificate
from ocop.services.submissions import submit_dossier
from ocop.services.verdicts import decide
from ocop.services.work import reading, unit_of_work
from tests.dossiers import best_answers, sheet_worth
from tests.factories import NOW, actor

SEED = locate("seed_data")
FORM = {"representative": "Thạch Thị Sa Rây", "introduction": "Mật hoa dừa", "changes": "Bao bì mới"}
#: What a council may find: total, up to which star its gates are met, and the stars that come of it.
FINDINGS = {
    "49.99": (3, 2), "50.00": (3, 3), "69.99": (4, 3), "70.00": (4, 4), "89.99": (5, 4), "90.00": (5, 5),
    "100": (5, 5),
}  # fmt: skip
ONE_DAY = timedelta(days=1)


@dataclass
class Paper:
    """A certificate as the model remembers it."""

    star: int
    issued: date
    until: date
    extended: date | None = None
    revoked: date | None = None

    def last(self) -> date:
        return max(self.until, self.extended or self.until)


def three_years_after(day: date) -> date:
    """Return the same day three years later; 29 February becomes the 28th."""
    return (
        day.replace(year=day.year + 3, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 3)
    )


class World:
    """What the machine plays in: one store, its people, and a product for each life."""

    def __init__(self, app: Any, clock: Any, factories: Any) -> None:
        self.app, self.clock, self.factories = app, clock, factories
        self.assessors = {unit: self._assessor(factories.user("assessor", unit=unit)) for unit in ("86", "")}
        self.offices = {name: actor(name) for name in ("commune", "province", "ministry")}

    @staticmethod
    def _assessor(user: Any) -> Actor:
        return Actor(user.id, user.name, Role.ASSESSOR, unit_id=user.unit_id)


class Evaluation(RuleBasedStateMachine):
    """The life of one product."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.world.clock.set(NOW)
        self.product = self.world.factories.product(product_set=4)
        self.subject = actor("producer", subject=self.product.subject_id)
        self.state: str | None = None
        self.kind = ""
        self.is_whole = False
        self.finding: tuple[Decimal, int] | None = None
        self.scored_on: date | None = None
        self.is_potential = False
        self.papers: list[Paper] = []
        self.dossier_id = ""
        self.count = 0

    # -- help

    @property
    def today(self) -> date:
        return self.world.clock.today

    def attempt(self, act: Callable[[], Any], expected: str | None) -> Any:
        """Do something in a unit of work; it must be refused by the expected code, or pass."""
        found, code = None, None
        try:
            with unit_of_work():
                found = act()
        except OcopError as refusal:
            code = refusal.code
        assert code == expected, (self.state, self.kind, self.today)
        return found

    def held(self) -> Dossier:
        return find_dossier(self.subject, self.dossier_id, for_update=True)

    def current(self) -> Paper | None:
        return self.papers[-1] if self.papers else None

    def is_in_force(self) -> bool:
        paper = self.current()
        return paper is not None and paper.revoked is None and self.today <= paper.last()

    def against_kind(self, kind: str) -> str | None:
        paper = self.current()
        wrong = {
            "first": self.is_in_force(),
            "upgrade": not self.is_in_force() or (paper is not None and paper.star == 5),
            "re_evaluation": paper is None,
        }
        return "kind-contradicts" if wrong[kind] else None

    def out_of_turn(self, now: set[str], past: set[str]) -> str | None:
        """Return how a step is refused in this state, or None where it is the step's turn."""
        assert self.state is not None
        if self.state in now:
            return None
        over = {"granted", "rejected", "withdrawn"}
        return "dossier-past-step" if self.state in past | over else "dossier-not-ready"

    # -- the subject

    @rule(kind=st.sampled_from(("first", "upgrade", "re_evaluation")))
    def opens(self, kind: str) -> None:
        is_open = self.state not in (None, "granted", "rejected", "withdrawn")
        expected = self.against_kind(kind) or ("dossier-open" if is_open else None)
        made = self.attempt(
            lambda: begin_dossier(
                self.subject, self.world.clock(), self.today, self.product.code, kind=kind, folder=SEED
            ),
            expected,
        )
        if made is not None:
            self.dossier_id, self.state, self.kind, self.finding = made.id, "draft", kind, None
            self.world.clock.advance(days=1)  # facts are held by days: two decisions of one day have no order
            self.is_whole = made.carried_from is not None and all(made.form.get(name) for name in FORM)

    @precondition(lambda self: self.state is not None)
    @rule()
    def answers_everything(self) -> None:
        expected = self.out_of_turn({"draft", "returned"}, ANY)

        def act() -> None:
            dossier = self.held()
            answers = best_answers(rubric_for(dossier, SEED))
            write_assessment(self.subject, self.world.clock(), dossier, SEED, answers=answers, form=FORM)

        self.attempt(act, expected)
        self.is_whole = self.is_whole or expected is None

    @precondition(lambda self: self.state is not None)
    @rule()
    def submits(self) -> None:
        expected = self.out_of_turn({"draft", "returned"}, ANY)
        if expected is None:
            expected = None if self.is_whole else "dossier-incomplete"
        expected = expected or self.against_kind(self.kind) or self.too_early()
        self.attempt(
            lambda: submit_dossier(self.subject, self.world.clock(), self.today, self.held(), SEED), expected
        )
        self.state = self.state if expected else "submitted"

    def too_early(self) -> str | None:
        paper = self.current()
        if self.kind != "re_evaluation" or paper is None or not self.is_in_force():
            return None
        return "window-not-open" if self.today < paper.until - 180 * ONE_DAY else None

    @precondition(lambda self: self.state is not None)
    @rule()
    def withdraws(self) -> None:
        expected = self.out_of_turn({"draft", "returned", "submitted", "forwarded"}, ANY)
        self.attempt(lambda: withdraw_dossier(self.subject, self.world.clock(), self.held()), expected)
        self.state = self.state if expected else "withdrawn"

    # -- the offices

    @precondition(lambda self: self.state not in (None, "draft"))
    @rule(office=st.sampled_from(("commune", "province")))
    def is_returned(self, office: str) -> None:
        if (self.state == "forwarded") != (office == "province"):
            expected: str | None = "step-not-yours"
        else:
            expected = self.out_of_turn({"submitted", "forwarded"}, ANY)
        by = self.world.offices[office]
        self.attempt(lambda: return_dossier(by, self.world.clock(), self.held(), reasons=["Thiếu giấy"]), expected)
        self.state = self.state if expected else "returned"

    @precondition(lambda self: self.state not in (None, "draft"))
    @rule()
    def is_reported(self) -> None:
        expected = self.out_of_turn({"submitted"}, ANY - {"returned"})
        by = self.world.offices["commune"]
        self.attempt(lambda: report_dossier(by, self.world.clock(), self.today, self.held(), SEED), expected)
        self.state = self.state if expected else "forwarded"

    @precondition(lambda self: self.state in TO_SCORE)
    @rule(total=st.sampled_from(sorted(FINDINGS)))
    def is_scored(self, total: str) -> None:
        is_central = self.state == "approved"
        by = self.world.assessors["" if is_central else "86"]
        gates, star = FINDINGS[total]

        def act() -> None:
            dossier = self.held()
            points = {code: Decimal(one) for code, one in self.sheet(dossier, total, gates).items()}
            write_scores(by, self.world.clock(), self.today, dossier, SEED, points=points)
            office = self.world.offices["ministry" if is_central else "province"]
            close_council(office, self.world.clock(), self.today, dossier, SEED)

        self.attempt(act, None)
        self.state = "central_scored" if is_central else "scored"
        self.finding, self.scored_on = (Decimal(total), star), self.today

    @staticmethod
    def sheet(dossier: Dossier, total: str, gates: int) -> dict[str, str]:
        return sheet_worth(rubric_for(dossier, SEED), total, gates=gates)

    @precondition(lambda self: self.state not in (None, "draft", "submitted", "returned"))
    @rule(
        ago=st.sampled_from((0, 0, 0, 1, -1)), outcome=st.sampled_from((None, None, "grant", "approve", "reject")),
        why=st.booleans(),
    )  # fmt: skip
    def the_province_decides(self, ago: int, outcome: str | None, why: bool) -> None:
        expected = self.out_of_turn({"scored", "fallen_back"}, {"approved", "central_scoring", "central_scored"})
        self.decided("province", self.today - ago * ONE_DAY, outcome, why, expected)

    @precondition(lambda self: self.state in ("approved", "central_scored", "fallen_back", "scored"))
    @rule(ago=st.sampled_from((0, 0, 0, 1)))
    def the_ministry_decides(self, ago: int) -> None:
        expected = self.out_of_turn({"central_scored"}, {"fallen_back"})
        self.decided("ministry", self.today - ago * ONE_DAY, None, True, expected)

    def decided(self, office: str, day: date, outcome: str | None, why: bool, expected: str | None) -> None:
        """Decide, and let the model say what must come of it."""
        chosen, star = None, None
        if expected is None:
            assert self.scored_on is not None
            expected = "dates-contradict" if day > self.today or day < self.scored_on else None
        if expected is None:
            chosen, star, also = self.verdict(day)
            if outcome is not None and outcome not in (chosen, *also):
                expected = "outcome-contradicts"
            chosen = outcome or chosen
            if expected is None and chosen == "reject" and not why:
                expected = "reasons-missing"
        self.count += 1
        number = f"{self.count}/QĐ-{office}"
        by = self.world.offices[office]
        self.attempt(
            lambda: decide(
                by, self.world.clock(), self.today, self.held(), SEED, number=number, signed_on=day,
                outcome=outcome, why="Vì thế" if why else None, confirms_rubric=True,
            ),
            expected,
        )  # fmt: skip
        if expected is None:
            self.follow(str(chosen), star, day)

    def verdict(self, day: date) -> tuple[str, int | None, tuple[str, ...]]:
        """Return what follows from the finding, the stars it would give, and what else may be chosen."""
        assert self.finding is not None
        total, star = self.finding
        if self.state == "central_scored":
            return ("grant", 5, ()) if star == 5 else ("fall_back", None, ())
        paper, capped = self.current(), min(star, 4)
        is_held = paper is not None and paper.revoked is None and paper.issued <= day <= paper.last()
        lifts = self.kind != "upgrade" or capped > (paper.star if is_held and paper else 0)
        if self.state == "scored" and total >= 90 and star >= 4:
            return "approve", None, ("grant",) if star < 5 and lifts else ()
        return ("grant", capped, ("reject",)) if capped >= 3 and lifts else ("reject", None, ())

    def follow(self, outcome: str, star: int | None, day: date) -> None:
        if outcome == "grant":
            assert star is not None
            self.papers.append(Paper(star, day, three_years_after(day)))
            self.is_potential = False
        self.is_potential = {"approve": True, "fall_back": False}.get(outcome, self.is_potential)
        over = {"grant": "granted", "approve": "approved", "fall_back": "fallen_back", "reject": "rejected"}
        self.state = over[outcome]

    @rule(total=st.sampled_from(sorted(FINDINGS)), kind=st.sampled_from(("first", "upgrade", "re_evaluation")))
    def goes_on(self, total: str, kind: str) -> None:
        """Take the step that comes next, so that lives get far."""
        if self.state in (None, "granted", "rejected", "withdrawn"):
            self.opens(kind)
        elif self.state in ("draft", "returned"):
            self.answers_everything()
            self.submits()
        elif self.state == "submitted":
            self.is_reported()
        elif self.state in TO_SCORE:
            self.is_scored(total)
        elif self.state == "central_scored":
            self.the_ministry_decides(0)
        else:
            self.the_province_decides(0, None, True)

    @rule(totals=st.lists(st.sampled_from(sorted(FINDINGS)), min_size=4, max_size=9))
    def goes_on_and_on(self, totals: list[str]) -> None:
        """Take several steps in a row."""
        kind = "upgrade" if self.is_in_force() else "re_evaluation" if self.papers else "first"
        for total in totals:
            self.goes_on(total, kind)
            self.the_registry_agrees_with_the_model()

    # -- certificates and time

    def newest(self) -> Certificate:
        query = select(Certificate).where(Certificate.product_id == self.product.id)
        return list(db.session.scalars(query.order_by(Certificate.issued_on, Certificate.id)))[-1]

    def keeper(self) -> Actor:
        paper = self.current()
        return self.world.offices["ministry" if paper and paper.star == 5 else "province"]

    @precondition(lambda self: self.papers)
    @rule(ground=st.sampled_from(("false_dossier", "production_stopped")))
    def is_revoked(self, ground: str) -> None:
        paper = self.papers[-1]
        expected = None
        if paper.revoked is not None:
            expected = "certificate-revoked"
        elif not self.is_in_force():
            expected = "certificate-not-in-force"
        self.attempt(
            lambda: revoke_certificate(
                self.keeper(), self.world.clock(), self.today, self.newest(), number="9/QĐ", signed_on=self.today,
                ground=ground, why="Theo kết luận",
            ),
            expected,
        )  # fmt: skip
        if expected is None:
            paper.revoked = self.today

    @precondition(lambda self: self.papers)
    @rule(days=st.sampled_from((-1, 0, 1, 60, 180, 181)))
    def is_extended(self, days: int) -> None:
        paper = self.papers[-1]
        wanted = paper.until + days * ONE_DAY
        expected = None
        if paper.revoked is not None:
            expected = "certificate-revoked"
        elif self.today > paper.until + 180 * ONE_DAY:
            expected = "certificate-not-in-force"
        elif wanted <= paper.last():
            expected = "dates-contradict"
        elif days > 180:
            expected = "extension-too-long"
        self.attempt(
            lambda: extend_certificate(
                self.keeper(), self.world.clock(), self.today, self.newest(), extended_until=wanted, why="Nộp trễ"
            ),
            expected,
        )
        if expected is None:
            paper.extended = wanted

    @rule(days=st.sampled_from((1, 14, 100, 400)))
    def time_passes(self, days: int) -> None:
        self.world.clock.advance(days=days)

    @precondition(lambda self: self.papers)
    @rule(place=st.sampled_from((-181, -180, -120, 0, 1, 180, 181)))
    def time_comes_to_a_boundary(self, place: int) -> None:
        wanted = self.papers[-1].until + place * ONE_DAY
        if wanted > self.today:
            self.world.clock.set(wanted)

    @rule(year=st.sampled_from((2028, 2032)))
    def time_comes_to_a_leap_day(self, year: int) -> None:
        if date(year, 2, 29) > self.today:
            self.world.clock.set(date(year, 2, 29))

    # -- what must hold

    def rating(self) -> str:
        paper = self.current()
        if self.is_potential:
            return "potential_five_star"
        if paper is None:
            return "unrated"
        if paper.revoked is not None:
            return "revoked"
        return {3: "three_star", 4: "four_star", 5: "five_star"}[paper.star] if self.is_in_force() else "lapsed"

    @invariant()
    def the_registry_agrees_with_the_model(self) -> None:
        with reading():
            assert ratings_on([self.product.id], self.today)[self.product.id] == self.rating()
            if self.state is not None:
                found = db.session.get(Dossier, self.dossier_id, populate_existing=True)
                assert found is not None
                assert found.state == self.state
            query = select(Certificate).where(Certificate.product_id == self.product.id)
            rows = db.session.scalars(query.order_by(Certificate.issued_on, Certificate.id))
            kept = [(one.star, one.issued_on, one.valid_until, one.extended_until, one.revoked_on) for one in rows]
            assert kept == [(one.star, one.issued, one.until, one.extended, one.revoked) for one in self.papers]


ANY = {
    "returned", "submitted", "forwarded", "scoring", "scored", "approved", "central_scoring", "central_scored",
    "fallen_back",
}  # fmt: skip
TO_SCORE = ("forwarded", "approved", "fallen_back")
LIVES, STEPS = (200, 50) if "OCOP_SOAK" in os.environ else (10, 50)


@pytest.mark.soak
@pytest.mark.one_store("sqlite")
def test_the_services_and_a_small_model_agree_on_every_step(app, clock, factories) -> None:
    with app.app_context():
        Evaluation.world = World(app, clock, factories)
        run_state_machine_as_test(
            Evaluation,
            settings=settings(
                max_examples=LIVES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )

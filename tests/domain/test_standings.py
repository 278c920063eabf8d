"""Ratings of every day: tables of known stories, and any story at all against a model that counts day by day."""

import os
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ocop.domain.certificates import CertificateFacts, CertificateStatus, last_valid_day
from ocop.domain.ratings import Rating
from ocop.domain.standings import PotentialFacts, Standing, standings_of, superseded, with_outcomes
from tests.naive import naive_rating

ONE_DAY = timedelta(days=1)


def certificate(star: int, issued_on: date, **more: date | None) -> CertificateFacts:
    return CertificateFacts(star, issued_on, more.pop("valid_until", None) or last_valid_day(issued_on), **more)


def day(text: str) -> date:
    return date.fromisoformat(text)


FOUR = certificate(4, day("2024-12-20"))
_STORIES = {
    "nothing": ([], [], []),
    "one certificate lapses": (
        [FOUR],
        [],
        [("four_star", "2024-12-20", "2027-12-20"), ("lapsed", "2027-12-21", None)],
    ),
    "renewed before its end": (
        [certificate(3, day("2022-12-01")), certificate(3, day("2025-10-01"))],
        [],
        [("three_star", "2022-12-01", "2028-10-01"), ("lapsed", "2028-10-02", None)],
    ),
    "renewed after a gap": (
        [certificate(3, day("2022-01-01")), certificate(4, day("2025-06-01"))],
        [],
        [
            ("three_star", "2022-01-01", "2025-01-01"),
            ("lapsed", "2025-01-02", "2025-05-31"),
            ("four_star", "2025-06-01", "2028-06-01"),
            ("lapsed", "2028-06-02", None),
        ],
    ),
    "rated lower": (
        [FOUR, certificate(3, day("2025-12-20"))],
        [],
        [
            ("four_star", "2024-12-20", "2025-12-19"),
            ("three_star", "2025-12-20", "2028-12-20"),
            ("lapsed", "2028-12-21", None),
        ],
    ),
    "revoked": (
        [certificate(4, day("2024-12-20"), revoked_on=day("2025-03-01"))],
        [],
        [("four_star", "2024-12-20", "2025-02-28"), ("revoked", "2025-03-01", None)],
    ),
    "revoked after its end stays lapsed till then": (
        [certificate(3, day("2022-01-01"), revoked_on=day("2025-03-01"))],
        [],
        [
            ("three_star", "2022-01-01", "2025-01-01"),
            ("lapsed", "2025-01-02", "2025-02-28"),
            ("revoked", "2025-03-01", None),
        ],
    ),
    "extended": (
        [certificate(3, day("2023-01-10"), extended_until=day("2026-07-09"))],
        [],
        [("three_star", "2023-01-10", "2026-07-09"), ("lapsed", "2026-07-10", None)],
    ),
    "an older one does not come back when the newer is revoked": (
        [certificate(3, day("2024-01-01")), certificate(4, day("2025-01-01"), revoked_on=day("2025-06-01"))],
        [],
        [
            ("three_star", "2024-01-01", "2024-12-31"),
            ("four_star", "2025-01-01", "2025-05-31"),
            ("revoked", "2025-06-01", None),
        ],
    ),
    "potential without any certificate": (
        [],
        [PotentialFacts(day("2024-12-20"))],
        [("potential_five_star", "2024-12-20", None)],
    ),
    "potential ended by an officer, with no certificate": (
        [],
        [PotentialFacts(day("2024-12-20"), day("2025-02-01"))],
        [("potential_five_star", "2024-12-20", "2025-01-31"), ("unrated", "2025-02-01", None)],
    ),
    "potential goes before a valid four stars": (
        [FOUR],
        [PotentialFacts(day("2025-02-01"))],
        [("four_star", "2024-12-20", "2025-01-31"), ("potential_five_star", "2025-02-01", None)],
    ),
    "potential ended falls back on the four stars": (
        [FOUR],
        [PotentialFacts(day("2025-02-01"), day("2025-04-01"))],
        [
            ("four_star", "2024-12-20", "2025-01-31"),
            ("potential_five_star", "2025-02-01", "2025-03-31"),
            ("four_star", "2025-04-01", "2027-12-20"),
            ("lapsed", "2027-12-21", None),
        ],
    ),
    "the Ministry's five stars end the state": (
        [certificate(5, day("2025-07-01"))],
        [PotentialFacts(day("2025-02-01"))],
        [
            ("potential_five_star", "2025-02-01", "2025-06-30"),
            ("five_star", "2025-07-01", "2028-07-01"),
            ("lapsed", "2028-07-02", None),
        ],
    ),
    "five stars of before do not end a later state": (
        [certificate(5, day("2021-06-01"))],
        [PotentialFacts(day("2025-02-01"))],
        [
            ("five_star", "2021-06-01", "2024-06-01"),
            ("lapsed", "2024-06-02", "2025-01-31"),
            ("potential_five_star", "2025-02-01", None),
        ],
    ),
    "a state that ended as it began never was": (
        [],
        [PotentialFacts(day("2025-02-01"), day("2025-02-01"))],
        [],
    ),
}


@pytest.mark.parametrize("story", _STORIES)
def test_a_story_gives_its_standings(story: str) -> None:
    certificates, potentials, expected = _STORIES[story]

    assert standings_of(certificates, potentials) == [
        Standing(Rating(rating), day(first), day(last) if last else None) for rating, first, last in expected
    ]


def test_the_next_certificate_takes_the_place_of_the_one_before() -> None:
    later = certificate(3, day("2026-01-01"))

    first, second = superseded([later, FOUR])

    assert (first.star, first.superseded_on) == (4, day("2026-01-01"))
    assert first.status(day("2026-01-01")) == CertificateStatus.SUPERSEDED
    assert second.superseded_on is None


def test_an_officer_may_end_a_state_before_the_ministry_does() -> None:
    (state,) = with_outcomes(
        [PotentialFacts(day("2025-01-01"), day("2025-02-01"))], [certificate(5, day("2025-06-01"))]
    )

    assert state.ended_on == day("2025-02-01")


# -- any story


def held(on: date, standings: list[Standing]) -> Rating:
    found = [one for one in standings if one.from_on <= on and (one.to_on is None or on <= one.to_on)]
    assert len(found) <= 1
    return found[0].rating if found else Rating.UNRATED


def days_of_interest(certificates: list[CertificateFacts], potentials: list[PotentialFacts]) -> set[date]:
    marks = {mark for one in certificates for mark in (one.issued_on, one.valid_until, one.extended_until)}
    marks |= {one.revoked_on for one in certificates}
    marks |= {mark for state in potentials for mark in (state.since_on, state.ended_on)}
    return {mark + ONE_DAY * offset for mark in marks if mark for offset in (-1, 0, 1)}


START = date(2022, 1, 1)
days = st.integers(0, 120).map(lambda number: START + ONE_DAY * number)


@st.composite
def certificates_of_any_kind(draw: st.DrawFn) -> CertificateFacts:
    issued_on = draw(days)
    valid_until = issued_on + ONE_DAY * draw(st.integers(0, 40))
    extended = draw(st.none() | st.integers(0, 20).map(lambda number: valid_until + ONE_DAY * number))
    revoked = draw(st.none() | st.integers(0, 80).map(lambda number: issued_on + ONE_DAY * number))
    return CertificateFacts(draw(st.sampled_from((3, 4, 5))), issued_on, valid_until, extended, revoked)


@st.composite
def states_of_any_kind(draw: st.DrawFn) -> PotentialFacts:
    since = draw(days)
    return PotentialFacts(since, draw(st.none() | st.integers(0, 60).map(lambda number: since + ONE_DAY * number)))


@settings(max_examples=300, deadline=None)
@given(st.lists(certificates_of_any_kind(), max_size=5), st.lists(states_of_any_kind(), max_size=3))
def test_standings_equal_a_count_of_every_day(
    certificates: list[CertificateFacts], potentials: list[PotentialFacts]
) -> None:
    standings = standings_of(certificates, potentials)

    for number in range(-2, 260):
        on = START + ONE_DAY * number
        assert held(on, standings) == naive_rating(on, certificates, potentials), on


@given(st.lists(certificates_of_any_kind(), max_size=5), st.lists(states_of_any_kind(), max_size=3))
def test_standings_follow_one_another_without_gaps(
    certificates: list[CertificateFacts], potentials: list[PotentialFacts]
) -> None:
    standings = standings_of(certificates, potentials)

    for one, following in pairwise(standings):
        assert one.to_on is not None
        assert one.to_on >= one.from_on
        assert following.from_on == one.to_on + ONE_DAY
        assert following.rating != one.rating
    assert not standings or standings[-1].to_on is None


class LifeOfAProduct(RuleBasedStateMachine):
    """What offices do to one product in years, told to the rules and to a model that knows only lists."""

    def __init__(self) -> None:
        super().__init__()
        self.today = date(2023, 3, 1)
        self.certificates: list[CertificateFacts] = []
        self.potentials: list[PotentialFacts] = []

    @rule(days=st.integers(1, 500))
    def time_passes(self, days: int) -> None:
        self.today += ONE_DAY * days

    @rule(star=st.sampled_from((3, 4, 5)), ago=st.integers(0, 60))
    def an_office_grants_stars(self, star: int, ago: int) -> None:
        self.certificates.append(certificate(star, self.today - ONE_DAY * ago))

    @rule(ago=st.integers(0, 30))
    def a_council_gives_ninety_points(self, ago: int) -> None:
        self.potentials.append(PotentialFacts(self.today - ONE_DAY * ago))

    @precondition(lambda self: any(state.ended_on is None for state in self.potentials))
    @rule()
    def an_officer_ends_the_state(self) -> None:
        self.potentials = [PotentialFacts(one.since_on, one.ended_on or self.today) for one in self.potentials]

    @precondition(lambda self: self.certificates)
    @rule(data=st.data())
    def an_office_revokes(self, data: st.DataObject) -> None:
        self._change(data, revoked_on=self.today)

    @precondition(lambda self: self.certificates)
    @rule(data=st.data(), days=st.integers(1, 180))
    def an_officer_extends(self, data: st.DataObject, days: int) -> None:
        self._change(data, extended_days=days)

    def _change(self, data: st.DataObject, *, revoked_on: date | None = None, extended_days: int = 0) -> None:
        place = data.draw(st.integers(0, len(self.certificates) - 1))
        old = self.certificates[place]
        extended = old.valid_until + ONE_DAY * extended_days if extended_days else old.extended_until
        self.certificates[place] = CertificateFacts(
            old.star, old.issued_on, old.valid_until, extended, old.revoked_on or revoked_on
        )

    @invariant()
    def the_rules_agree_with_the_model(self) -> None:
        standings = standings_of(self.certificates, self.potentials)
        for on in days_of_interest(self.certificates, self.potentials) | {self.today}:
            assert held(on, standings) == naive_rating(on, self.certificates, self.potentials), on

    @invariant()
    def one_certificate_at_most_is_in_force(self) -> None:
        on = self.today
        in_force = [one for one in superseded(self.certificates) if one.is_in_force(on)]
        assert len(in_force) <= 1
        if in_force and held(on, standings_of(self.certificates, self.potentials)) in (
            Rating.THREE_STAR,
            Rating.FOUR_STAR,
            Rating.FIVE_STAR,
        ):
            assert held(on, standings_of(self.certificates, [])) == naive_rating(on, in_force, [])


LIVES, STEPS = (500, 100) if "OCOP_SOAK" in os.environ else (60, 25)
LifeOfAProduct.TestCase.settings = settings(max_examples=LIVES, stateful_step_count=STEPS, deadline=None)
TestLifeOfAProduct = pytest.mark.soak(LifeOfAProduct.TestCase)

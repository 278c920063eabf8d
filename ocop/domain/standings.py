"""Standings: which rating a product holds on every day, past or coming.

The intervals follow from the certificates and the states of potential five star alone; they are written
again, in the same transaction, whenever one of those facts changes, and every count of any day reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest

from ocop.domain.certificates import CertificateFacts
from ocop.domain.ratings import RATING_OF_STAR, Rating


@dataclass(frozen=True)
class PotentialFacts:
    """A council's 90 points and more, approved and sent to the Ministry; `ended_on` is the first day without it."""

    since_on: date
    ended_on: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether the state holds on a day."""
        return self.since_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True)
class Standing:
    """One rating held from a day to a day, both inclusive; `to_on` None has no end in sight."""

    rating: Rating
    from_on: date
    to_on: date | None


def superseded(certificates: Sequence[CertificateFacts]) -> list[CertificateFacts]:
    """Return the certificates in order of issue, each with the day on which the next one took its place."""
    ordered = sorted(certificates, key=lambda one: one.issued_on)
    following = [one.issued_on for one in ordered[1:]]
    return [replace(one, superseded_on=day) for one, day in zip_longest(ordered, following)]


def with_outcomes(
    potentials: Sequence[PotentialFacts], certificates: Sequence[CertificateFacts]
) -> list[PotentialFacts]:
    """Return the states of potential five star, each ended at the latest by the Ministry's five stars."""
    five_stars = sorted(one.issued_on for one in certificates if one.star == 5)
    ended = []
    for state in potentials:
        outcome = next((day for day in five_stars if day >= state.since_on), None)
        days = [day for day in (state.ended_on, outcome) if day is not None]
        ended.append(replace(state, ended_on=min(days, default=None)))
    return ended


def rating_on(day: date, certificates: Sequence[CertificateFacts], potentials: Sequence[PotentialFacts]) -> Rating:
    """Return the rating of a day from facts prepared by `superseded` and `with_outcomes`.

    Potential five star goes before a valid four star; a newer certificate takes an older one's place
    for good, even if the newer one then ends.
    """
    if any(state.holds(day) for state in potentials):
        return Rating.POTENTIAL_FIVE_STAR
    issued = [one for one in certificates if one.issued_on <= day]
    if not issued:
        return Rating.UNRATED
    current = issued[-1]
    if current.revoked_on is not None and current.revoked_on <= day:
        return Rating.REVOKED
    return RATING_OF_STAR[current.star] if day <= current.last_day else Rating.LAPSED


def standings_of(
    certificates: Sequence[CertificateFacts], potentials: Sequence[PotentialFacts] = ()
) -> list[Standing]:
    """Return the ratings that a product holds, day by day, as intervals in order without gaps.

    Before the first interval the product is unrated; an interval of `unrated` appears only where a
    state of potential five star ended with no certificate at all.
    """
    certificates, potentials = superseded(certificates), with_outcomes(potentials, certificates)
    turns = {one.issued_on for one in certificates} | {state.since_on for state in potentials}
    turns |= {one.last_day + timedelta(days=1) for one in certificates}
    turns |= {one.revoked_on for one in certificates if one.revoked_on}
    turns |= {state.ended_on for state in potentials if state.ended_on}
    held: list[Standing] = []
    for day in sorted(turns):
        rating = rating_on(day, certificates, potentials)
        last = held[-1] if held else None
        if rating == (last.rating if last else Rating.UNRATED):
            continue
        if last:
            held[-1] = replace(last, to_on=day - timedelta(days=1))
        held.append(Standing(rating, day, None))
    return held

"""The programme's rule of ratings, told day by day without any of the registry's own cleverness."""

from collections.abc import Sequence
from datetime import date

from ocop.domain.certificates import CertificateFacts
from ocop.domain.ratings import Rating
from ocop.domain.standings import PotentialFacts

_STARS = {3: Rating.THREE_STAR, 4: Rating.FOUR_STAR, 5: Rating.FIVE_STAR}


def naive_rating(
    on: date, certificates: Sequence[CertificateFacts], potentials: Sequence[PotentialFacts] = ()
) -> Rating:
    """Say what a product holds on a day; of two certificates of one day the later in the list is the newer."""
    for state in potentials:
        five = [one for one in certificates if one.star == 5 and state.since_on <= one.issued_on <= on]
        if state.since_on <= on and not five and (state.ended_on is None or on < state.ended_on):
            return Rating.POTENTIAL_FIVE_STAR
    newest = None
    for one in certificates:
        if one.issued_on <= on and (newest is None or one.issued_on >= newest.issued_on):
            newest = one
    if newest is None:
        return Rating.UNRATED
    if newest.revoked_on and newest.revoked_on <= on:
        return Rating.REVOKED
    is_in_time = on <= newest.valid_until or (newest.extended_until is not None and on <= newest.extended_until)
    return _STARS[newest.star] if is_in_time else Rating.LAPSED

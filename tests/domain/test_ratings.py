"""Stars from points, and the words for what a product holds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.ratings import (
    OTHER,
    RATING_OF_STAR,
    RATING_WORDS,
    RECOGNISED,
    STAR_OF_RATING,
    STARS,
    Rating,
    stars_for,
)
from ocop.domain.refusals import RuleBroken


@pytest.mark.parametrize(
    ("score", "stars"),
    [
        ("0", 1),
        ("29.99", 1),
        ("30", 2),
        ("49.99", 2),
        ("49.9999999999", 2),
        ("50", 3),
        ("69.99", 3),
        ("69.999", 3),
        ("70", 4),
        ("70.00", 4),
        ("89.5", 4),
        ("89.99", 4),
        ("90", 5),
        ("100", 5),
        ("100.00", 5),
    ],
)
def test_a_score_earns_the_stars_of_its_band(score: str, stars: int) -> None:
    assert stars_for(Decimal(score)) == stars


@pytest.mark.parametrize("score", ["-0.01", "100.01", "NaN", "Infinity", "-Infinity"])
def test_a_score_outside_a_hundred_is_refused(score: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        stars_for(Decimal(score))

    assert refused.value.code == "score-out-of-range"


def test_another_regime_may_have_other_floors() -> None:
    floors = ((Decimal(80), 5), (Decimal(0), 1))

    assert (stars_for(Decimal("80"), floors), stars_for(Decimal("79.99"), floors)) == (5, 1)


@given(st.decimals(0, 100, places=4), st.decimals(0, 100, places=4))
def test_more_points_never_earn_fewer_stars(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))

    assert stars_for(low) <= stars_for(high)


def test_every_rating_is_either_recognised_or_other() -> None:
    assert sorted([*RECOGNISED, *OTHER]) == sorted(Rating)
    assert set(RATING_WORDS) == set(Rating)


def test_potential_five_star_is_no_star() -> None:
    assert Rating.POTENTIAL_FIVE_STAR in RECOGNISED
    assert Rating.POTENTIAL_FIVE_STAR not in STAR_OF_RATING
    assert tuple(RATING_OF_STAR) == STARS

"""Ratings (hạng sao): what a product holds on a day, and the stars that points earn."""

from decimal import Decimal
from enum import StrEnum

from ocop.domain.refusals import RuleBroken


class Rating(StrEnum):
    """What a product holds on a day. Potential five star is a state of the product, not a star."""

    THREE_STAR = "three_star"
    FOUR_STAR = "four_star"
    POTENTIAL_FIVE_STAR = "potential_five_star"
    FIVE_STAR = "five_star"
    LAPSED = "lapsed"
    REVOKED = "revoked"
    UNRATED = "unrated"


#: Ratings that count as recognised; the sum over them is the province's total.
RECOGNISED = (Rating.THREE_STAR, Rating.FOUR_STAR, Rating.POTENTIAL_FIVE_STAR, Rating.FIVE_STAR)
#: Ratings that stand outside the total.
OTHER = (Rating.LAPSED, Rating.REVOKED, Rating.UNRATED)
#: Stars that a decision recognises; one and two stars get none (QĐ 26/2026/QĐ-TTg, Điều 4 khoản 1a).
STARS = (3, 4, 5)
RATING_OF_STAR = {3: Rating.THREE_STAR, 4: Rating.FOUR_STAR, 5: Rating.FIVE_STAR}
STAR_OF_RATING = {rating: star for star, rating in RATING_OF_STAR.items()}

#: What people read for each rating.
RATING_WORDS = {
    Rating.FIVE_STAR: "5 sao",
    Rating.POTENTIAL_FIVE_STAR: "Tiềm năng 5 sao",
    Rating.FOUR_STAR: "4 sao",
    Rating.THREE_STAR: "3 sao",
    Rating.LAPSED: "Hết hạn",
    Rating.REVOKED: "Bị thu hồi",
    Rating.UNRATED: "Chưa xếp hạng",
}

#: Lowest score, inclusive, that earns each number of stars (QĐ 26/2026/QĐ-TTg, Điều 3 khoản 3).
STAR_FLOORS = ((Decimal(90), 5), (Decimal(70), 4), (Decimal(50), 3), (Decimal(30), 2), (Decimal(0), 1))


def stars_for(score: Decimal, floors: tuple[tuple[Decimal, int], ...] = STAR_FLOORS) -> int:
    """Return the stars that a score out of 100 earns, before any gate.

    Bands are half-open, and a council's average is never rounded up across a floor: 69.99 is three stars.
    Raises RuleBroken `score-out-of-range` outside 0..100.

    >>> stars_for(Decimal("69.99")), stars_for(Decimal(70))
    (3, 4)
    """
    if not (score.is_finite() and 0 <= score <= 100):
        raise RuleBroken("score-out-of-range", "Điểm %(score)s phải từ 0 đến 100.", field="score", score=score)
    return next(star for floor, star in floors if score >= floor)

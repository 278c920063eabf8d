"""Regimes (bộ quy định): the dated rule set that a decision was made under."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ocop.domain.refusals import NotAllowed, RuleBroken
from ocop.domain.units import Level


@dataclass(frozen=True)
class Regime:
    """One dated rule set: the floors of the stars and who decides which star.

    `deciders` maps a star (3, 4, 5) to the tier whose decision grants it. Days are inclusive.
    """

    id: str
    valid_from: date
    valid_to: date | None
    floors: tuple[tuple[Decimal, int], ...]
    deciders: dict[int, Level]
    validity_months: int = 36

    def covers(self, day: date) -> bool:
        """Tell whether the rule set is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def regime_on(day: date, regimes: Sequence[Regime]) -> Regime:
    """Return the rule set of a day; where two overlap in a transition, the newer one.

    Raises RuleBroken `dates-contradict` before the first of them.
    """
    in_force = [regime for regime in regimes if regime.covers(day)]
    if not in_force:
        raise RuleBroken(
            "dates-contradict",
            "Ngày ký %(day)s không thuộc thời gian hiệu lực của bộ quy định OCOP nào.",
            field="signed_on",
            day=day.strftime("%d/%m/%Y"),
        )
    return max(in_force, key=lambda regime: regime.valid_from)


_LEVEL_WORDS = {
    Level.MINISTRY: "Bộ",
    Level.PROVINCE: "cấp tỉnh",
    Level.DISTRICT: "cấp huyện",
    Level.COMMUNE: "cấp xã",
}


def check_decider(level: Level, star: int, day: date, regimes: Sequence[Regime]) -> Regime:
    """Return the regime under which this tier grants this star on that day.

    Raises NotAllowed `star-not-yours` where no regime ever lets the tier grant the star, and RuleBroken
    `regime-forbids` where the regime of that day does not.
    """
    if not any(regime.deciders.get(star) == level for regime in regimes):
        raise NotAllowed(
            "star-not-yours",
            "%(level)s không có thẩm quyền công nhận %(star)s sao.",
            field="star",
            level=_LEVEL_WORDS[level].capitalize(),
            star=star,
        )
    regime = regime_on(day, regimes)
    if regime.deciders.get(star) != level:
        raise RuleBroken(
            "regime-forbids",
            "Theo bộ quy định %(regime)s ngày %(day)s, %(star)s sao do %(decider)s quyết định, không phải %(level)s.",
            field="unit_code",
            regime=regime.id,
            day=day.strftime("%d/%m/%Y"),
            star=star,
            decider=_LEVEL_WORDS[regime.deciders[star]],
            level=_LEVEL_WORDS[level],
        )
    return regime

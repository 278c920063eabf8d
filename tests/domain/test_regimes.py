"""Which rule set a day has, and who decides which star under it."""

from datetime import date
from decimal import Decimal

import pytest

from ocop.domain.ratings import stars_for
from ocop.domain.refusals import NotAllowed, OcopError, RuleBroken
from ocop.domain.regimes import Regime, check_decider, regime_on
from ocop.domain.units import Level

_FLOORS = ((Decimal(90), 5), (Decimal(70), 4), (Decimal(50), 3), (Decimal(30), 2), (Decimal(0), 1))
_BY_PROVINCE = {3: Level.PROVINCE, 4: Level.PROVINCE, 5: Level.MINISTRY}
_BY_DISTRICT = {3: Level.DISTRICT, 4: Level.PROVINCE, 5: Level.MINISTRY}
REGIMES = [
    Regime("1048", date(2019, 8, 21), date(2023, 2, 23), _FLOORS, _BY_PROVINCE),
    Regime("148", date(2023, 2, 24), date(2025, 7, 5), _FLOORS, _BY_DISTRICT),
    Regime("148+1489", date(2025, 7, 6), date(2026, 7, 21), _FLOORS, _BY_PROVINCE),
    Regime("26/2026", date(2026, 5, 22), None, _FLOORS, _BY_PROVINCE),
]
#: One day under each.
DAYS = {
    "1048": date(2022, 12, 20),
    "148": date(2024, 12, 20),
    "148+1489": date(2025, 12, 20),
    "26/2026": date(2026, 11, 20),
}


@pytest.mark.parametrize(
    ("day", "regime"),
    [
        (date(2019, 8, 21), "1048"),
        (date(2023, 2, 23), "1048"),
        (date(2023, 2, 24), "148"),
        (date(2025, 7, 5), "148"),
        (date(2025, 7, 6), "148+1489"),
        (date(2026, 5, 21), "148+1489"),
        (date(2026, 5, 22), "26/2026"),
        (date(2026, 7, 21), "26/2026"),
        (date(2026, 7, 22), "26/2026"),
        (date(2040, 1, 1), "26/2026"),
    ],
)
def test_a_day_has_the_newest_regime_in_force(day: date, regime: str) -> None:
    assert regime_on(day, REGIMES).id == regime
    assert regime_on(day, list(reversed(REGIMES))).id == regime


def test_before_the_first_regime_nothing_is_decided() -> None:
    with pytest.raises(RuleBroken) as refused:
        regime_on(date(2019, 8, 20), REGIMES)

    assert (refused.value.code, refused.value.field) == ("dates-contradict", "signed_on")
    assert "20/08/2019" in refused.value.message


def _outcome(level: Level, star: int, regime: str) -> str:
    try:
        return check_decider(level, star, DAYS[regime], REGIMES).id
    except OcopError as refusal:
        return refusal.code


_NEVER = "star-not-yours"
#: What each tier may grant, star by star, under each regime in the order of REGIMES.
_MATRIX = {
    (Level.COMMUNE, 3): [_NEVER] * 4,
    (Level.COMMUNE, 4): [_NEVER] * 4,
    (Level.COMMUNE, 5): [_NEVER] * 4,
    (Level.DISTRICT, 3): ["regime-forbids", "148", "regime-forbids", "regime-forbids"],
    (Level.DISTRICT, 4): [_NEVER] * 4,
    (Level.DISTRICT, 5): [_NEVER] * 4,
    (Level.PROVINCE, 3): ["1048", "regime-forbids", "148+1489", "26/2026"],
    (Level.PROVINCE, 4): ["1048", "148", "148+1489", "26/2026"],
    (Level.PROVINCE, 5): [_NEVER] * 4,
    (Level.MINISTRY, 3): [_NEVER] * 4,
    (Level.MINISTRY, 4): [_NEVER] * 4,
    (Level.MINISTRY, 5): ["1048", "148", "148+1489", "26/2026"],
}


@pytest.mark.parametrize(("level", "star"), _MATRIX)
def test_only_the_tier_of_the_regime_grants_a_star(level: Level, star: int) -> None:
    assert [_outcome(level, star, regime) for regime in DAYS] == _MATRIX[level, star]


def test_what_a_regime_forbids_names_who_decides() -> None:
    with pytest.raises(RuleBroken) as refused:
        check_decider(Level.PROVINCE, 3, DAYS["148"], REGIMES)

    assert "cấp huyện" in refused.value.message
    assert "148" in refused.value.message


def test_a_star_that_nobody_gives_is_nobody_s() -> None:
    with pytest.raises(NotAllowed):
        check_decider(Level.PROVINCE, 2, DAYS["26/2026"], REGIMES)


def test_a_regime_s_floors_are_those_of_its_scores() -> None:
    assert stars_for(Decimal(70), regime_on(DAYS["148"], REGIMES).floors) == 4

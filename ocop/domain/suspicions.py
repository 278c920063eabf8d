"""Suspicions: what the looks at one item may say about copied labels; a person decides, and buyers see no verdict.

many_places     more devices in more areas within some days than one item is shown to
after_recall    looked at while its lot was recalled
void_label      looked at although its label is void
before_made     looked at before its lot was made
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from ocop.domain.refusals import RuleBroken


class Rule(StrEnum):
    """What raises a suspicion, once for each item."""

    MANY_PLACES = "many_places"
    AFTER_RECALL = "after_recall"
    VOID_LABEL = "void_label"
    BEFORE_MADE = "before_made"


class SuspicionState(StrEnum):
    """What became of a suspicion."""

    OPEN = "open"
    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"


RULE_WORDS = {
    Rule.MANY_PLACES: "Một mã được xem ở nhiều nơi",
    Rule.AFTER_RECALL: "Được xem sau khi lô bị thu hồi",
    Rule.VOID_LABEL: "Được xem trên nhãn đã hủy",
    Rule.BEFORE_MADE: "Được xem trước ngày sản xuất của lô",
}
STATE_WORDS = {
    SuspicionState.OPEN: "Chờ xem xét",
    SuspicionState.DISMISSED: "Không đáng ngờ",
    SuspicionState.CONFIRMED: "Có vấn đề",
}
#: The longest stretch over which looks can be counted: they are kept singly so long.
_MOST_DAYS = 30
_NUMBERS = {"devices": (1, 100_000), "areas": (0, 400), "days": (1, _MOST_DAYS)}


@dataclass(frozen=True)
class Thresholds:
    """When a rule speaks. `areas` 0 asks for no areas, for who has no table of them."""

    devices: int = 20
    areas: int = 5
    days: int = 7
    rules: frozenset[Rule] = field(default_factory=lambda: frozenset(Rule))


def parse_thresholds(text: str) -> Thresholds:
    """Read thresholds as an operator writes them; what is not named stays. Raises RuleBroken `setting-malformed`.

    >>> parse_thresholds("devices=50 areas=0 rules=many_places,void_label").devices
    50
    """
    wanted: dict[str, Any] = {}
    for part in text.split():
        name, _, value = part.partition("=")
        if name == "rules" and name not in wanted and set(value.split(",")) <= {str(rule) for rule in Rule}:
            wanted[name] = frozenset(Rule(one) for one in value.split(","))
        elif name in _NUMBERS and name not in wanted and _is_within(value, *_NUMBERS[name]):
            wanted[name] = int(value)
        else:
            raise RuleBroken(
                "setting-malformed",
                "OCOP_SUSPICION cần dạng “devices=20 areas=5 days=7 rules=many_places,void_label”; sai ở “%(part)s”.",
                part=part[:60],
            )
    return Thresholds(**wanted)


def _is_within(value: str, least: int, most: int) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 7 and least <= int(value) <= most


@dataclass(frozen=True)
class Seen:
    """What is known of the looks at one item. `devices` and `by_area` are those of the last days alone."""

    devices: int
    by_area: Mapping[str, int]
    first_on: date
    last_on: date
    void_scans: int
    recalled_scans: int
    made_on: date | None


def suspicions_in(seen: Seen, thresholds: Thresholds) -> dict[Rule, dict[str, Any]]:
    """Return the rules that speak, each with its evidence as plain data: counts, areas and days, nobody."""
    last = {"last_on": seen.last_on.isoformat()}
    found: dict[Rule, dict[str, Any]] = {}
    if seen.devices > thresholds.devices and (not thresholds.areas or len(seen.by_area) > thresholds.areas):
        found[Rule.MANY_PLACES] = {
            "devices": seen.devices,
            "days": thresholds.days,
            "areas": dict(sorted(seen.by_area.items(), key=lambda one: (-one[1], one[0]))),
            **last,
        }
    if seen.recalled_scans:
        found[Rule.AFTER_RECALL] = {"scans": seen.recalled_scans, **last}
    if seen.void_scans:
        found[Rule.VOID_LABEL] = {"scans": seen.void_scans, **last}
    if seen.made_on is not None and seen.first_on < seen.made_on:
        found[Rule.BEFORE_MADE] = {"first_on": seen.first_on.isoformat(), "made_on": seen.made_on.isoformat()}
    return {rule: evidence for rule, evidence in found.items() if rule in thresholds.rules}

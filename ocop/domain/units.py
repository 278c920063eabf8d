"""Administrative units: dated, with successors; codes are zero-padded strings and repeat over time."""

from enum import StrEnum


class Level(StrEnum):
    """The tiers of administration; districts ended on 01/07/2025."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


#: How long a code of each tier is.
CODE_LENGTHS = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.COMMUNE}


def level_of(code: str) -> Level | None:
    """Return the tier that a code's length tells, or None for what can be no code.

    >>> level_of("842")
    <Level.DISTRICT: 'district'>
    """
    return CODE_LENGTHS.get(len(code)) if code.isascii() and code.isdigit() else None

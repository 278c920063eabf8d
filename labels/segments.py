"""Segments: a text cut into the stretches whose QR modes need the fewest bits (ISO/IEC 18004, 7.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, MODE_NUMBER, QRData, length_in_bits

Mode = Literal["numeric", "alphanumeric", "byte"]

DIGITS = "0123456789"
#: The 45 characters of alphanumeric mode, in the order of their values (ISO/IEC 18004, table 5).
ALPHANUMERICS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
MODES: tuple[Mode, ...] = ("numeric", "alphanumeric", "byte")
#: Mode -> the number by which `qrcode` and the symbol itself know it.
NUMBERS: dict[Mode, int] = {"numeric": MODE_NUMBER, "alphanumeric": MODE_ALPHA_NUM, "byte": MODE_8BIT_BYTE}
#: Sixths of a bit that one character costs, so that thirds and halves of bits stay whole numbers.
_SIXTHS: dict[Mode, int] = {"numeric": 20, "alphanumeric": 33, "byte": 48}


@dataclass(frozen=True)
class Segment:
    """The characters from `start` up to `end` of a text, in one mode."""

    mode: Mode
    start: int
    end: int


def narrowest(character: str) -> Mode:
    """Return the narrowest mode that has a character.

    >>> narrowest("7"), narrowest("/"), narrowest("a")
    ('numeric', 'alphanumeric', 'byte')
    """
    if character in DIGITS:
        return "numeric"
    return "alphanumeric" if character in ALPHANUMERICS else "byte"


@lru_cache(maxsize=1024)
def segments_of(modes: Sequence[Mode], version: int) -> tuple[Segment, ...]:
    """Return the segments that need the fewest bits in a symbol of a version, and among equals the fewest.

    `modes` are the narrowest modes of the characters, one by one. Every character may also stand in a wider
    mode; a change costs a header, and a segment's last bits are rounded up to whole ones.
    """
    heads = {mode: 6 * (4 + length_in_bits(NUMBERS[mode], version)) for mode in MODES}
    costs: dict[Mode | None, tuple[int, int]] = {None: (0, 0)}
    trail: list[dict[Mode, Mode | None]] = []
    for narrow in modes:
        now: dict[Mode | None, tuple[int, int]] = {}
        came: dict[Mode, Mode | None] = {}
        for mode in MODES[MODES.index(narrow) :]:
            ways = {
                before: (cost, changes) if before == mode else (-(-cost // 6) * 6 + heads[mode], changes + 1)
                for before, (cost, changes) in costs.items()
            }
            came[mode] = min(ways, key=lambda before: ways[before])
            cost, changes = ways[came[mode]]
            now[mode] = cost + _SIXTHS[mode], changes
        costs = now
        trail.append(came)
    return _traced(trail, min(costs, key=lambda mode: (-(-costs[mode][0] // 6), costs[mode][1])))


def _traced(trail: Sequence[dict[Mode, Mode | None]], last: Mode | None) -> tuple[Segment, ...]:
    """Return the segments on the way back from the last character."""
    found: list[Segment] = []
    for place in reversed(range(len(trail))):
        assert last is not None
        if found and found[-1].mode == last and found[-1].start == place + 1:
            found[-1] = Segment(last, place, found[-1].end)
        else:
            found.append(Segment(last, place, place + 1))
        last = trail[place][last]
    return tuple(reversed(found))


def chunks_of(text: str, version: int) -> list[QRData]:
    """Return a text as `qrcode` takes it, in the cheapest segments for a version."""
    found = segments_of(tuple(narrowest(character) for character in text), version)
    return [QRData(text[one.start : one.end].encode(), mode=NUMBERS[one.mode], check_data=False) for one in found]

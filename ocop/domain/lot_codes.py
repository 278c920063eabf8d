"""Codes of the next lot: what follows the last one, and what a harvest or a purchase is called by its day."""

import re
from collections.abc import Collection
from datetime import date

_NUMBER = re.compile(r"^(.*?)([0-9]+)$")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: AI (10) holds no more.
_LONGEST = 20


def following(code: str) -> str:
    """Return the code after one: a last letter or a last number goes one further.

    >>> [following(code) for code in ("L2411A", "L2411Z", "ME-09", "ME-99", "LO")]
    ['L2411B', 'L2411Z-2', 'ME-10', 'ME-100', 'LO-2']
    """
    counted = _NUMBER.match(code)
    if counted:
        number = str(int(counted[2]) + 1).zfill(len(counted[2]))
        return _fitting(counted[1], number)
    before, last = code[:-1], code[-1:]
    if last in _LETTERS[:-1] and before[-1:].isdigit():
        return before + _LETTERS[_LETTERS.index(last) + 1]
    return _fitting(code, "-2")


def _fitting(stem: str, ending: str) -> str:
    return (stem[: max(0, _LONGEST - len(ending))] + ending)[:_LONGEST]


def next_code(last: str, taken: Collection[str]) -> str:
    """Return the first code after the last one that is free."""
    code = following(last)
    while code in taken:
        code = following(code)
    return code


def code_of_day(day: date, taken: Collection[str]) -> str:
    """Return a code for a product's first lot of a day: L261123, then L261123B and so on.

    >>> code_of_day(date(2026, 11, 23), {"L261123"})
    'L261123B'
    """
    stem = f"L{day:%y%m%d}"
    first = next((stem + letter for letter in ("", *_LETTERS[1:]) if stem + letter not in taken), None)
    return first or next_code(f"{stem}-1", taken)


def raw_code(letter: str, day: date, taken: Collection[str]) -> str:
    """Return the code of the next harvest (H) or purchase (M) of a day.

    >>> raw_code("H", date(2026, 11, 23), {"H-261123-1"})
    'H-261123-2'
    """
    stem = f"{letter}-{day:%y%m%d}-"
    number = 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"

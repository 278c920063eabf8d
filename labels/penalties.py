"""Penalties: how hard a QR is on a reader's eyes, for many symbols at once (ISO/IEC 18004, 7.8.3.1).

Symbols are stacks of grids: `grids[n, row, column]` is one module, dark 1 and light 0. Up to version 11
a row fits into one word of 64 bits, and the four features are counted with shifts on whole rows.
"""

from typing import Any

import numpy
from numpy.typing import NDArray

Words = NDArray[numpy.uint64]
#: The widest symbol whose rows fit into one word: version 11.
WORD = 64
_RUN, _BLOCK, _FINDER, _STEP = 3, 3, 40, 10
#: Dark, light, three dark, light, dark, then four light; and the same seen from the other side.
_FINDERS = ("10111010000", "00001011101")


def penalties(rows: Words, columns: Words, size: int) -> NDArray[numpy.int64]:
    """Return the penalty of each symbol.

    `rows[n, i]` holds row i of symbol n with its first module as the bit of value `2**(size - 1)`;
    `columns` holds the columns in the same way. Both have the shape (symbols, size).
    """
    lines = numpy.concatenate((rows, columns), axis=1)
    found = _runs(lines, size) + _BLOCK * _blocks(rows, size) + _FINDER * _finders(lines, size)
    dark = _counted(rows).sum(axis=1, dtype=numpy.int64)
    # Each whole 5 % away from half dark costs ten; 20 parts of the symbol are 100 %.
    return found + _STEP * (abs(20 * dark - 10 * size * size) // (size * size))


def _counted(words: Words) -> NDArray[numpy.uint8]:
    counts: NDArray[numpy.uint8] = numpy.bitwise_count(words)
    return counts


def _sum(words: Words) -> NDArray[numpy.int64]:
    total: NDArray[numpy.int64] = _counted(words).sum(axis=1, dtype=numpy.int64)
    return total


def _mask(bits: int) -> Any:
    return numpy.uint64((1 << bits) - 1)


def _runs(lines: Words, size: int) -> NDArray[numpy.int64]:
    """Count 3 for five modules of one colour in a line, and 1 for each more."""
    same = ~(lines ^ (lines >> numpy.uint64(1))) & _mask(size - 1)  # bit j: modules j and j + 1 are alike
    two = same & (same >> numpy.uint64(1))
    five = two & (two >> numpy.uint64(2))
    ends = five & ~(five >> numpy.uint64(1))  # each run of five or more once
    return _sum(five) + (_RUN - 1) * _sum(ends)


def _blocks(rows: Words, size: int) -> NDArray[numpy.int64]:
    """Count the squares of two by two modules of one colour."""
    across = ~(rows ^ (rows >> numpy.uint64(1))) & _mask(size - 1)
    down = ~(rows[:, :-1] ^ rows[:, 1:])
    return _sum(across[:, :-1] & across[:, 1:] & down)


def _finders(lines: Words, size: int) -> NDArray[numpy.int64]:
    """Count what looks like a finder pattern with four light modules before or after it."""
    shifts = [lines >> numpy.uint64(step) for step in range(11)]
    dark = shifts[0] & shifts[2] & shifts[3] & shifts[4] & shifts[6]
    total: Any = 0
    for pattern in _FINDERS:
        core = pattern.index("1011101")
        light = [10 - place for place, sign in enumerate(pattern) if sign == "0"]
        seen = dark >> numpy.uint64(4 - core) if core < 4 else dark
        ink = shifts[light[0]].copy()
        for step in light[1:]:
            ink |= shifts[step]
        total = total + _sum(seen & ~ink & _mask(size - 10))
    result: NDArray[numpy.int64] = total
    return result

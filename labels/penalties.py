"""Penalties: how hard a QR is on a reader's eyes, for many symbols at once (ISO/IEC 18004, 7.8.3.1).

A line, row or column, is one word of 64 bits, its first module the highest of `size` bits, dark 1 and light 0;
so the four features are counted by shifts on whole lines, for symbols up to version 11.
"""

from typing import Any

import numpy
from numpy.typing import NDArray

Words = NDArray[numpy.uint64]
#: The widest symbol whose rows fit into one word: version 11.
WORD = 64
_BLOCK, _FINDER, _STEP = 3, 40, 10
#: So many symbols at once that their lines and what is made of them stay in the processor's cache.
_AT_ONCE = 96


def penalties(lines: Words, size: int) -> NDArray[numpy.int64]:
    """Return the penalty of each symbol.

    `lines` has the shape (symbols, 2 * size): the rows of a symbol, then its columns.
    """
    found = numpy.empty(len(lines), dtype=numpy.int64)
    for start in range(0, len(lines), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        found[some] = _penalties(lines[some], size)
    return found


def _penalties(lines: Words, size: int) -> NDArray[numpy.int64]:
    rows, next_to = lines[:, :size], lines >> _bits(1)
    alike = ~(lines ^ next_to) & _mask(size - 1)  # bit j: modules j and j + 1 of a line are of one colour
    counts = _runs(alike) + numpy.uint16(_FINDER) * _finders(lines, next_to, size)
    found = counts.sum(axis=1, dtype=numpy.int64)
    found += _BLOCK * _blocks(rows, alike[:, :size]).sum(axis=1, dtype=numpy.int64)
    dark = numpy.bitwise_count(rows).sum(axis=1, dtype=numpy.int64)
    # Ten for each whole 5 % away from half dark; a 20th part of the symbol is 5 %.
    found += _STEP * (abs(20 * dark - 10 * size * size) // (size * size))
    total: NDArray[numpy.int64] = found
    return total


def _bits(count: int) -> Any:
    return numpy.uint64(count)


def _mask(count: int) -> Any:
    return numpy.uint64((1 << count) - 1)


def _runs(alike: Words) -> Any:
    """Count in each line 3 for five modules of one colour, and 1 for each more."""
    five = alike & (alike >> _bits(1))
    five &= five >> _bits(2)
    ends = five & ~(five >> _bits(1))  # each run of five or more once
    return numpy.bitwise_count(five).astype(numpy.uint16) + numpy.uint16(2) * numpy.bitwise_count(ends)


def _blocks(rows: Words, alike: Words) -> Any:
    """Count the squares of two by two modules of one colour, by their upper row."""
    same = ~(rows[:, :-1] ^ rows[:, 1:])
    same &= alike[:, :-1]
    same &= alike[:, 1:]
    return numpy.bitwise_count(same)


def _finders(lines: Words, next_to: Words, size: int) -> Any:
    """Count in each line what looks like a finder, 1011101, with four light modules before or after it."""
    ink = lines | next_to
    ink |= ink >> _bits(2)  # bit j: any of the modules j to j + 3 is dark
    core = lines & (lines >> _bits(2))
    core &= core >> _bits(2)
    core &= (lines >> _bits(3)) & (lines >> _bits(6))
    core &= ~(next_to | (lines >> _bits(5)))
    after = (core >> _bits(4)) & ~ink
    before = core & ~(ink >> _bits(7)) & _mask(size - 10)
    return numpy.bitwise_count(after).astype(numpy.uint16) + numpy.bitwise_count(before)

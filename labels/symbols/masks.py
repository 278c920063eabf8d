"""Masks: the eight faces of a QR, and the one that is easiest to read (ISO/IEC 18004, 7.8).

A mask changes the same modules whatever the data, and so do its format bits: of the eight symbols `qrcode` makes
one, and the others follow by exclusive or.
"""

from functools import lru_cache
from typing import Any

import numpy
from numpy.typing import NDArray
from qrcode.main import QRCode

Grids = NDArray[numpy.bool_]
MASKS = 8
_RUN, _BLOCK, _FINDER, _STEP = 3, 3, 40, 10
#: Dark, light, three dark, light, dark, then four light; and the same seen from the other side.
_FINDERS = ("10111010000", "00001011101")


@lru_cache(maxsize=80)
def mask_differences(version: int, level: int) -> Grids:
    """Return the modules in which each mask differs from mask 0, in the shape (masks, size, size)."""
    faces = []
    for mask in range(MASKS):
        code: QRCode[Any] = QRCode(version=version, error_correction=level, border=0)
        code.data_cache = []
        code.makeImpl(False, mask)
        faces.append(numpy.array(code.modules, dtype=bool))
    stacked = numpy.stack(faces)
    return stacked ^ stacked[0]


def calmest(face: Grids, version: int, level: int) -> Grids:
    """Return the symbol with the mask of lowest penalty, given the one with mask 0; among equals the first."""
    faces = face ^ mask_differences(version, level)
    return faces[int(numpy.argmin(grid_penalties(faces)))]


def grid_penalties(grids: Grids) -> NDArray[numpy.int64]:
    """Return the penalty of each symbol of any size (7.8.3.1); the shape is (symbols, size, size)."""
    size = grids.shape[1]
    lines = numpy.concatenate((grids, grids.transpose(0, 2, 1)), axis=1)
    dark = _counted(grids)
    # Each whole 5 % away from half dark costs ten; 20 parts of the symbol are 100 %.
    balance = _STEP * (abs(20 * dark - 10 * size * size) // (size * size))
    return _runs(lines) + _BLOCK * _blocks(grids) + _FINDER * _finders(lines) + balance


def _counted(grids: Grids) -> NDArray[numpy.int64]:
    counts: NDArray[numpy.int64] = numpy.count_nonzero(grids, axis=(1, 2)).astype(numpy.int64)
    return counts


def _runs(lines: Grids) -> NDArray[numpy.int64]:
    """Count 3 for five modules of one colour in a line, and 1 for each more."""
    same = lines[:, :, 1:] == lines[:, :, :-1]
    two = same[:, :, 1:] & same[:, :, :-1]
    five = two[:, :, 2:] & two[:, :, :-2]
    starts = five.copy()
    starts[:, :, 1:] &= ~five[:, :, :-1]
    return _counted(five) + (_RUN - 1) * _counted(starts)


def _blocks(grids: Grids) -> NDArray[numpy.int64]:
    """Count the squares of two by two modules of one colour."""
    across = grids[:, :, 1:] == grids[:, :, :-1]
    down = grids[:, 1:, :] == grids[:, :-1, :]
    return _counted(across[:, 1:] & across[:, :-1] & down[:, :, 1:])


def _finders(lines: Grids) -> NDArray[numpy.int64]:
    """Count what looks like a finder pattern with four light modules before or after it."""
    wide = lines.shape[2] - 10
    light = ~lines
    total = numpy.zeros(len(lines), dtype=numpy.int64)
    for pattern in _FINDERS:
        seen = numpy.ones((len(lines), lines.shape[1], wide), dtype=bool)
        for place, sign in enumerate(pattern):
            seen &= (lines if sign == "1" else light)[:, :, place : place + wide]
        total += _counted(seen)
    return total

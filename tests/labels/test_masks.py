import random

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.main import QRCode
from qrcode.util import lost_point

from labels.segments import chunks_of
from labels.symbols import QR_LEVELS, qr_symbol
from labels.symbols.masks import MASKS, grid_penalties, mask_differences


@pytest.mark.parametrize("version", [1, 4, 12])
def test_penalties_are_those_of_qrcode(version):
    dice, size = random.Random(version), 17 + 4 * version
    grids = numpy.array([[[dice.random() < share for _ in range(size)] for _ in range(size)] for share in (0.5, 0.8)])
    grids[1, : size // 2] = False

    assert list(grid_penalties(grids)) == [lost_point(grid.tolist()) for grid in grids]


@pytest.mark.parametrize(("version", "level"), [(1, "L"), (3, "M"), (7, "Q"), (10, "H")])
def test_every_mask_follows_from_the_first(version, level):
    faces = []
    for mask in range(MASKS):
        code = QRCode(version=version, error_correction=QR_LEVELS[level], border=0)
        code.add_data("OCOP")
        code.makeImpl(False, mask)
        faces.append(numpy.array(code.modules, dtype=bool))

    assert (faces[0] ^ mask_differences(version, QR_LEVELS[level]) == numpy.stack(faces)).all()


@settings(max_examples=12, deadline=None)
@given(st.text("ABC019/:ab", min_size=1, max_size=60), st.sampled_from("LMQH"))
def test_no_mask_has_a_lower_penalty(text, level):
    rows = qr_symbol(text, level).rows
    version = (len(rows) - 17) // 4
    code = QRCode(version=version, error_correction=QR_LEVELS[level], border=0)
    for chunk in chunks_of(text, version):
        code.add_data(chunk)

    faces = []
    for mask in range(MASKS):
        code.makeImpl(False, mask)
        faces.append([[bool(cell) for cell in row] for row in code.modules])

    face = [[cell == "1" for cell in row] for row in rows]
    assert face in faces
    assert lost_point(face) == min(map(lost_point, faces))

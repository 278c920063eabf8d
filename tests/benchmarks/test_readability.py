from benchmarks.readability import CONTENTS, STATES, picture_of, rows
from labels.symbols import KINDS


def test_every_kind_is_measured():
    assert set(CONTENTS) == set(KINDS)


def test_a_coarse_printer_is_read_in_every_state():
    kinds = ("ean8", "gs1-datamatrix")

    assert [row for row in rows(kinds, (203,)) if not all(row.states.values())] == []


def test_each_state_spoils_the_picture():
    clean = picture_of("ean8", "png", 203)

    assert [name for name, spoil in STATES.items() if spoil(clean).tobytes() == clean.tobytes()] == ["clean"]

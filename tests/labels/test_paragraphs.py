import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.drawings import POINT
from labels.paragraphs import fitted, fitted_address, packed, shortened
from labels.typefaces import width_of

SIZES = (10.0, 9.0, 8.0)
LONG = "Bánh tét ba màu nhân đậu xanh trứng muối Trà Cuôn truyền thống gói lá chuối hấp củi"
WORDS = st.lists(
    st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyẶỆkhmerខ្មែរ", min_size=1, max_size=30), min_size=1, max_size=12
)


def test_a_short_name_keeps_its_size_and_line():
    assert fitted("Mật ong", width=40, sizes=SIZES, lines=2).lines == ("Mật ong",)


def test_a_name_shrinks_before_it_breaks():
    name = fitted("Mật ong hoa nhãn Cầu Ngang", width=43, sizes=SIZES, lines=2)

    assert (len(name.lines), name.size < 10 * POINT, name.whole) == (1, True, True)


def test_a_broken_name_is_balanced():
    name = fitted("Bánh tét Trà Cuôn truyền thống gói lá", width=41, sizes=(10.0,), lines=2)

    first, second = (width_of(line) for line in name.lines)
    assert abs(first - second) < 0.4 * first


def test_a_name_beyond_every_size_ends_in_an_ellipsis():
    name = fitted(LONG, width=40, sizes=SIZES, lines=2)

    assert (len(name.lines), name.lines[-1][-1], name.whole) == (2, "…", False)
    assert LONG.startswith(" ".join(name.lines)[:-1])


@given(WORDS, st.sampled_from([1, 2, 3]))
def test_no_line_is_wider_than_its_column(words, lines):
    found = fitted(" ".join(words), width=30, sizes=SIZES, lines=lines)

    assert len(found.lines) <= lines
    assert max(width_of(line) for line in found.lines) * found.size <= 30 + 1e-6


@given(WORDS)
def test_a_whole_paragraph_has_lost_no_letter(words):
    found = fitted(" ".join(words), width=30, sizes=SIZES, lines=3)

    if found.whole:
        assert "".join(found.lines).replace(" ", "") == "".join(words)


@pytest.mark.parametrize(
    ("width", "shown"), [(99.0, "Mật ong, hoa nhãn"), (5.0, "Mật ong…"), (6.6, "Mật ong…"), (1.6, "M…")]
)
def test_an_ellipsis_follows_a_letter_not_a_comma(width, shown):
    assert shortened("Mật ong, hoa nhãn", width, "regular") == shown


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("ocop.vn/t/0ABC", ("ocop.vn/t/0ABC",)),
        ("ocop.example.vn/t/0ABCDEF1", ("ocop.example.vn", "/t/0ABCDEF1")),
        ("ocop.example.vn/01/08930000000002/10/T05", ("ocop.example.vn", "/01/08930000000002", "/10/T05")),
    ],
)
def test_an_address_breaks_before_a_slash(address, lines):
    found = fitted_address(address, width=22, sizes=(5.6, 5.2), lines=3)

    assert found is not None
    assert found.lines == lines


def test_a_part_wider_than_the_column_is_cut_last_of_all():
    address = "ocop.example.vn/21/" + "3ABCDEFGH7JK" * 3

    uncut, cut = (fitted_address(address, width=22, sizes=(5, 4.4), lines=5, cuts=cuts) for cuts in (False, True))

    assert uncut is None
    assert cut is not None
    assert "".join(cut.lines) == address


def test_an_address_without_room_is_not_cut():
    assert fitted_address("ocop.example.vn/" + "x" * 140, width=22, sizes=(5.6, 4.4), lines=5, cuts=True) is None


def test_short_lines_share_a_row():
    assert packed(("Lô T05", "NSX 01/11/2026", "Bảo quản nơi khô ráo"), width=40, points=6) == [
        "Lô T05  ·  NSX 01/11/2026",
        "Bảo quản nơi khô ráo",
    ]


@pytest.mark.parametrize(("shortens", "rows", "end"), [(False, 3, "củi"), (True, 1, "…")])
def test_a_wide_line_goes_over_rows_or_is_shortened(shortens, rows, end):
    found = packed((LONG,), width=40, points=6, shortens=shortens)

    assert len(found) == rows
    assert found[-1].endswith(end)

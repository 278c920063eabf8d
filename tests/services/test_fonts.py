import unicodedata

import pytest
from fontTools.ttLib import TTFont

from ocop.services.fonts import FONTS, web_fonts

#: Each vowel of Vietnamese with each tone, and đ: made here anew, not taken from the module under test.
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {"đ"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return web_fonts(tmp_path_factory.mktemp("fonts"))


def characters(path):
    with TTFont(path) as font:
        return set(font.getBestCmap())


def test_every_font_has_the_name_that_the_style_sheet_asks_for(made):
    assert sorted(made) == [
        "be-vietnam-pro-400.woff2",
        "be-vietnam-pro-600.woff2",
        "khmer-name.woff2",
        "noto-sans-khmer-400.woff2",
        "noto-sans-khmer-600.woff2",
    ]


@pytest.mark.parametrize("weight", [400, 600])
def test_the_text_font_holds_every_vietnamese_letter(made, weight):
    held = characters(made[f"be-vietnam-pro-{weight}.woff2"])

    wanted = {ord(letter) for letter in LETTERS} | {ord(letter.upper()) for letter in LETTERS}

    assert wanted - held == set()


@pytest.mark.parametrize("sign", "–“”…·×≥°₫%&@/0123456789")
def test_the_text_font_holds_the_signs_of_prices_and_dates(made, sign):
    assert ord(sign) in characters(made["be-vietnam-pro-400.woff2"])


@pytest.mark.parametrize("weight", [400, 600])
def test_the_khmer_font_holds_letters_vowels_and_digits(made, weight):
    held = characters(made[f"noto-sans-khmer-{weight}.woff2"])

    assert set(range(0x1780, 0x17B4)) | set(range(0x17B6, 0x17D3)) | set(range(0x17E0, 0x17EA)) <= held


def test_the_khmer_font_still_knows_how_to_shape(made):
    with TTFont(made["noto-sans-khmer-400.woff2"]) as font:
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}

    assert {"pref", "blwf", "pstf"} <= features


def test_every_font_is_small_enough_for_a_slow_phone(made):
    assert {name for name, path in made.items() if path.stat().st_size > 25_000} == set()
    assert {path.read_bytes()[:4] for path in made.values()} == {b"wOF2"}


def test_a_second_call_makes_nothing(tmp_path):
    cuts = []

    def cut(font):
        cuts.append(font.name)
        return b"wOF2"

    first = web_fonts(tmp_path, cut=cut)
    second = web_fonts(tmp_path, cut=cut)

    assert (first, len(cuts)) == (second, len(FONTS))


def test_a_failed_cut_leaves_no_file_behind(tmp_path):
    def cut(font):
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        web_fonts(tmp_path, cut=cut)

    assert list(tmp_path.iterdir()) == []

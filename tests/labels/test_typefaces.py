import io

import pytest
from fontTools.ttLib import TTFont

from labels.typefaces import PRIVATE_AREA, clusters, embeddable, missing_character, outline, shaped, spread, width_of

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ₫"


def test_every_vietnamese_letter_can_be_drawn():
    assert missing_character(VIETNAMESE + VIETNAMESE.upper()) is None


def test_every_khmer_letter_and_digit_can_be_drawn():
    assert (
        missing_character("".join(chr(point) for point in range(0x1780, 0x17DE) if point not in (0x17A3, 0x17A4)))
        is None
    )


@pytest.mark.parametrize("character", ["★", "蜜", "🍯", "\u0e01"])
def test_a_character_of_no_face_is_named(character):
    assert missing_character(f"Mật {character} ong") == character


def test_a_text_is_cut_into_runs_by_script():
    runs = shaped("ស្ករត្នោត Đường ខ្មែរ", "bold")

    assert [(run.face, run.text) for run in runs] == [
        ("NotoSansKhmer-Bold", "ស្ករត្នោត"),
        ("BeVietnamPro-Bold", " Đường "),
        ("NotoSansKhmer-Bold", "ខ្មែរ"),
    ]


def test_a_khmer_vowel_is_drawn_before_its_consonant():
    # KA + sign E: stored after, drawn before; unshaped text shows them the wrong way round.
    stored, drawn = shaped("\u1780")[0].glyphs[0].gid, [glyph.gid for glyph in shaped("\u1780\u17c1")[0].glyphs]

    assert len(drawn) == 2
    assert drawn[1] == stored


def test_a_khmer_stack_is_one_column_of_glyphs():
    apart, stacked = width_of("\u1780\u1780"), width_of("\u1780\u17d2\u1780")

    assert stacked < apart * 0.75


def test_latin_glyphs_answer_to_their_own_letters():
    (run,) = shaped("Ệ ff fi ẵ")

    assert "".join(glyph.character for glyph in run.glyphs) == "Ệ ff fi ẵ"


def test_an_invisible_break_has_no_ink_outside_khmer():
    assert width_of("Mật\u200bong") == width_of("Mậtong")


def test_bold_is_wider_than_regular():
    assert width_of("ខ្មែរ Mật ong", "bold") > width_of("ខ្មែរ Mật ong")


def test_spread_digits_stand_in_equal_slots():
    (run,) = spread("18", 0.9)

    assert [glyph.advance for glyph in run.glyphs] == [0.9, 0.9]
    assert run.glyphs[0].x_offset > run.glyphs[1].x_offset > 0


def test_an_outline_is_closed():
    glyph = shaped("O")[0].glyphs[0]

    path = outline("BeVietnamPro-Regular", glyph.gid)

    assert [verb for verb, _ in path].count("M") == [verb for verb, _ in path].count("Z") == 2


def test_an_embedded_khmer_face_calls_every_glyph():
    font = TTFont(io.BytesIO(embeddable("NotoSansKhmer-Regular")))

    assert "fvar" not in font
    assert len(font.getBestCmap()) == len(font.getGlyphOrder()) - 1  # all but .notdef
    assert min(font.getBestCmap()) == PRIVATE_AREA + 1


@pytest.mark.parametrize(
    ("word", "pieces"),
    [("ong", ["o", "n", "g"]), ("ខ្មែរ", ["ខ្មែ", "រ"]), ("ស្ករ", ["ស្ក", "រ"]), ("a\u200bb", ["a\u200b", "b"])],
)
def test_a_word_is_never_cut_inside_a_khmer_stack(word, pieces):
    assert clusters(word) == pieces

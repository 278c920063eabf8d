import unicodedata

import pytest

from labels import Barcode, LabelError
from labels.contents import Kind


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "text-empty"),
        ({"name": " \u200b "}, "text-empty"),
        ({"producer": "   "}, "text-empty"),
        ({"address_in_words": ""}, "text-empty"),
        ({"name": "a" * 201}, "text-too-long"),
        ({"lines": ("a" * 81,)}, "text-too-long"),
        ({"name": "Mật\x00ong"}, "text-control-character"),
        ({"name": "Mật\nong"}, "text-control-character"),
        ({"name": "Mật \u202eong"}, "text-control-character"),
        ({"producer": "\ud800"}, "text-control-character"),
        ({"name": "Mật ong 🍯"}, "text-missing-glyph"),
        ({"name": "★ Mật ong"}, "text-missing-glyph"),
        ({"lines": ("蜂蜜",)}, "text-missing-glyph"),
        ({"qr": ""}, "qr-empty"),
        ({"qr": "https://ocop.example.vn/mật-ong"}, "qr-character"),
        ({"qr": "https://ocop.example.vn/ a"}, "qr-character"),
        ({"qr": "A" * 601}, "qr-too-long"),
        ({"stars": 2}, "stars-out-of-range"),
        ({"stars": 6}, "stars-out-of-range"),
        ({"lines": ("x",) * 9}, "label-overfull"),
    ],
)
def test_what_no_one_could_read_is_refused(make_label, changed, code):
    with pytest.raises(LabelError) as refused:
        make_label(**changed)

    assert refused.value.code == code


def test_a_missing_glyph_is_refused_by_name(make_label):
    with pytest.raises(LabelError, match=r"Tên sản phẩm .*“🍯” \(U\+1F36F\)"):
        make_label(name="Mật ong 🍯")


def test_floating_accents_are_joined_to_their_letters(make_label):
    loose = unicodedata.normalize("NFD", "Đường thốt nốt")

    assert make_label(name=loose).name == "Đường thốt nốt"


def test_spaces_are_made_single(make_label):
    assert make_label(name="  Mật \u00a0 ong ").name == "Mật ong"


def test_labels_of_equal_words_are_equal(make_label):
    assert {make_label(lines=["Lô T05"]), make_label(lines=("Lô T05",))} == {make_label(lines=("Lô T05",))}


@pytest.mark.parametrize(
    ("gtin", "kind", "caption"),
    [
        ("8930000000002", "ean13", ""),
        ("08930000000002", "ean13", ""),
        ("012345678905", "ean13", ""),
        ("89300008", "ean8", ""),
        ("18930000000009", "code128", "GTIN-14"),
    ],
)
def test_a_gtin_wears_the_symbol_that_can_carry_it(gtin: str, kind: Kind, caption: str):
    barcode = Barcode.of_gtin(gtin)

    assert (barcode.kind, barcode.caption) == (kind, caption)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("ean13", "893000000000", "gtin-length"),
        ("ean8", "8930000000002", "gtin-length"),
        ("ean13", "8930000000003", "gtin-check-digit"),
        ("code128", " ", "barcode-empty"),
        ("code128", "Lô-T05", "barcode-character"),
        ("code128", "A\x1dB", "barcode-character"),
        ("code128", "A" * 41, "barcode-too-long"),
    ],
)
def test_a_barcode_that_cannot_be_encoded_is_refused(kind, text, code):
    with pytest.raises(LabelError) as refused:
        Barcode(kind=kind, code=text)

    assert refused.value.code == code


def test_an_internal_code_says_that_it_is_not_from_gs1():
    assert Barcode.of_code("0ABCDEF1").caption == "mã nội bộ, không phải mã GS1"

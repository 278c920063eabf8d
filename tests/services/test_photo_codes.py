"""Codes in photographs: read where a person would, and nothing costs more than a moment."""

import io
import time

import pytest
from PIL import Image

from ocop.domain.refusals import BadInput, TooMany
from ocop.services.photo_codes import ONE_AT_A_TIME, codes_in_photo
from tests.sights import many_scans, photo, png_bomb, scene, symbol_picture

ADDRESS = "HTTPS://OCOP.EXAMPLE.VN/01/09521234543213/10/L2411A/21/0000001ABCDEFGHJKMN"
GTIN = "9521234543213"
QR = ("qr", ADDRESS)


@pytest.mark.parametrize(
    "picture",
    [
        scene(QR),
        scene(QR, angle=33),
        scene(QR, angle=180),
        scene(QR, across=360, blur=3),
        scene(QR, across=400, blur=5.5),
        scene(QR, across=130, size=(3400, 2500)),
        scene(QR).point(lambda level: 90 + level // 6),
        scene(QR).transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        scene(QR).point(lambda level: 255 - level),
        symbol_picture(*QR, across=150),
    ],
    ids=[
        "plain",
        "turned",
        "upside down",
        "blurred",
        "blurred more",
        "far away",
        "in the dark",
        "mirrored",
        "inverted",
        "nothing else",
    ],
)
def test_a_label_s_qr_is_read(picture) -> None:
    assert codes_in_photo(photo(picture)) == [ADDRESS]


@pytest.mark.parametrize(
    ("kind", "text", "read"),
    [
        ("ean13", GTIN, GTIN),
        ("ean8", "95200002", "95200002"),
        ("itf14", "19521234543210", "19521234543210"),
        ("code128", "L2411A", "L2411A"),
        ("upca", "952000000019", "0952000000019"),
        ("gs1-qr", "(01)09521234543213(10)L1", "]Q3010952123454321310L1"),
        ("gs1-datamatrix", "(01)09521234543213(10)L1(21)X", "]d201095212345432131" + "0L1\x1d21X"),
        ("gs1-128", "(01)09521234543213(10)L1", "]C1010952123454321310L1"),
    ],
)
def test_every_kind_of_symbol_on_a_package_is_read(kind, text, read) -> None:
    assert codes_in_photo(photo(scene((kind, text), across=700))) == [read]


def test_square_codes_go_before_bars() -> None:
    assert codes_in_photo(photo(scene(("ean13", GTIN), QR))) == [ADDRESS, GTIN]


def test_a_small_square_code_beside_large_bars_is_seen() -> None:
    whole = scene(("ean13", GTIN), across=900, size=(3000, 2200))
    whole.paste(symbol_picture(*QR, across=120), (2700, 100))

    assert codes_in_photo(photo(whole)) == [ADDRESS, GTIN]


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_every_kind_of_picture_is_read(kind, mode) -> None:
    assert codes_in_photo(photo(scene(QR).convert(mode), kind)) == [ADDRESS]


def test_what_is_see_through_lies_on_white_paper() -> None:
    dark = symbol_picture(*QR).convert("L").point(lambda level: 255 - level)
    picture = Image.new("RGBA", dark.size, "black")
    picture.putalpha(dark)

    assert codes_in_photo(photo(picture, "PNG")) == [ADDRESS]


PROGRESSIVE = photo(scene(QR), progressive=True)
TOO_LARGE = io.BytesIO()
Image.new("L", (5001, 5000)).save(TOO_LARGE, "PNG")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (photo(scene()), "code-not-seen"),
        (photo(scene(QR, blur=40)), "code-not-seen"),
        (photo(Image.new("L", (1, 1))), "code-not-seen"),
        (photo(Image.new("L", (20_000, 2))), "code-not-seen"),
        (png_bomb(), "photo-too-large"),
        (TOO_LARGE.getvalue(), "photo-too-large"),
        (many_scans(PROGRESSIVE), "photo-unreadable"),
        (photo(scene(QR))[:9000], "photo-unreadable"),
        (photo(scene(QR), "GIF"), "photo-unreadable"),
        (photo(scene(QR), "TIFF"), "photo-unreadable"),
        (b"%PDF-1.7", "photo-unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo-unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "photo-unreadable"),
        (b"", "photo-unreadable"),
        (b"x" * 6_000_000, "photo-unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)} bytes",
)
def test_what_cannot_be_read_is_refused(data, code) -> None:
    with pytest.raises(BadInput) as refused:
        codes_in_photo(data)

    assert refused.value.code == code


def test_a_progressive_photograph_is_no_attack() -> None:
    assert codes_in_photo(PROGRESSIVE) == [ADDRESS]


@pytest.mark.parametrize("data", [png_bomb(), many_scans(PROGRESSIVE)], ids=["pixels", "scans"])
def test_a_bomb_costs_nothing(data) -> None:
    before = time.process_time()

    with pytest.raises(BadInput):
        codes_in_photo(data)

    assert time.process_time() - before < 0.5


def test_pictures_are_read_one_at_a_time() -> None:
    with ONE_AT_A_TIME, pytest.raises(TooMany) as refused:
        codes_in_photo(photo(scene(QR)), patience=0.01)

    assert (refused.value.code, refused.value.retry_after) == ("photos-waiting", 5)
    assert codes_in_photo(photo(scene(QR))) == [ADDRESS]

"""Codes in photographs: what a decoder reads in a picture that somebody took of a label; no picture is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

import zxingcpp
from PIL import Image, ImageFilter

from ocop.domain.refusals import BadInput, TooMany
from ocop.services.photos import taken

_BARCODES = zxingcpp.BarcodeFormat
_MATRIX = (_BARCODES.QRCode, _BARCODES.DataMatrix)
#: What stands on packages. Of the interleaved codes ITF-14 alone has a check digit; parts of others pass for one.
_FORMATS = zxingcpp.BarcodeFormats(
    [*_MATRIX, _BARCODES.EAN13, _BARCODES.EAN8, _BARCODES.UPCA, _BARCODES.ITF14, _BARCODES.Code128]
)
#: The longest sides, in pixels, at which a picture is looked at, one after the other; larger copies cost seconds.
_SIDES = (1200, 2400, 3600)
#: The side at which what is blurred is sharpened.
_SHARPENED = 1200
#: Marks of symbols that begin with FNC1, so that their text is an element string (ISO/IEC 15424).
_GS1 = ("]C1", "]d2", "]Q3")
#: More symbols of one picture are not looked up.
_MOST_CODES = 8
#: One picture at a time in each worker, so that pages are answered meanwhile; seconds that one waits for its turn,
#: and after which it may be sent again.
ONE_AT_A_TIME = BoundedSemaphore(1)
_PATIENCE, _COME_BACK = 4.0, 5


def codes_in_photo(data: bytes, *, patience: float = _PATIENCE) -> list[str]:
    """Return the texts of the symbols in a JPEG, PNG or WebP of at most 25 Mpx, square ones first.

    A GS1 symbol's text begins with its mark and has its separators. Raises BadInput `photo-too-large`,
    `photo-unreadable`, `code-not-seen`; TooMany `photos-waiting` where others are being read for too long.
    """
    with _turn(patience):
        found = _seen(_grey(data))
    texts = dict.fromkeys(_text(one) for one in sorted(found, key=lambda one: one.format not in _MATRIX))
    if not texts:
        raise BadInput("code-not-seen", "Không thấy mã nào trong ảnh này.", field="photo")
    return list(texts)[:_MOST_CODES]


@contextmanager
def _turn(patience: float) -> Iterator[None]:
    if not ONE_AT_A_TIME.acquire(timeout=patience):
        raise TooMany(
            "photos-waiting", "Nhiều ảnh đang chờ đọc. Xin gửi lại sau ít giây, hoặc gõ mã.", retry_after=_COME_BACK
        )
    try:
        yield
    finally:
        ONE_AT_A_TIME.release()


def _grey(data: bytes) -> Image.Image:
    """Return a picture in grey, as small as the largest look at it; what is see-through lies on white paper."""
    with taken(data, side=_SIDES[-1], mode="L") as picture:
        picture.thumbnail((_SIDES[-1], _SIDES[-1]))
        if "A" in picture.getbands() or "transparency" in picture.info:
            colours = picture.convert("RGBA")
            return Image.alpha_composite(Image.new("RGBA", colours.size, "white"), colours).convert("L")
        return picture.convert("L")


def _looks(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield a picture as it is looked at: small first, then larger, at last sharpened."""
    for side in _SIDES:
        if side == _SIDES[0] or max(picture.size) > _SIDES[_SIDES.index(side) - 1]:
            yield _at_most(picture, side)
    yield _at_most(picture, _SHARPENED).filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0))


def _at_most(picture: Image.Image, side: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((side, side))
    return copy


def _seen(picture: Image.Image) -> list[Any]:
    """Return the symbols in a picture: a square one ends the search, bars are followed by one more look for one."""
    found: list[Any] = []
    for look in _looks(picture):
        saw_bars = bool(found)
        found += zxingcpp.read_barcodes(look, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain)
        if saw_bars or any(one.format in _MATRIX for one in found):
            break
    return found


def _text(seen: Any) -> str:
    mark = seen.symbology_identifier
    return mark + bytes(seen.bytes).decode("latin-1") if mark in _GS1 else str(seen.text)

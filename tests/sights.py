"""Sights: what a camera sees of a label, drawn for tests; and files that are no photographs."""

import io
import struct
import zlib
from pathlib import Path

import numpy
from PIL import Image, ImageFilter

from labels.symbols import symbol_of

#: A package's brown cardboard, and the size of a phone's photograph made smaller.
_CARDBOARD = (176, 148, 110)
SIZE = (1600, 1200)


def symbol_picture(kind: str, text: str, across: int = 400) -> Image.Image:
    """Return a symbol on white paper, about so many pixels wide."""
    symbol = symbol_of(kind, text)
    rows = symbol.rows * (1 if len(symbol.rows) > 1 else 40)
    dark = numpy.array([[cell == "1" for cell in row] for row in rows])
    framed = numpy.pad(
        ~dark, ((symbol.quiet_left,) * 2, (symbol.quiet_left, symbol.quiet_right)), constant_values=True
    )
    modules = numpy.repeat(numpy.repeat(framed.astype(numpy.uint8) * 255, 8, axis=0), 8, axis=1)
    picture = Image.fromarray(modules).convert("RGB")
    return picture.resize((across, round(across * picture.height / picture.width)), Image.Resampling.LANCZOS)


def scene(
    *symbols: tuple[str, str], across: int = 400, angle: float = 0, blur: float = 0, size: tuple[int, int] = SIZE
) -> Image.Image:
    """Return symbols side by side on cardboard, turned and blurred as a hand does it."""
    whole = Image.new("RGB", size, _CARDBOARD)
    for place, (kind, text) in enumerate(symbols):
        picture = symbol_picture(kind, text, across)
        middle = size[0] * (2 * place + 1) // (2 * len(symbols))
        whole.paste(picture, (middle - picture.width // 2, (size[1] - picture.height) // 2))
    turned = whole.rotate(angle, Image.Resampling.BICUBIC, fillcolor=_CARDBOARD)
    return turned.filter(ImageFilter.GaussianBlur(blur)) if blur else turned


def photo(picture: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    """Return a picture as the file that a phone sends."""
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """Return a PNG of a few hundred kilobytes, one bit a pixel, that says it has 400 million of them, and has."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def many_scans(picture: bytes, times: int = 5000) -> bytes:
    """Return a progressive JPEG whose last scan is there thousands of times: each would be drawn over the whole."""
    start, end = picture.rindex(b"\xff\xda"), picture.rindex(b"\xff\xd9")
    return picture[:end] + picture[start:end] * times + picture[end:]


def write_video(path: Path, picture: Image.Image, frames: int = 2) -> Path:
    """Write a picture as an uncompressed film (YUV4MPEG2, 4:2:0) that a browser takes for a camera."""
    light, *colours = (numpy.asarray(band) for band in picture.convert("YCbCr").split())
    frame = light.tobytes() + b"".join(band[::2, ::2].tobytes() for band in colours)
    head = f"YUV4MPEG2 W{picture.width} H{picture.height} F10:1 Ip A1:1 C420jpeg\n"
    path.write_bytes(head.encode() + (b"FRAME\n" + frame) * frames)
    return path

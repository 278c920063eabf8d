"""Share pictures: what a messenger shows beside the address of a product (Open Graph), drawn here once and kept.

A picture that was shared stays for years where it was sent, so it bears what does not lapse: name, maker,
place, and the host where the rest is looked up today. Stars and words of a certificate never stand on it.
"""

import hashlib
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from ocop.domain.refusals import NotFound
from ocop.models.products import Product
from ocop.services.files import find_file
from ocop.services.labels import Lettering, face_file, lettering
from ocop.services.photos import photos_of
from ocop.services.subjects import find_subject
from ocop.services.units import full_name, unit_named

#: Pixels across and down, as Open Graph's readers ask for.
SIZE = (1200, 630)
#: The most bytes of a picture; some messengers leave out what is heavier.
HEAVIEST = 120_000
#: Raised by hand when the drawing itself changes, so that pictures are drawn anew.
RECIPE = "1"
REGISTRY = "Sổ đăng ký OCOP"
SAMPLE = "Dữ liệu minh họa"

_PAPER, _INK, _SOFT, _LEAF, _BAND, _CREAM = "#f6f3ea", "#1c2822", "#4f5a52", "#14563c", "#0f3d2c", "#f6f3ea"
_WASH = "#e6ebdd"
_GOLD, _LOTUS, _STEM = "#d9a441", "#8d2f5c", "#b8700c"
#: Height of the head with its strip of mat, the margin, and the photograph's left edge.
_HEAD, _STRIP, _MARGIN, _PHOTO_LEFT = 96, 12, 64, 800
#: Sizes of the name in pixels, each with the lines that it may take; the first that holds it whole is taken.
_NAMES = ((84, 1), (72, 2), (60, 3), (52, 3), (46, 4), (40, 4))
#: Colours that a photograph may keep, most first; the last is under the limit whatever it shows.
_COLOURS = (160, 96, 64, 32, 16, 8)
#: How much larger letters and the mark are drawn before they are made small, so that each stands where it was shaped.
_FINE = 3
#: Drawn stars, whoever typed them into a name.
_STARS = re.compile(r" ?[\u2605\u2606\u2726-\u2730\u2b50\u2b51\U0001f31f] ?")
#: What the mark is drawn of, on a square of 36: three grains, each of two cubic curves from a point.
_GRAINS: tuple[tuple[tuple[float, ...], ...], ...] = (
    ((18, 6.5), (21.2, 10.1, 21.2, 15.3, 18, 19.1), (14.8, 15.3, 14.8, 10.1, 18, 6.5)),
    ((8.2, 12.6), (13, 13, 16.2, 16.2, 16.8, 21.2), (11.8, 20.7, 8.6, 17.5, 8.2, 12.6)),
    ((27.8, 12.6), (23, 13, 19.8, 16.2, 19.2, 21.2), (24.2, 20.7, 27.4, 17.5, 27.8, 12.6)),
)

#: One picture at a time in a process: drawing takes a processor for tenths of a second, and typefaces are shared.
_DRAWING = Lock()


@dataclass(frozen=True)
class ShareCard:
    """What a picture shows; `photo` is the path of a kept photograph, named by the hash of its content."""

    code: str
    name: str
    maker: str
    place: str
    host: str
    is_sample: bool = False
    photo: Path | None = None

    @property
    def key(self) -> str:
        """The hash of all that decides the picture."""
        shown = (RECIPE, self.name, self.maker, self.place, self.host, self.is_sample)
        return hashlib.sha256(repr((*shown, self.photo and self.photo.name)).encode()).hexdigest()[:20]


def share_card(product: Product, *, base_url: str, is_sample: bool, folder: Path) -> ShareCard:
    """Return what the picture of a product shows: facts of the record, and its first photograph."""
    return ShareCard(
        code=product.code,
        name=product.name,
        maker=find_subject(product.subject_id).name,
        place=full_name(unit_named(product.unit_id)),
        host=urlsplit(base_url).netloc,
        is_sample=is_sample,
        photo=_first_photo(product, folder),
    )


def _first_photo(product: Product, folder: Path) -> Path | None:
    for name in photos_of(product.id)[:1]:
        try:
            return find_file(name, folder)[0]
        except NotFound:  # pragma: no cover - a row always has its file
            return None
    return None


def share_picture(card: ShareCard, folder: Path) -> bytes:
    """Return the PNG of a card, drawn if nobody asked for it before; the product's former picture goes."""
    place = folder / "share" / card.code[:2]
    path = place / f"{card.code}-{card.key}.png"
    with suppress(FileNotFoundError):
        return path.read_bytes()
    place.mkdir(parents=True, exist_ok=True)
    with _DRAWING:
        if path.exists():  # drawn while we waited
            return path.read_bytes()
        data = drawn(card)
        _write_whole(path, data)
    for former in place.glob(f"{card.code}-*.png"):
        if former != path:
            former.unlink(missing_ok=True)
    return data


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file aside and rename it; it can be drawn again, so it need not outlive a power loss."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        file.write(data)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def drawn(card: ShareCard) -> bytes:
    """Return the picture as PNG, at most 120 kB."""
    photo = _photo(card.photo) if card.photo else None
    flat = Image.new("RGB", SIZE, _PAPER)
    if photo is None:
        flat.paste(_mark(520, is_faint=True), (SIZE[0] - 470, SIZE[1] - 500))
    _draw_head(flat, card)
    right = _PHOTO_LEFT if photo else SIZE[0]
    _draw_words(flat, card, right - 2 * _MARGIN)
    if photo is None:
        return _png(flat.quantize(128, dither=Image.Dither.NONE))
    for colours in _COLOURS:
        packed = _png(_with_photo(flat, photo, colours))
        if len(packed) <= HEAVIEST:
            break
    return packed


def _photo(path: Path) -> Image.Image | None:
    """Return a photograph cut to its place, a little softened, so that it packs well; None if it cannot be read."""
    try:
        with Image.open(path) as picture:
            box = (SIZE[0] - _PHOTO_LEFT, SIZE[1] - _HEAD - _STRIP)
            cut = ImageOps.fit(picture.convert("RGB"), box, Image.Resampling.LANCZOS)
            return cut.filter(ImageFilter.GaussianBlur(0.6))
    except OSError:
        return None


def _with_photo(flat: Image.Image, photo: Image.Image, colours: int) -> Image.Image:
    """Lay a photograph of so many colours beside words that keep theirs, in one palette of at most 256."""
    words = flat.quantize(64, dither=Image.Dither.NONE)
    picture = photo.quantize(colours, dither=Image.Dither.NONE)
    ours = (words.getpalette() or [])[: 64 * 3]
    ours += [0] * (64 * 3 - len(ours))
    words.putpalette(ours + (picture.getpalette() or [])[: colours * 3])
    words.paste(picture.point(lambda index: index + 64), (_PHOTO_LEFT, _HEAD + _STRIP))
    return words


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=9)
    return out.getvalue()


def _draw_head(flat: Image.Image, card: ShareCard) -> None:
    """Draw the band with the registry's mark and name, the strip of sedge mat, and the word of a sample."""
    brush = ImageDraw.Draw(flat)
    brush.rectangle((0, 0, SIZE[0], _HEAD - 1), fill=_BAND)
    brush.rectangle((0, _HEAD, SIZE[0], _HEAD + _STRIP - 1), fill=_GOLD)
    half, middle = _STRIP / 2, _HEAD + _STRIP / 2
    for x in range(0, SIZE[0] + 1, 3 * _STRIP):
        for reach, colour in ((1.5, _LOTUS), (0.75, _PAPER)):
            points = ((x, middle - half * reach / 1.5), (x + _STRIP * reach / 1.5, middle))
            opposite = ((x, middle + half * reach / 1.5), (x - _STRIP * reach / 1.5, middle))
            brush.polygon((*points, *opposite), fill=colour)
    flat.paste(_mark(56), (_MARGIN, (_HEAD - 56) // 2))
    name = lettering(REGISTRY, width=700, size=32, lines=1, bold=True)
    _write(flat, name, (_MARGIN + 76, _HEAD / 2 + 11), _CREAM)
    if card.is_sample:
        note = lettering(SAMPLE, width=320, size=26, lines=1)
        _write(flat, note, (SIZE[0] - _MARGIN - 230, _HEAD / 2 + 9), _GOLD)


def _draw_words(flat: Image.Image, card: ShareCard, width: float) -> None:
    """Write name, maker and place from above, the host at the foot."""
    text = {one: _drawable(getattr(card, one)) for one in ("name", "maker", "place", "host")}
    foot = lettering(text["host"], width=width, size=30, lines=1, bold=True)
    _write(flat, foot, (_MARGIN, SIZE[1] - 44), _LEAF)
    below = [
        (lettering(text["maker"], width=width, size=34, lines=2), _INK),
        (lettering(text["place"][:1].upper() + text["place"][1:], width=width, size=28, lines=2), _SOFT),
    ]
    room = SIZE[1] - 100 - (_HEAD + _STRIP + 44) - sum(set_text.height + 18 for set_text, _ in below)
    y = float(_HEAD + _STRIP + 44)
    for set_text, colour in [(_name(text["name"], width, room), _INK), *below]:
        _write(flat, set_text, (_MARGIN, y + set_text.ascent), colour)
        y += set_text.height + 18


def _drawable(text: str) -> str:
    return " ".join(_STARS.sub(" ", unicodedata.normalize("NFC", text)).split())


def _name(text: str, width: float, room: float) -> Lettering:
    """Return the name as large as it stands whole in the room; at the smallest it may end in "…"."""
    for size, lines in _NAMES:
        found = lettering(text, width=width, size=size, lines=lines, bold=True)
        if found.is_whole and found.height <= room:
            return found
    size, lines = _NAMES[-1]
    while found.height > room and lines > 1:
        lines -= 1
        found = lettering(text, width=width, size=size, lines=lines, bold=True)
    return found


def _write(picture: Image.Image, set_text: Lettering, at: tuple[float, float], colour: str) -> None:
    """Draw lines from a first baseline on; glyphs were placed by the shaper, so each is drawn by itself."""
    left, baseline = at
    above, below = round(set_text.size * 1.6), round(set_text.size)
    for line in set_text.lines:
        mask = Image.new("L", ((SIZE[0] - round(left)) * _FINE, (above + below) * _FINE))
        brush = ImageDraw.Draw(mask)
        for face, character, x, y in line:
            if not character.isspace():
                place = (x * _FINE, (above - y) * _FINE)
                brush.text(place, character, fill=255, font=_font(face, set_text.size * _FINE), anchor="ls")
        small = mask.reduce(_FINE)
        picture.paste(Image.new("RGB", small.size, colour), (round(left), round(baseline) - above), small)
        baseline += set_text.leading


@lru_cache(maxsize=32)
def _font(face: str, size: float) -> ImageFont.FreeTypeFont:
    """Return a face as Pillow draws it, without shaping of its own: Pillow has a shaper on some machines only."""
    return ImageFont.truetype(io.BytesIO(face_file(face)), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4)
def _mark(side: int, *, is_faint: bool = False) -> Image.Image:
    """Return the registry's mark: on its square, or as a faint figure on the paper."""
    scale = side * _FINE / 36
    large = Image.new("RGB", (side * _FINE, side * _FINE), _PAPER if is_faint else _BAND)
    brush = ImageDraw.Draw(large)
    if not is_faint:
        brush.rounded_rectangle((0, 0, side * _FINE - 1, side * _FINE - 1), 9 * scale, fill=_CREAM)
    for start, *curves in _GRAINS:
        points = [(x * scale, y * scale) for x, y in _outline(start, curves)]
        brush.polygon(points, fill=_WASH if is_faint else _LEAF)
    stem = (18 * scale, 19.5 * scale, 18 * scale, 30 * scale)
    brush.line(stem, fill=_WASH if is_faint else _STEM, width=round(2.2 * scale))
    return large.reduce(_FINE)


def _outline(start: tuple[float, ...], curves: Sequence[tuple[float, ...]]) -> Iterator[tuple[float, float]]:
    """Yield the points of cubic curves that go on from one another."""
    x0, y0 = start
    for x1, y1, x2, y2, x3, y3 in curves:
        for step in range(17):
            t = step / 16
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3
        x0, y0 = x3, y3

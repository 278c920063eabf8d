"""Typefaces: text into positioned glyphs and outlines, from fonts that pip installs.

Be Vietnam Pro draws everything but Khmer, Noto Sans Khmer draws Khmer; a text is cut into
runs by script and each run is shaped by HarfBuzz, so that every pen draws the same glyphs
in the same places. Lengths here are in em, y upward.
"""

import io
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import fontpkg_be_vietnam_pro
import fontpkg_noto_sans_khmer
import uharfbuzz
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

#: HarfBuzz is compiled, so a type checker does not see its names.
harfbuzz: Any = uharfbuzz

Weight = Literal["regular", "bold"]
#: M, L, Q (quadratic) or Z, each with its points: what a TrueType outline is made of.
Outline = tuple[tuple[str, tuple[float, ...]], ...]

VIETNAMESE = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
KHMER = Path(fontpkg_noto_sans_khmer.__file__).parent / "files"

#: Name of a face -> (file, weight on the variable axis or None if the file is static).
FACES: dict[str, tuple[Path, int | None]] = {
    "BeVietnamPro-Regular": (VIETNAMESE / "BeVietnamPro-Regular.ttf", None),
    "BeVietnamPro-Bold": (VIETNAMESE / "BeVietnamPro-Bold.ttf", None),
    "NotoSansKhmer-Regular": (KHMER / "NotoSansKhmer[wdth,wght].ttf", 400),
    "NotoSansKhmer-Bold": (KHMER / "NotoSansKhmer[wdth,wght].ttf", 700),
}
#: Weight -> (face for everything else, face for Khmer).
FAMILIES = {
    "regular": ("BeVietnamPro-Regular", "NotoSansKhmer-Regular"),
    "bold": ("BeVietnamPro-Bold", "NotoSansKhmer-Bold"),
}
#: One character, one glyph in the Latin face: text copied out of a PDF is the text that went in.
LATIN_FEATURES = {"kern": True, "liga": False, "clig": False, "ccmp": False, "locl": False}

#: Zero-width space, non-joiner, joiner: no ink of their own.
INVISIBLES = frozenset("\u200b\u200c\u200d")
#: The first code point of the private area that an embedded Khmer font gives to its glyphs.
PRIVATE_AREA = 0xE000


class Glyph(NamedTuple):
    """One glyph of a face; `character` is what calls it in the embedded font."""

    gid: int
    character: str
    advance: float
    x_offset: float = 0.0
    y_offset: float = 0.0


@dataclass(frozen=True)
class Run:
    """Text of one face, shaped."""

    face: str
    text: str
    glyphs: tuple[Glyph, ...]

    @property
    def width(self) -> float:
        """The advance of the whole run, in em."""
        return sum(glyph.advance for glyph in self.glyphs)


def is_khmer(character: str) -> bool:
    """Whether the character belongs to the Khmer script (blocks Khmer and Khmer Symbols)."""
    return "\u1780" <= character <= "\u17ff" or "\u19e0" <= character <= "\u19ff"


@cache
def _font(face: str) -> Any:
    file, weight = FACES[face]
    font = harfbuzz.Font(harfbuzz.Face(harfbuzz.Blob.from_file_path(str(file))))
    if weight is not None:
        font.set_variations({"wght": weight, "wdth": 100})
    return font


@cache
def _covered(face: str) -> frozenset[int]:
    return frozenset(_font(face).face.unicodes)


def missing_character(text: str) -> str | None:
    """Return the first character that no face can draw, in regular or bold; None if there is none."""
    for character in text:
        if character in INVISIBLES:
            continue
        for plain, khmer in FAMILIES.values():
            if ord(character) not in _covered(khmer if is_khmer(character) else plain):
                return character
    return None


def _cut_by_script(text: str) -> list[tuple[bool, str]]:
    """Cut into (Khmer or not, text); an invisible joiner stays with what is before it."""
    pieces: list[tuple[bool, str]] = []
    for character in text:
        joins = character in INVISIBLES and bool(pieces)
        khmer = pieces[-1][0] if joins else is_khmer(character)
        if pieces and pieces[-1][0] == khmer:
            pieces[-1] = (khmer, pieces[-1][1] + character)
        else:
            pieces.append((khmer, character))
    return pieces


def _shape_run(face: str, text: str, *, khmer: bool) -> Run:
    font = _font(face)
    drawn = text if khmer else "".join(character for character in text if character not in INVISIBLES)
    buffer = harfbuzz.Buffer()
    buffer.add_str(drawn)
    buffer.guess_segment_properties()
    harfbuzz.shape(font, buffer, {} if khmer else LATIN_FEATURES)
    em = font.face.upem
    glyphs = tuple(
        Glyph(
            info.codepoint,
            chr(PRIVATE_AREA + info.codepoint) if khmer else drawn[info.cluster],
            position.x_advance / em,
            position.x_offset / em,
            position.y_offset / em,
        )
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    )
    return Run(face, text, glyphs)


@lru_cache(maxsize=20_000)
def shaped(text: str, weight: Weight = "regular") -> tuple[Run, ...]:
    """Shape a text into runs, left to right."""
    plain, khmer = FAMILIES[weight]
    return tuple(
        _shape_run(khmer if is_khmer_run else plain, piece, khmer=is_khmer_run)
        for is_khmer_run, piece in _cut_by_script(text)
    )


def spread(text: str, pitch: float, weight: Weight = "regular") -> tuple[Run, ...]:
    """Shape a text so that each character stands in the middle of a slot `pitch` em wide."""
    return tuple(
        Run(
            run.face,
            run.text,
            tuple(
                Glyph(glyph.gid, glyph.character, pitch, (pitch - glyph.advance) / 2, glyph.y_offset)
                for glyph in run.glyphs
            ),
        )
        for run in shaped(text, weight)
    )


@lru_cache(maxsize=50_000)
def width_of(text: str, weight: Weight = "regular") -> float:
    """Return how wide a text stands, in em."""
    return sum(run.width for run in shaped(text, weight))


class _Recorder:
    """Takes what HarfBuzz draws."""

    def __init__(self) -> None:
        self.path: list[tuple[str, tuple[float, ...]]] = []

    def move(self, x: float, y: float, _: object) -> None:
        self.path.append(("M", (x, y)))

    def line(self, x: float, y: float, _: object) -> None:
        self.path.append(("L", (x, y)))

    def quadratic(self, cx: float, cy: float, x: float, y: float, _: object) -> None:
        self.path.append(("Q", (cx, cy, x, y)))

    def close(self, _: object) -> None:
        self.path.append(("Z", ()))


@cache
def outline(face: str, gid: int) -> Outline:
    """Return the outline of one glyph, in em, filled by the non-zero rule."""
    font, recorder = _font(face), _Recorder()
    functions = harfbuzz.DrawFuncs()
    functions.set_move_to_func(recorder.move)
    functions.set_line_to_func(recorder.line)
    functions.set_quadratic_to_func(recorder.quadratic)
    functions.set_close_path_func(recorder.close)
    font.draw_glyph(gid, functions)
    em = font.face.upem
    return tuple((verb, tuple(number / em for number in points)) for verb, points in recorder.path)


@cache
def _reach(face: str, gid: int) -> tuple[float, float]:
    """Return how far the ink of a glyph reaches below and above the baseline, in em: lowest and highest y."""
    heights = [y for _, points in outline(face, gid) for y in points[1::2]]
    return (min(heights), max(heights)) if heights else (0.0, 0.0)


@lru_cache(maxsize=20_000)
def ink_of(text: str, weight: Weight = "regular") -> tuple[float, float]:
    """Return the lowest and the highest y of the ink of a line, in em, 0 being its baseline."""
    reaches = [
        (low + glyph.y_offset, high + glyph.y_offset)
        for run in shaped(text, weight)
        for glyph in run.glyphs
        for low, high in [_reach(run.face, glyph.gid)]
    ]
    return min((low for low, _ in reaches), default=0.0), max((high for _, high in reaches), default=0.0)


@cache
def embeddable(face: str) -> bytes:
    """Return a static TrueType file of the face, for a pen that embeds fonts.

    A Khmer word is more glyphs than letters, so each glyph of that face is called by a code
    point of the private area; the pen states the real text beside it. Layout tables are
    dropped before the variable font is pinned: shaping is already done, and it is four
    times faster.
    """
    file, weight = FACES[face]
    if weight is None:
        return file.read_bytes()
    font = TTFont(file, recalcTimestamp=False)
    for table in ("GSUB", "GPOS", "GDEF"):
        del font[table]
    instancer.instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True, optimize=False)
    names = font.getGlyphOrder()
    for table in font["cmap"].tables:
        table.cmap = {PRIVATE_AREA + gid: name for gid, name in enumerate(names)}
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format == 4]
    font["name"].setName(face, 6, 3, 1, 0x409)
    written = io.BytesIO()
    font.save(written, reorderTables=None)
    return written.getvalue()


def clusters(text: str) -> list[str]:
    """Cut a word where a reader would allow it to be cut: never before a mark, never inside a Khmer stack."""
    pieces: list[str] = []
    for character in text:
        joins = unicodedata.category(character)[0] == "M" or character in INVISIBLES
        if pieces and (joins or pieces[-1][-1] in "\u17d2\u200d"):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces

"""The fonts that pages send: cut out of the wheels once, small enough for a phone on 3G.

The wheels carry whole families as TTF. A page needs Vietnamese, Latin and punctuation in two weights,
and Khmer only where Khmer is written, so each file is subset, packed as WOFF2 and kept in a cache
folder under the hash of its recipe: a new wheel or a changed recipe makes a new file by itself.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import fontpkg_be_vietnam_pro
import fontpkg_noto_sans_khmer
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

#: Every letter of Vietnamese, composed (NFC): what TCVN 6909 calls dựng sẵn.
VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
#: What else pages write: Latin for English, the signs of prices, dates, decisions and sums.
SIGNS = "–—‘’“”„•…·×÷±−≈≠≤≥°²³½¼¾©®«»§‰€₫\u00a0\u2009\u200b"
LATIN = "".join(map(chr, range(0x20, 0x7F))) + "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýçñöüäëïßÇÑÖÜÄ"
#: Khmer and its lunar date signs, with what shaping needs to join or hold apart.
KHMER = "".join(map(chr, [*range(0x1780, 0x17DE), *range(0x17E0, 0x17EA), 0x200B, 0x200C, 0x200D, 0x25CC, 0x20]))
#: Raised by hand when the cut itself changes, so that caches are made anew.
RECIPE = "2"


@dataclass(frozen=True)
class WebFont:
    """One file of a page: its name in addresses, where it is cut from, and which letters stay."""

    name: str
    source: Path
    letters: str
    #: Where each axis of a variable font is held; empty for a static one.
    axes: tuple[tuple[str, float], ...] = ()

    @property
    def key(self) -> str:
        """A short hash of all that decides the bytes of the file."""
        recipe = repr((RECIPE, self.letters, self.axes)).encode()
        return hashlib.sha256(recipe + self.source.read_bytes()).hexdigest()[:12]


_BE_VIETNAM = fontpkg_be_vietnam_pro.ROOT / "files"
_KHMER = fontpkg_noto_sans_khmer.ROOT / "files" / "NotoSansKhmer[wdth,wght].ttf"
_TEXT = VIETNAMESE + VIETNAMESE.upper() + LATIN + SIGNS
FONTS = (
    WebFont("be-vietnam-pro-400.woff2", _BE_VIETNAM / "BeVietnamPro-Regular.ttf", _TEXT),
    WebFont("be-vietnam-pro-600.woff2", _BE_VIETNAM / "BeVietnamPro-SemiBold.ttf", _TEXT),
    WebFont("noto-sans-khmer-400.woff2", _KHMER, KHMER, axes=(("wdth", 100), ("wght", 400))),
    WebFont("noto-sans-khmer-600.woff2", _KHMER, KHMER, axes=(("wdth", 100), ("wght", 600))),
    # The name of the language alone, which stands on pages that hold no other Khmer.
    WebFont("khmer-name.woff2", _KHMER, "ភាសាខ្មែរ", axes=(("wdth", 100), ("wght", 400))),
)


def web_fonts(
    cache_folder: Path, *, fonts: Iterable[WebFont] = FONTS, cut: Callable[[WebFont], bytes] | None = None
) -> dict[str, Path]:
    """Return the file of every font by the name that style sheets use, making what is missing.

    A file appears whole or not at all (written aside, then renamed), so that several workers may start
    at once on one folder. `cut` turns a font into WOFF2 bytes.

    The names do not change with the content; a route should therefore answer with an ETag (the stem of
    the path ends in the hash of the recipe).
    """
    cache_folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for font in fonts:
        path = cache_folder / f"{Path(font.name).stem}.{font.key}.woff2"
        if not path.exists():
            _write_whole(path, (cut or woff2)(font))
        made[font.name] = path
    return made


def woff2(font: WebFont) -> bytes:
    """Return the WOFF2 bytes of a font with nothing but its letters and what shapes them."""
    whole = TTFont(font.source)
    subsetter = Subsetter(_options())
    subsetter.populate(text=font.letters)
    subsetter.subset(whole)
    if font.axes:
        whole = instantiateVariableFont(whole, dict(font.axes))
    whole.flavor = "woff2"
    packed = BytesIO()
    whole.save(packed)
    return packed.getvalue()


def _options() -> Options:
    """Return how to cut: no hints, no names beyond the licence, and the features that text needs."""
    options = Options()
    options.hinting = False
    options.layout_features = [
        "ccmp",
        "locl",
        "mark",
        "mkmk",
        "kern",
        "liga",
        "calt",
        "clig",
        "pref",
        "blwf",
        "abvf",
        "pstf",
        "pres",
        "blws",
        "abvs",
        "psts",
        "dist",
        "blwm",
        "abvm",
        "rlig",
    ]
    options.name_IDs = [0, 1, 2, 13, 14]  # the OFL asks that its notice travels with the font
    options.notdef_outline = True
    options.timing = False
    return options


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there in one step."""
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise

"""What a decoder still reads: every symbol by every pen at every resolution, as drawn and spoilt.

    python -m benchmarks.readability

A row is one symbol from one pen for one printer; a column is what was done to its picture: nothing, a blur of one
pixel, a turn of seven degrees, noise of 20 grey levels in 255. The last column is how many of eight pictures with
noise of 40 were read, for the matrix kinds alone: bars of three or four dots a module are partly lost at 25, mostly
at 40. It shows where reading ends, so nothing is asked of it. PDFs are rendered at the printer's own resolution by
PDFium, SVGs by resvg, which is installed for the run; where it cannot be, an SVG is drawn from its PDF twin, and a
line says so. Modules have GS1's target size. Nothing was printed on paper. Exit 1 if anything was not read.
"""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path

import numpy
import zxingcpp
from PIL import Image, ImageFilter

from benchmarks.throwaway import installed
from labels.pens.zpl import zpl_picture
from labels.rasters import rendered_pages
from labels.readings import GS1_FORMATS
from labels.symbol_files import expected_reading, print_symbol

GS1 = "(01)09521234543213(10)L1(17)261231"
CONTENTS = {
    "qr": "HTTPS://OCOP.EXAMPLE.VN/01/09521234543213/10/L1/21/ABCDEF12",
    "ean13": "8930000000002",
    "ean8": "89300008",
    "upca": "012345678905",
    "itf14": "18930000000009",
    "code128": "0ABCDEF1",
    "gs1-128": GS1,
    "gs1-datamatrix": GS1,
    "gs1-qr": GS1,
}
PENS = ("pdf", "svg", "png", "zpl")
RESOLUTIONS = (203, 300, 600)
_DOTS_IN_INCH = {203: 203.2, 300: 300.0, 600: 600.0}
_SEED, _TURN, _PAPER = 20261123, 7, 30
_RESVG = "resvg-py==0.5.0"
#: What makes a picture of an SVG at a number of dots in an inch.
Renderer = Callable[[bytes, float], Image.Image]


@dataclass(frozen=True)
class Row:
    """A symbol by a pen for a printer, how it was read in each state, and how often in heavy noise, if tried."""

    kind: str
    pen: str
    dpi: int
    states: dict[str, bool]
    heavy: int | None = None


def _on_paper(picture: Image.Image) -> Image.Image:
    """Return the picture with white paper around it, as on a label."""
    sheet = Image.new("L", (picture.width + 2 * _PAPER, picture.height + 2 * _PAPER), 255)
    sheet.paste(picture, (_PAPER, _PAPER))
    return sheet


def _noisy(picture: Image.Image, levels: float = 20, *, throw: int = 0) -> Image.Image:
    """Add grey noise of a standard deviation of so many levels, the same at every run."""
    dice = numpy.random.default_rng(_SEED + throw)
    grey = numpy.asarray(picture).astype(float)
    return Image.fromarray(numpy.clip(grey + dice.normal(0, levels, grey.shape), 0, 255).astype(numpy.uint8))


STATES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "clean": lambda picture: picture,
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(1)),
    "turned": lambda picture: picture.rotate(_TURN, Image.Resampling.BICUBIC, expand=True, fillcolor=255),
    "noisy": _noisy,
}
_MATRIX = {"qr", "gs1-qr", "gs1-datamatrix"}
_THROWS = 8


def by_resvg(site: Path) -> Renderer:
    """Return a renderer of SVG from a folder with resvg; its one module is loaded into this process."""
    sys.path.append(str(site))
    resvg = import_module("resvg_py")
    sys.path.remove(str(site))

    def render(svg: bytes, dpi: float) -> Image.Image:
        png = resvg.svg_to_bytes(svg_string=svg.decode(), dpi=dpi, background="white", skip_system_fonts=True)
        with Image.open(io.BytesIO(bytes(png))) as picture:
            return picture.convert("L")

    return render


def picture_of(kind: str, pen: str, dpi: int, svg: Renderer | None = None) -> Image.Image:
    """Return what a printer of that resolution makes of a file; without a renderer an SVG's twin stands for it."""
    file = print_symbol(kind, CONTENTS[kind], format="pdf" if pen == "svg" and not svg else pen, dpi=dpi).data
    if pen == "svg" and svg:
        return svg(file, _DOTS_IN_INCH[dpi])
    if pen == "zpl":
        return zpl_picture(file)
    if pen == "png":
        with Image.open(io.BytesIO(file)) as picture:
            return picture.convert("L")
    return next(iter(rendered_pages(file, dpi=_DOTS_IN_INCH[dpi])))


def is_read(picture: Image.Image, kind: str) -> bool:
    """Say whether a decoder sees the one symbol, and all that it says."""
    found = zxingcpp.read_barcodes(numpy.asarray(_on_paper(picture)), try_invert=False)
    seen = [one.text for one in found if not kind.startswith("gs1-") or one.symbology_identifier in GS1_FORMATS]
    return seen == [expected_reading(kind, CONTENTS[kind])[1]]


def rows(
    kinds: Iterable[str] = CONTENTS, resolutions: Iterable[int] = RESOLUTIONS, svg: Renderer | None = None
) -> Iterator[Row]:
    """Yield a row for each symbol, pen and resolution."""
    for kind, pen, dpi in product(kinds, PENS, resolutions):
        picture = picture_of(kind, pen, dpi, svg)
        states = {name: is_read(spoil(picture), kind) for name, spoil in STATES.items()}
        thrown = (_noisy(picture, 40, throw=throw) for throw in range(_THROWS))
        yield Row(kind, pen, dpi, states, sum(is_read(one, kind) for one in thrown) if kind in _MATRIX else None)


def main() -> int:
    """Print the table; return 1 if anything was not read."""
    tried = read = 0
    with installed("--no-deps", _RESVG) as site:
        print("SVGs are drawn by " + (_RESVG if site else "PDFium from their PDF twins: resvg is not here"))
        print(f"{'symbol':<16}{'pen':<6}{'dpi':>4}  " + "".join(f"{name:<9}" for name in STATES) + "noise 40")
        for row in rows(svg=by_resvg(site) if site else None):
            tried, read = tried + len(row.states), read + sum(row.states.values())
            said = "".join(f"{'yes' if seen else 'NO':<9}" for seen in row.states.values())
            heavy = "-" if row.heavy is None else f"{row.heavy}/{_THROWS}"
            print(f"{row.kind:<16}{row.pen:<6}{row.dpi:>4}  {said}{heavy}")
    print(f"{read} of {tried} read")
    return 0 if read == tried else 1


if __name__ == "__main__":
    sys.exit(main())

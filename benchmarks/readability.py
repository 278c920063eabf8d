"""What a decoder still reads: every symbol by every pen at every resolution, as drawn and spoilt.

    python -m benchmarks.readability

A row is one symbol from one pen for one printer; a column is what was done to its picture: nothing, a blur of one
pixel, a turn of seven degrees, noise of 20 grey levels in 255. (At 25 some bars of three or four dots a module are
lost, at 40 most of them; the matrix kinds bear more.) An SVG is drawn from its PDF twin, for no renderer of SVG is
installed; PDFs are rendered at the printer's own resolution. Modules have GS1's target size. Nothing was printed on
paper. Exit 1 if anything was not read.
"""

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy
import zxingcpp
from PIL import Image, ImageFilter

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
_NOISE, _SEED, _TURN, _PAPER = 20.0, 20261123, 7, 30


@dataclass(frozen=True)
class Row:
    """A symbol by a pen for a printer, and how it was read in each state."""

    kind: str
    pen: str
    dpi: int
    states: dict[str, bool]


def _on_paper(picture: Image.Image) -> Image.Image:
    """Return the picture with white paper around it, as on a label."""
    sheet = Image.new("L", (picture.width + 2 * _PAPER, picture.height + 2 * _PAPER), 255)
    sheet.paste(picture, (_PAPER, _PAPER))
    return sheet


def _noisy(picture: Image.Image) -> Image.Image:
    """Add grey noise of a standard deviation of 20, the same at every run."""
    dice = numpy.random.default_rng(_SEED)
    grey = numpy.asarray(picture).astype(float)
    return Image.fromarray(numpy.clip(grey + dice.normal(0, _NOISE, grey.shape), 0, 255).astype(numpy.uint8))


STATES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "clean": lambda picture: picture,
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(1)),
    "turned": lambda picture: picture.rotate(_TURN, Image.Resampling.BICUBIC, expand=True, fillcolor=255),
    "noisy": _noisy,
}


def picture_of(kind: str, pen: str, dpi: int) -> Image.Image:
    """Return what a printer of that resolution makes of a file."""
    file = print_symbol(kind, CONTENTS[kind], format="pdf" if pen == "svg" else pen, dpi=dpi).data
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


def rows(kinds: tuple[str, ...] = tuple(CONTENTS), resolutions: tuple[int, ...] = RESOLUTIONS) -> Iterator[Row]:
    """Yield a row for each symbol, pen and resolution."""
    for kind in kinds:
        for pen in PENS:
            for dpi in resolutions:
                picture = picture_of(kind, pen, dpi)
                yield Row(kind, pen, dpi, {name: is_read(spoil(picture), kind) for name, spoil in STATES.items()})


def main() -> int:
    """Print the table; return 1 if anything was not read."""
    print(f"{'symbol':<16}{'pen':<6}{'dpi':>4}  " + "".join(f"{name:<9}" for name in STATES))
    tried = read = 0
    for row in rows():
        tried, read = tried + len(row.states), read + sum(row.states.values())
        said = "".join(f"{'yes' if seen else 'NO':<9}" for seen in row.states.values())
        print(f"{row.kind:<16}{row.pen:<6}{row.dpi:>4}  {said}")
    print(f"{read} of {tried} read")
    return 0 if read == tried else 1


if __name__ == "__main__":
    sys.exit(main())

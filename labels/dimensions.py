"""Dimensions: how wide one module may be, by kind and use, in whole dots of a printer.

The figures are GS1's X-dimensions, minimum, target and maximum in millimetres, of General Specifications 5.12.3:
table 1 for things that pass a till, table 2 for what is scanned in general distribution (cartons, pallets). They were
taken second-hand, those of table 2 from an older edition (matrix kinds 1.5 times what bars need): hold them against
the current one before a till or a conveyor depends on them. Kinds that are not GS1's have figures of the press's own.

Under GS1's minimum the press warns; under its own floor, which is what an office printer and a phone still manage, it
refuses.
"""

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from labels.drawings import dot_of
from labels.refusals import LabelError

Use = Literal["retail", "distribution"]


@dataclass(frozen=True)
class Dimension:
    """Millimetres of one module, and of the bars' height at the target (0 for what is square)."""

    minimum: float
    target: float
    maximum: float
    height: float = 0.0


#: Retail: 0.396 to 0.990 for the matrix kinds, 80 % to 200 % of 0.330 for EAN and UPC.
#: Distribution: conveyors read from afar, so that matrix kinds start at 0.743 and bars at 0.495.
DIMENSIONS: dict[tuple[str, Use], Dimension] = {
    ("qr", "retail"): Dimension(0.396, 0.495, 0.990),
    ("qr", "distribution"): Dimension(0.743, 0.743, 1.500),
    ("gs1-qr", "retail"): Dimension(0.396, 0.495, 0.990),
    ("gs1-qr", "distribution"): Dimension(0.743, 0.743, 1.500),
    ("gs1-datamatrix", "retail"): Dimension(0.396, 0.495, 0.990),
    ("gs1-datamatrix", "distribution"): Dimension(0.743, 0.743, 1.500),
    ("ean13", "retail"): Dimension(0.264, 0.330, 0.660, 22.85),
    ("ean13", "distribution"): Dimension(0.495, 0.660, 0.660, 45.70),
    ("ean8", "retail"): Dimension(0.264, 0.330, 0.660, 18.23),
    ("ean8", "distribution"): Dimension(0.495, 0.660, 0.660, 36.46),
    ("upca", "retail"): Dimension(0.264, 0.330, 0.660, 22.85),
    ("upca", "distribution"): Dimension(0.495, 0.660, 0.660, 45.70),
    ("itf14", "distribution"): Dimension(0.495, 0.495, 1.016, 31.75),
    ("gs1-128", "distribution"): Dimension(0.495, 0.495, 1.016, 31.75),
    ("code128", "distribution"): Dimension(0.250, 0.330, 1.016, 15.00),
}
#: The finest module that the press prints, in mm, and the coarsest: matrix kinds, then bars.
FLOOR_MATRIX, FLOOR_BARS, CEILING = 0.254, 0.190, 3.0


@dataclass(frozen=True)
class Module:
    """One module of a symbol on a printer: whole dots, their width in mm, and what is to be said about it."""

    dots: int
    mm: float
    warning: str = ""


def uses_of(kind: str) -> tuple[Use, ...]:
    """Return the uses for which a kind has dimensions, the customary one first.

    >>> uses_of("qr"), uses_of("itf14")
    (('retail', 'distribution'), ('distribution',))
    """
    return tuple(use for one, use in DIMENSIONS if one == kind)


def dimension_of(kind: str, use: Use | None = None) -> Dimension:
    """Return the dimensions of a kind for a use, or for its customary one.

    Raises LabelError `symbol-kind-unknown`.
    """
    uses = uses_of(kind)
    if not uses or use not in (None, *uses):
        asked = f"{kind}, {use}" if use else kind
        raise LabelError("symbol-kind-unknown", f"Không có bảng cỡ ô cho mã “{asked}”.")
    return DIMENSIONS[kind, use or uses[0]]


def _whole_dots(dimension: Dimension, dot: float) -> int:
    """Return the dots nearest to the target that lie between minimum and maximum, or the nearest of all."""
    nearest = max(1, round(dimension.target / dot))
    least, most = ceil(dimension.minimum / dot - 1e-9), floor(dimension.maximum / dot + 1e-9)
    return min(max(nearest, least), most) if least <= most else nearest


def _number(value: float) -> str:
    return f"{value:.3f}".replace(".", ",")


def _warning(kind: str, dimension: Dimension, module: float) -> str:
    owner = "mức của máy in" if kind == "code128" else "mức GS1"
    if module < dimension.minimum - 1e-4:
        limit = f"dưới {owner} tối thiểu {_number(dimension.minimum)} mm"
    elif module > dimension.maximum + 1e-4:
        limit = f"trên {owner} tối đa {_number(dimension.maximum)} mm"
    else:
        return ""
    return f"Ô mã rộng {_number(module)} mm, {limit}: có thể khó quét."


def module_for(kind: str, *, dpi: int, use: Use | None = None, module_mm: float | None = None) -> Module:
    """Return the whole dots of one module nearest to the target, or to a width asked for, and any warning.

    Raises LabelError `dpi-unknown`, `symbol-kind-unknown` or `module-out-of-range` (finer or coarser than the press
    prints at all).

    >>> module_for("qr", dpi=203), module_for("ean13", dpi=600).dots
    (Module(dots=4, mm=0.5, warning=''), 8)
    """
    dot, dimension = dot_of(dpi), dimension_of(kind, use)
    dots = _whole_dots(dimension, dot) if module_mm is None else max(1, round(module_mm / dot))
    floor = FLOOR_BARS if dimension.height else FLOOR_MATRIX
    if not floor - 1e-9 <= dots * dot <= CEILING:
        words = f"Ô mã rộng {_number(dots * dot)} mm; máy này in từ {_number(floor)} đến {_number(CEILING)} mm."
        raise LabelError("module-out-of-range", words)
    return Module(dots, dots * dot, _warning(kind, dimension, dots * dot))

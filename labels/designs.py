"""Designs: what a label looks like, as data."""

from dataclasses import dataclass

from labels.contents import LabelContent
from labels.drawings import Drawing
from labels.layouts.blocks import Plan, blocks
from labels.layouts.side_by_side import HEIGHT, WIDTH, side_by_side
from labels.refusals import LabelError


@dataclass(frozen=True)
class Design:
    """A way to lay labels out, and the labels it makes sense on.

    `least` is the smallest, in mm; `shapes` are the least and the most that the width is of the height.
    """

    title: str
    plan: Plan
    least: tuple[float, float]
    shapes: tuple[float, float] = (0.9, 6.0)


#: The words of an electronic label (NĐ 37/2026/NĐ-CP, Điều 42): name, who answers for it and where, and origin stay
#: on the label; the rest may stand behind the code.
ELECTRONIC_LABEL = "Quét mã QR để xem thành phần, cách dùng, bảo quản và cảnh báo trên nhãn điện tử."

#: What GS1 asks of an EAN that is scanned in distribution (General Specifications, 5.12.3: 0.495 to 0.660 mm).
CARTON_BARS = 0.508
_SHORT = ("name", "producer", "stars", "lines", "address")
_FULL = ("name", "producer", "seat", "stars", "lines", "origin", "notice", "address")
#: Name -> design, from the one that fits most labels on.
DESIGNS = {
    "wide": Design("Ngang, có mã vạch", Plan(_SHORT, qr_share=0.36, name_points=27), (60, 30)),
    "bottle": Design("Chai, có lời nhãn điện tử", Plan(_FULL, qr_share=0.34, name_points=25), (80, 40)),
    "carton": Design("Thùng, chữ lớn", Plan(_FULL, qr_share=0.38, name_points=30, bar_mm=CARTON_BARS), (99, 60)),
    "square": Design(
        "Vuông, nắp hũ",
        Plan(_SHORT, qr_on_top=True, qr_share=0.5, bars=False,
             name_points=26, centred=True),
        (30, 30), (0.6, 1.4),
    ),
    "tag": Design(
        "Thẻ treo",
        Plan(_FULL, qr_on_top=True, qr_share=0.38, name_points=26, centred=True, hole=7.0),
        (40, 70), (0.3, 0.85),
    ),
    "minimal": Design(
        "Gọn: mã QR và vài chữ",
        Plan(("name", "stars", "lines", "address"), qr_share=0.52, bars=False, name_points=26),
        (30, 15),
    ),
}  # fmt: skip


def find_design(name: str) -> Design:
    """Return a design by its name. Raises LabelError `design-unknown`."""
    if name not in DESIGNS:
        raise LabelError(
            "design-unknown", f"Không có mẫu nhãn “{name[:40]}”; hãy chọn một trong: {', '.join(DESIGNS)}."
        )
    return DESIGNS[name]


def design_for(width: float, height: float) -> str:
    """Return the design that suits a size where nobody chose one.

    >>> design_for(70, 37), design_for(40, 40), design_for(38, 21.2), design_for(50, 90)
    ('wide', 'square', 'minimal', 'tag')
    """
    return next((name for name in ("tag", "wide", "square") if fits(name, width, height)), "minimal")


def fits(name: str, width: float, height: float) -> bool:
    """Tell whether a label is large enough for a design."""
    design = find_design(name)
    slimmest, widest = design.shapes
    return width >= design.least[0] and height >= design.least[1] and slimmest * height <= width <= widest * height


def drawing_of(content: LabelContent, *, width: float, height: float, dpi: int, design: str | None = None) -> Drawing:
    """Draw a label of a size; without a design the one that suits the size.

    Raises LabelError `design-unknown`, `design-too-large`, and what the layouts raise.
    """
    name = design or design_for(width, height)
    found = find_design(name)
    if not fits(name, width, height):
        least_width, least_height = found.least
        raise LabelError(
            "design-too-large",
            f"Mẫu “{found.title}” cần nhãn từ {least_width:g} × {least_height:g} mm, rộng bằng {found.shapes[0]:g} "
            f"đến {found.shapes[1]:g} lần chiều cao; nhãn này {width:g} × {height:g} mm.",
        )
    if name == "wide" and (width, height) == (WIDTH, HEIGHT) and content.logo is None:
        return side_by_side(content, dpi=dpi)
    return blocks(content, found.plan, width=width, height=height, dpi=dpi)

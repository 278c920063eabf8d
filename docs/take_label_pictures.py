"""Draw every design of the press at three sizes, in Vietnamese and Khmer with long names, and every symbol.

    python docs/take_label_pictures.py

For `labels/README.md`. Products and producers are invented; GTINs have the prefix kept for demonstrations.
"""

import io
from pathlib import Path

from PIL import Image, ImageDraw

from labels import Barcode, LabelContent
from labels.designs import DESIGNS, ELECTRONIC_LABEL, drawing_of
from labels.drawings import Page, Placement, dot_of
from labels.logos import Logo
from labels.pens.pdf import write_pdf
from labels.rasters import rendered_pages
from labels.symbol_files import print_symbol
from labels.symbols import KINDS

FOLDER = Path(__file__).parent / "pictures" / "labels"
#: Pixels to the inch, white space between labels, and the ground that they lie on.
DPI, SPACE, GROUND = 120, 22, (226, 229, 224)
SIZES = {
    "wide": ((99.1, 38.1), (70, 37), (60, 30)),
    "bottle": ((120, 60), (105, 48), (90, 45)),
    "carton": ((148, 105), (105, 74), (99, 60)),
    "square": ((60, 60), (50, 50), (40, 40)),
    "tag": ((60, 110), (50, 90), (45, 80)),
    "minimal": ((50, 30), (40, 30), (35.6, 16.9)),
}
GS1 = "(01)09521234543213(10)L2411A(17)271120"
SYMBOLS = {
    "qr": "HTTPS://OCOP.EXAMPLE.VN/T/21SD1T7Z", "ean13": "9521234543213", "ean8": "89300008", "upca": "012345678905",
    "itf14": "19521234543210", "code128": "21SD1T7Z", "gs1-128": GS1, "gs1-datamatrix": GS1, "gs1-qr": GS1,
}  # fmt: skip


def a_logo() -> Logo:
    """Return a mark: a leaf in a ring."""
    picture = Image.new("RGB", (400, 400), "white")
    brush = ImageDraw.Draw(picture)
    brush.ellipse((10, 10, 390, 390), outline=(28, 92, 58), width=26)
    brush.polygon([(200, 70), (290, 190), (200, 330), (110, 190)], fill=(28, 92, 58))
    brush.line([(200, 330), (200, 140)], fill="white", width=12)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return Logo.of_file(file.getvalue())


def contents(design: str, *, is_small: bool) -> tuple[LabelContent, LabelContent]:
    """Return a label in Vietnamese and one in Khmer, both with long names."""
    short = design == "minimal" or is_small
    lines = ("Lô: L2411A", "HSD: 20/11/2027") if short else (
        "Lô: L2411A", "NSX: 20/11/2026", "HSD: 20/11/2027", "Khối lượng: 500 g", "GCN 15/2024 đến 12/12/2027",
    )  # fmt: skip
    said = {
        "seat": "Ấp Long Trị, xã Long Đức, tỉnh Vĩnh Long", "origin": "Xuất xứ: Việt Nam", "notice": ELECTRONIC_LABEL,
        "lines": lines,
    }  # fmt: skip
    vietnamese = LabelContent(
        qr="HTTPS://OCOP.EXAMPLE.VN/01/09521234543213/10/L2411A", barcode=Barcode.of_gtin("9521234543213"),
        name="Mật ong hoa nhãn rừng ngập mặn Cồn Ông nguyên chất",
        producer="Hợp tác xã Nông nghiệp Dịch vụ Ong Vàng Duyên Hải", stars=None if design == "minimal" else 4,
        address_in_words="ocop.example.vn/01/09521234543213/10/L2411A", logo=a_logo(), **said,
    )  # fmt: skip
    khmer = LabelContent(
        qr="HTTPS://OCOP.EXAMPLE.VN/T/21SD1T7Z", barcode=Barcode.of_code("21SD1T7Z"),
        name="ទឹកឃ្មុំព្រៃកោងកាងធម្មជាតិសុទ្ធពីស្រុកត្រពាំង", producer="សហករណ៍កសិកម្មឃ្មុំមាស ត្រាវិញ",
        stars=None if short else 3, address_in_words="ocop.example.vn/t/21SD1T7Z",
        serial="" if short else "2K7WQ9XR4TB", **said,
    )  # fmt: skip
    return vietnamese, khmer


def picture_of(content: LabelContent, design: str, size: tuple[float, float]) -> Image.Image:
    """Return a label as an office printer would put it on paper."""
    width, height = size
    drawing = drawing_of(content, width=width, height=height, dpi=600, design=design)
    pdf = write_pdf([Page(width, height, (Placement(0, 0, drawing),))], title=design, dot=dot_of(600))
    large = coloured(pdf, DPI * 3)
    return large.resize((round(large.width / 3), round(large.height / 3)), Image.Resampling.LANCZOS)


def coloured(pdf: bytes, dpi: float) -> Image.Image:
    """Return the first page in grey; a logo keeps its shades."""
    return next(iter(rendered_pages(pdf, dpi=dpi))).convert("RGB")


def laid_out(rows: list[list[Image.Image]]) -> Image.Image:
    """Return rows of pictures on a quiet ground."""
    width = max(sum(one.width + SPACE for one in row) for row in rows) + SPACE
    height = sum(max(one.height for one in row) + SPACE for row in rows) + SPACE
    sheet, y = Image.new("RGB", (width, height), GROUND), SPACE
    for row in rows:
        x = SPACE
        for one in row:
            sheet.paste(one, (x, y))
            x += one.width + SPACE
        y += max(one.height for one in row) + SPACE
    return sheet


def save(picture: Image.Image, name: str) -> None:
    """Write a picture in few colours, which is a tenth of the bytes."""
    picture.quantize(48).save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    """Draw all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for design in DESIGNS:
        rows: list[list[Image.Image]] = [[], []]
        for place, size in enumerate(SIZES[design]):
            for row, content in zip(rows, contents(design, is_small=place == 2), strict=True):
                row.append(picture_of(content, design, size))
        save(laid_out(rows), design)
    symbols = [coloured(print_symbol(kind, SYMBOLS[kind]).data, DPI * 1.5) for kind in KINDS]
    save(laid_out([symbols[:5], symbols[5:]]), "symbols")


if __name__ == "__main__":
    main()

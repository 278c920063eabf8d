import io

import numpy
import pypdfium2
import pytest
from PIL import Image

from labels import LabelError, print_labels
from labels.logos import LONGEST_SIDE, MOST_BYTES, Logo
from labels.rasters import rendered_pages


def file_of(picture: Image.Image, format: str = "PNG", **more) -> bytes:
    out = io.BytesIO()
    picture.save(out, format, **more)
    return out.getvalue()


def disc(size=(300, 200), mode="RGBA") -> Image.Image:
    picture = Image.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else "white")
    picture.paste("green", (50, 50, size[0] - 50, size[1] - 50))
    return picture


@pytest.mark.parametrize(("format", "mode"), [("PNG", "RGBA"), ("WEBP", "RGBA"), ("JPEG", "RGB")])
def test_a_logo_is_drawn_anew_on_white_without_its_edges(format, mode):
    logo = Logo.of_file(file_of(disc(mode=mode), format))

    assert (logo.width, logo.height) == pytest.approx((200, 100), abs=8)
    assert logo.picture().mode == "RGB"
    assert logo.picture().info == {}


def test_a_large_logo_is_made_smaller():
    assert max(Logo.of_file(file_of(disc((3000, 2000)))).picture().size) == LONGEST_SIDE


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "logo-unreadable"),
        (b"GIF89a", "logo-unreadable"),
        (file_of(disc())[:200], "logo-unreadable"),
        (b"x" * (MOST_BYTES + 1), "logo-too-large"),
        (file_of(Image.new("1", (5000, 5000))), "logo-too-large"),
        (file_of(Image.new("1", (14000, 14000))), "logo-too-large"),
        (file_of(Image.new("RGB", (50, 50), "white")), "logo-empty"),
        (file_of(Image.new("RGBA", (50, 50))), "logo-empty"),
        (file_of(Image.new("RGB", (400, 20), "red")), "logo-unreadable"),
    ],
)
def test_what_is_no_logo_is_refused(data, code):
    with pytest.raises(LabelError) as refused:
        Logo.of_file(data)

    assert refused.value.code == code


@pytest.mark.parametrize("stock", ["single-70x37", "avery-l7165", "roll-50x30"])
def test_a_logo_is_on_paper_by_every_pen(stock, make_label):
    logo = Logo.of_file(file_of(Image.new("RGB", (200, 200), (200, 30, 30))))
    design = "minimal" if stock == "roll-50x30" else None
    label = make_label(logo=logo)
    with_logo, without = (print_labels(one, stock=stock, design=design).data for one in (label, make_label()))

    red = lambda file: (numpy.ptp(numpy.asarray(next(rendered_colours(file)), dtype=int), axis=2) > 90).sum()  # noqa: E731
    assert (red(with_logo) > 500) == (design is None)
    assert red(without) == 0
    assert (
        b"<image " in print_labels(label, stock=stock.replace("avery-l7165", "1x1:99x67/99x67"), format="svg").data
    ) == (design is None)
    print_labels(label, stock="1x1:99x67/99x67", format="zpl", dpi=203)


def rendered_colours(file: bytes):
    with pypdfium2.PdfDocument(file) as document:
        yield document[0].render(scale=3).to_pil().convert("RGB")


def test_a_grey_logo_becomes_dots_that_look_grey_on_a_label_printer(make_label):
    grey = Logo.of_file(file_of(Image.new("RGB", (200, 200), (128, 128, 128))))
    plain, dotted = (
        print_labels(make_label(logo=logo), stock="1x1:99x67/99x67", format="zpl", dpi=203).data
        for logo in (None, grey)
    )

    assert len(dotted) != len(plain)
    assert list(rendered_pages(print_labels(make_label(logo=grey)).data, dpi=72))

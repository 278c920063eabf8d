"""Labels over HTTP."""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image


def test_a_label_of_each_kind_needs_no_token(client, make_product):
    product = make_product(gtin=True)

    for form, kind in (("pdf", "application/pdf"), ("svg", "image/svg+xml"), ("png", "image/png")):
        label = client.get(f"/api/v1/products/{product.code}/label.{form}")
        assert (label.status_code, label.mimetype) == (200, kind)
        assert label.headers["Content-Disposition"].endswith(f'.{form}"')


def test_a_label_says_what_the_product_says(client, make_product, make_lot):
    product = make_product()
    lot = make_lot(product)
    wanted = client.get(f"/api/v1/products/{product.code}/lots/{lot.code}").json["qr_content"]

    label = client.get(f"/api/v1/products/{product.code}/label.png?lot={lot.code}")

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(label.data)))
    assert wanted in [one.text for one in found]


def test_a_sheet_starts_where_it_is_told(client, make_product):
    product = make_product()

    sheet = client.get(f"/api/v1/products/{product.code}/label.pdf?stock=a4-24-70x37&start=23&count=4")

    assert len(pypdfium2.PdfDocument(sheet.data)) == 2


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("lot=KHONG", 404, "lot"),
        ("stock=a5", 422, "stock"),
        ("start=0", 422, "start"),
        ("start=200&stock=a4-24-70x37", 422, "start"),
        ("count=100000", 422, "count"),
        ("colour=red", 422, "colour"),
        ("design=poster", 422, "design"),
        ("design=carton", 422, "design"),
        ("stock=a4-24-70x37&used=25", 422, "start"),
        ("used=a", 422, "used"),
        ("nudge=1,2", 422, "nudge"),
        ("nudge=9,0,1,1", 422, "nudge"),
        ("cut_marks=perhaps", 422, "cut_marks"),
    ],
)
def test_a_label_is_refused_by_the_name_of_the_fault(client, make_product, query, status, field):
    refused = client.get(f"/api/v1/products/{make_product().code}/label.pdf?{query}")

    assert (refused.status_code, refused.json["errors"][0]["field"]) == (status, field)


def test_a_sheet_is_printed_as_it_was_asked_for(client, make_product):
    asked = "stock=a4-24-70x37&used=1,2,9&count=22&cut_marks=1&nudge=0.5,-0.5,1.001,0.999&design=wide"

    sheet = client.get(f"/api/v1/products/{make_product().code}/label.pdf?{asked}")

    assert len(pypdfium2.PdfDocument(sheet.data)) == 2


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [
        ("Trà 蜂蜜 A", "", "text-missing-glyph"),
        ("Trà A", "?stock=a5", "stock-unknown"),
        ("Trà A", "?stock=3x8:70x", "stock-malformed"),
    ],
)
def test_a_refusal_of_the_press_keeps_its_code(client, make_product, name, query, code):
    refused = client.get(f"/api/v1/products/{make_product(name=name).code}/label.pdf{query}")

    assert (refused.status_code, refused.json["code"]) == (422, code)


def test_other_kinds_of_label_and_drafts_are_not_found(client, make_product):
    draft = make_product(draft=True)

    assert client.get(f"/api/v1/products/{make_product().code}/label.gif").status_code == 404
    assert client.get(f"/api/v1/products/{draft.code}/label.pdf").status_code == 404

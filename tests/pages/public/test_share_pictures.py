"""The picture behind a shared address, as messengers ask for it."""

import io

import pytest
from PIL import Image


def test_a_picture_is_sent_whole_and_then_known_again(client, make_product):
    product = make_product()

    first = client.get(f"/share/{product.code}.png")
    again = client.get(f"/share/{product.code}.png", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.mimetype) == (200, "image/png")
    assert first.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in first.headers
    with Image.open(io.BytesIO(first.data)) as shown:
        assert shown.size == (1200, 630)
    assert (again.status_code, again.data) == (304, b"")


def test_the_sample_says_so_on_its_picture(sample_client, client, make_product):
    code = sample_client.get("/api/v1/products?limit=1").json["items"][0]["code"]

    answer = sample_client.get(f"/share/{code}.png")

    with Image.open(io.BytesIO(answer.data)) as shown:
        assert len(shown.convert("RGB").crop((860, 20, 1136, 80)).getcolors()) > 1


@pytest.mark.parametrize("code", ["00000000", "x" * 300, "..", "%00", "21SD1T7Z%2F.."])
def test_an_unknown_code_has_no_picture(client, code):
    assert client.get(f"/share/{code}.png").status_code in (404, 400)


def test_a_draft_has_no_picture(client, make_product):
    assert client.get(f"/share/{make_product(draft=True).code}.png").status_code == 404

"""Photographs over HTTP."""

import io

import pytest
from PIL import Image


def picture(form="PNG", size=(40, 30)):
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("method", ["post", "put"])
def test_a_photograph_comes_raw_or_as_part_of_a_form(client, mine, method):
    address = f"/api/v1/products/{mine.product.code}/photos"
    send = getattr(client, method)

    raw = send(address, data=picture(), content_type="image/png", headers=mine.token)
    part = send(address, data={"photo": (io.BytesIO(picture("JPEG", (30, 40))), "a.jpg")}, headers=mine.token)

    assert (raw.status_code, part.status_code) == (201, 201)
    assert len(part.json["photos"]) == 2
    assert client.get(part.headers["Location"]).json == part.json
    assert client.get(f"/api/v1/products/{mine.product.code}").json["photo_url"] == part.json["photos"][0]


def test_the_same_key_keeps_one_photograph(client, mine):
    address, headers = f"/api/v1/products/{mine.product.code}/photos", {**mine.token, "Idempotency-Key": "p1"}

    answers = [client.post(address, data=picture(), content_type="image/png", headers=headers) for _ in range(2)]

    assert answers[0].data == answers[1].data


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"GIF89a", "image/gif", 415),
        (b"{}", "application/json", 415),
        (b"no picture", "image/png", 422),
        (picture()[:60], "image/png", 422),
        (b"", "image/png", 422),
        (b"\x00" * (5 * 1024 * 1024 + 1), "image/png", 413),
        (b"\x00" * (7 * 1024 * 1024), "image/png", 413),
    ],
)
def test_what_is_no_picture_is_refused(client, mine, held, data, content_type, status):
    before = held()

    refused = client.post(
        f"/api/v1/products/{mine.product.code}/photos", data=data, content_type=content_type, headers=mine.token
    )

    assert (refused.status_code, refused.mimetype) == (status, "application/problem+json")
    assert held() == before


def test_a_form_without_the_part_is_refused(client, mine):
    refused = client.post(
        f"/api/v1/products/{mine.product.code}/photos", data={"other": (io.BytesIO(b"x"), "x")}, headers=mine.token
    )

    assert (refused.status_code, refused.json["code"]) == (422, "photo-missing")

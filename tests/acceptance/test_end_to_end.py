"""From nothing to a scanned label, through HTTP and the command line alone."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp

from tests.acceptance.services import call, environment, free_port, ocop, served


def qr_in(pdf: bytes) -> str:
    """Return what an independent decoder reads in the one QR of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=300 / 72).to_pil()
    document.close()
    (code,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return str(code.text)


@pytest.mark.parametrize("gtin", ["9521234543213", None])
def test_a_product_goes_from_nothing_to_a_scanned_label(tmp_path: Path, gtin: str | None) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    signed_on = (datetime.now(UTC) - timedelta(days=10)).date().isoformat()
    env = environment(tmp_path, OCOP_PUBLIC_BASE_URL=base)
    ocop(env, "init", "--sample", "none")
    ocop(env, "user", "create", "tinh", "--role", "province", "--unit", "86")
    ocop(env, "user", "create", "coso", "--role", "producer")
    province = ocop(env, "token", "create", "tinh").strip()
    producer = ocop(env, "token", "create", "coso").strip()
    with served(env, port):
        subject = {"name": "Hợp tác xã Dừa Sáp Thử Nghiệm", "subject_type": "cooperative", "unit_code": "29341"}
        status, _, body = call(f"{base}/api/v1/subjects", token=producer, body=subject)
        assert status == 201, body
        product = {"subject_id": json.loads(body)["id"], "name": "Mật hoa dừa cô đặc", "product_set": 4}
        if gtin:
            product["gtin"] = gtin
        status, headers, body = call(f"{base}/api/v1/products", token=producer, body=product)
        assert status == 201, body
        made = json.loads(body)
        assert urlsplit(headers["location"]).path == f"/api/v1/products/{made['code']}"
        decision = {"number": "2718/QĐ-UBND", "signed_on": signed_on, "star": 4, "unit_code": "86"}
        address = f"{base}/api/v1/products/{made['code']}/decisions"
        status, _, body = call(address, token=province, body=decision)
        assert status == 201, body
        label = tmp_path / "label.pdf"
        ocop(env, "labels", "print", gtin or made["code"], "--format", "pdf", "-o", str(label))
        printed = qr_in(label.read_bytes())
        scanned = urlsplit(printed)
        assert printed == made["qr_content"] == printed.upper()
        status, _, page = call(f"{base}{scanned.path}")
        shown = page.decode()
        assert status == 200
        for words in ("Mật hoa dừa cô đặc", "4 sao", "2718/QĐ-UBND"):
            assert words in shown
        figures = json.loads(ocop(env, "stats", "--json"))
        assert figures["products"]["by_rating"]["four_star"] == 1
        status, _, body = call(f"{base}/api/v1/statistics")
        assert json.loads(body) == figures


def test_a_service_of_real_data_refuses_to_start_without_a_secret(tmp_path: Path) -> None:
    env = environment(tmp_path, OCOP_SECRET_KEY="change-me")
    ocop(env, "init", "--sample", "none")

    ocop(env, "serve", "--port", str(free_port()), status=1)


def test_the_sample_and_real_data_never_mix(tmp_path: Path) -> None:
    env = environment(tmp_path)
    ocop(env, "init", "--sample", "none")

    ocop(env, "init", "--sample", "tra-vinh", status=1)
    ocop(env, "init")

    assert json.loads(ocop(env, "stats", "--json"))["products"]["total"] == 0

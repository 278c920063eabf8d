"""A label with a serial, from the press to the phone, on a real service; the same under granian and gunicorn."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp

from tests.acceptance.services import call, environment, free_port, ocop, served, wait_for

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "vi"}
UNKNOWN, ISSUED = "Hệ thống chưa từng cấp mã này", "do sổ này cấp"


def codes_in(pdf: bytes) -> list[str]:
    """Return what an independent decoder reads on the pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    pictures = [page.render(scale=300 / 72).to_pil() for page in document]
    document.close()
    read = [zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode) for picture in pictures]
    return [code.text for codes in read for code in codes]


@contextmanager
def by_gunicorn(env: dict[str, str], port: int) -> Iterator[None]:
    """Serve by gunicorn with two workers of two threads."""
    command = [sys.executable, "-m", "gunicorn", "wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "2", "--log-level", "warning"]
    server = subprocess.Popen(command, env=env, cwd=Path(__file__).parents[2], start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)


@contextmanager
def by_granian(env: dict[str, str], port: int) -> Iterator[None]:
    """Serve as `ocop serve` does."""
    with served(env, port, "--workers", "2"):
        yield


@pytest.mark.parametrize("serving", [by_granian, by_gunicorn], ids=["granian", "gunicorn"])
def test_a_printed_serial_is_known_and_its_neighbours_are_not(tmp_path: Path, serving) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = environment(tmp_path, OCOP_PUBLIC_BASE_URL=base)
    ocop(env, "init")
    with serving(env, port):
        found = json.loads(call(f"{base}/api/v1/products?rating=four_star&limit=1")[2])
        code = found["items"][0]["code"]
        for lot in ("L01", "L02"):
            ocop(env, "lots", "open", code, lot)
        sheet = tmp_path / "labels.pdf"
        ocop(env, "labels", "print", code, "--lot", "L01", "--count", "3", "--serials", "-o", str(sheet))
        codes = codes_in(sheet.read_bytes())
        path = urlsplit(codes[0]).path
        page = opened(base, path)
        turned = path[:-1] + ("0" if path[-1] != "0" else "1")
        wrong, elsewhere = opened(base, turned), opened(base, path.replace("/L01/", "/L02/"))

        assert len(set(codes)) == 3
        assert ISSUED in page
        assert UNKNOWN not in page
        assert page.index("Đang được công nhận") < page.index("<h1")
        assert UNKNOWN in wrong
        assert UNKNOWN in elsewhere
        assert ISSUED not in wrong + elsewhere

        plain = path.split("/21/")[0]
        ways = [opened(base, plain) for _ in range(6)]
        assert len(set(ways)) == 1
        assert len({headers_of(base, plain) for _ in range(6)}) == 1


def opened(base: str, path: str) -> str:
    """Return the page that a browser gets."""
    status, headers, body = call(base + path, **BROWSER)
    assert status == 200
    assert "set-cookie" not in headers
    return body.decode()


def headers_of(base: str, path: str) -> tuple[tuple[str, str], ...]:
    """Return the headers of a page but those of one request."""
    own = ("x-request-id", "date", "server", "connection")
    return tuple(sorted((name, value) for name, value in call(base + path, **BROWSER)[1].items() if name not in own))


def test_an_edit_shows_in_every_worker_at_once(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = environment(tmp_path, OCOP_PUBLIC_BASE_URL=base)
    ocop(env, "init", "--sample", "none")
    ocop(env, "user", "create", "coso", "--role", "producer")
    token = ocop(env, "token", "create", "coso").strip()
    with served(env, port, "--workers", "2"):
        subject = {"name": "Hợp tác xã Dừa Sáp", "subject_type": "cooperative", "unit_code": "29341"}
        found = call(f"{base}/api/v1/subjects", token=token, body=subject)[1]["location"].rpartition("/")[2]
        product = {"subject_id": found, "name": "Mật hoa dừa", "product_set": 4}
        code = call(f"{base}/api/v1/products", token=token, body=product)[1]["location"].rpartition("/")[2]
        for turn in range(10):
            before = {opened(base, f"/t/{code}").split("<h1")[1].split("</h1>")[0] for _ in range(12)}
            address = f"{base}/api/v1/products/{code}"
            tag = call(address)[1]["etag"]
            status, _, _ = call(
                address, token=token, body={"name": f"Tên {turn}"}, method="PATCH", **{"If-Match": tag}
            )
            after = {opened(base, f"/t/{code}").split("<h1")[1].split("</h1>")[0] for _ in range(12)}

            assert status == 200
            assert len(before) == len(after) == 1
            assert f"Tên {turn}" in next(iter(after))

        status, _, _ = call(f"{base}/api/v1/products/{code}/lots", token=token, body={"code": "L1"})
        assert status == 201
        calm = {opened(base, f"/t/{code}/10/L1").count("NGỪNG SỬ DỤNG") for _ in range(12)}
        recall = {"reason": "Phát hiện nấm mốc", "advice": "Trả lại nơi mua"}
        status, _, _ = call(f"{base}/api/v1/products/{code}/lots/L1/recall", token=token, body=recall)
        pages = [opened(base, f"/t/{code}/10/L1") for _ in range(24)]

        assert (status, calm) == (200, {0})
        assert all(page.index("NGỪNG SỬ DỤNG") < page.index("<h1") for page in pages)

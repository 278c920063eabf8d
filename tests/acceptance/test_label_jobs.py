"""A job of thousands of labels whose service is killed in the middle: it completes, no serial twice, none missing.

`make soak` orders 20,000, the tests of every day half of that.
"""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy
import pytest
import zxingcpp

from labels.rasters import rendered_pages
from tests.acceptance.services import call, environment, free_port, ocop, served

COUNT = 20_000 if os.environ.get("OCOP_SOAK") else 10_000
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


class Client:
    """Who orders labels over HTTP."""

    def __init__(self, base: str, token: str) -> None:
        self.base, self.token = base, token

    def ask(self, path: str, body: object = None) -> dict[str, Any]:
        status, _, answer = call(f"{self.base}{path}", token=self.token, body=body)
        assert status < 300, answer
        found: dict[str, Any] = json.loads(answer)
        return found

    def wait_for(self, address: str, reached: Callable[[dict[str, Any]], object], seconds: float = 120) -> None:
        """Ask for a job until it is where it should be."""
        end = time.monotonic() + seconds
        while not reached(job := self.ask(address)):
            assert time.monotonic() < end, job
            time.sleep(0.05)

    def order(self, count: int = COUNT) -> tuple[str, str]:
        """Order labels of a new product; return the addresses of the job and of the lot's ledger."""
        subject = self.ask("/api/v1/subjects", {"name": "Hộ Thử", "subject_type": "household", "unit_code": "29341"})
        product = self.ask("/api/v1/products", {"subject_id": subject["id"], "name": "Mật hoa dừa", "product_set": 4})
        self.ask(f"/api/v1/products/{product['code']}/lots", {"code": "L1"})
        wanted = {"product": product["code"], "lot": "L1", "count": count, "serials": True, "stock": "a4-24-70x37"}
        job = self.ask("/api/v1/label-jobs", wanted)
        return f"/api/v1/label-jobs/{job['id']}", f"/api/v1/products/{product['code']}/lots/L1/serials"


@pytest.mark.soak
def test_a_killed_job_of_thousands_of_labels_completes(tmp_path: Path) -> None:
    port = free_port()
    env = environment(tmp_path, OCOP_PUBLIC_BASE_URL=f"http://127.0.0.1:{port}")
    ocop(env, "init", "--sample", "none")
    ocop(env, "user", "create", "xa", "--role", "commune", "--unit", "29341")
    client = Client(f"http://127.0.0.1:{port}", ocop(env, "token", "create", "xa").strip())

    with served(env, port, worker=True) as server:
        address, book = client.order()
        client.wait_for(address, lambda job: job["done"])
        os.killpg(server.pid, signal.SIGKILL)
    with served(env, port, worker=True):
        begun = client.ask(address)
        client.wait_for(address, lambda job: job["status"] == "done")
        status, _, file = call(f"{client.base}{address}/file", token=client.token)
        ledger = client.ask(book)

    assert 0 < begun["done"] < COUNT
    assert (status, ledger["issued"], [one["last"] for one in ledger["ranges"]]) == (200, COUNT, [COUNT])
    found = Counter(serials_of(file, tmp_path))
    assert (len(found), set(found.values())) == (COUNT, {1})


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Run a Redis of our own and return its address."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_a_job_goes_by_redis_too(tmp_path: Path) -> None:
    port, count = free_port(), 500
    with redis(tmp_path) as jobs_url:
        env = environment(tmp_path, OCOP_PUBLIC_BASE_URL=f"http://127.0.0.1:{port}", OCOP_JOBS_URL=jobs_url)
        ocop(env, "init", "--sample", "none")
        ocop(env, "user", "create", "xa", "--role", "commune", "--unit", "29341")
        client = Client(f"http://127.0.0.1:{port}", ocop(env, "token", "create", "xa").strip())

        with served(env, port, worker=True):
            address, _ = client.order(count)
            client.wait_for(address, lambda job: job["status"] == "done")
            _, _, file = call(f"{client.base}{address}/file", token=client.token)

    assert len(set(serials_of(file, tmp_path))) == count
    assert not (tmp_path / "jobs.db").exists()


def serials_of(file: bytes, folder: Path) -> list[str]:
    """Return the serial of every QR in a file."""
    path = folder / "labels.pdf"
    path.write_bytes(file)
    return [
        seen.text.rpartition("/21/")[2]
        for picture in rendered_pages(path, dpi=120)
        for seen in zxingcpp.read_barcodes(numpy.asarray(picture), formats=_QR, try_rotate=False, try_downscale=False)
    ]

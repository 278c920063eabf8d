"""An answered write is there after kill -9, and each unit of work reached the disk before its answer."""

import json
import os
import re
import shutil
import signal
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.acceptance.services import call, environment, free_port, ocop, served

_SUBJECT = {"subject_type": "household", "unit_code": "29341"}


def test_a_kill_under_500_writes_loses_no_answered_one(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = environment(tmp_path, OCOP_PUBLIC_BASE_URL=base)
    ocop(env, "init", "--sample", "none")
    ocop(env, "user", "create", "xa", "--role", "commune", "--unit", "29341")
    token = ocop(env, "token", "create", "xa").strip()
    answered: list[str] = []
    enough = threading.Event()

    def write(number: int) -> None:
        try:
            body = {"name": f"Hộ thử {number}", **_SUBJECT}
            status, _, answer = call(f"{base}/api/v1/subjects", token=token, body=body)
        except (URLError, OSError, HTTPException):
            return
        if status == 201:
            answered.append(json.loads(answer)["id"])
            if len(answered) >= 120:
                enough.set()

    with served(env, port) as server, ThreadPoolExecutor(32) as pool:
        writes = [pool.submit(write, number) for number in range(500)]
        enough.wait(timeout=60)
        os.killpg(server.pid, signal.SIGKILL)
        for one in writes:
            one.result()
    assert 120 <= len(answered) < 500
    with served(env, port):
        lost = [one for one in answered if call(f"{base}/api/v1/subjects/{one}")[0] != 200]
    assert lost == []


@pytest.mark.soak
def test_a_kill_under_scans_loses_no_answered_one(tmp_path: Path) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = environment(tmp_path, OCOP_PUBLIC_BASE_URL=base)
    ocop(env, "init", "--sample", "tra-vinh")
    with served(env, port):
        code = json.loads(call(f"{base}/api/v1/products?limit=1")[2])["items"][0]["code"]
    answered = 0
    rounds = [60, 25, 40] if not os.environ.get("OCOP_SOAK") else [17 + 7 * number % 40 for number in range(20)]
    for wanted in rounds:
        with served(env, port) as server:
            for _ in range(wanted):
                answered += call(f"{base}/t/{code}")[0] == 200
            os.killpg(server.pid, signal.SIGKILL)
    assert answered == sum(rounds)

    with served(env, port, worker=True):
        end = time.monotonic() + 60
        while counted(tmp_path) < answered and time.monotonic() < end:
            time.sleep(0.2)
        time.sleep(2.5)
    assert counted(tmp_path) == answered


def counted(folder: Path) -> int:
    """Return how many scans are counted in the store of a data folder."""
    with closing(sqlite3.connect(folder / "scans.db")) as connection:
        return connection.execute("SELECT coalesce(sum(scans), 0) FROM scan_counts").fetchone()[0]


def test_every_answered_write_reached_the_disk_first(tmp_path: Path) -> None:
    assert shutil.which("strace"), "strace is missing; tests/prerequisites.py installs it"
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = environment(tmp_path, OCOP_PUBLIC_BASE_URL=base)
    ocop(env, "init", "--sample", "none")
    ocop(env, "user", "create", "xa", "--role", "commune", "--unit", "29341")
    token = ocop(env, "token", "create", "xa").strip()
    trace = tmp_path / "trace"
    strace = ("strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(trace))

    with served(env, port, "--workers", "1", wrapped_in=strace):
        before = len(re.findall(r"f(?:data)?sync\(", trace.read_text()))
        for number in range(40):
            status, _, _ = call(f"{base}/api/v1/subjects", token=token, body={"name": f"Hộ {number}", **_SUBJECT})
            assert status == 201
        time.sleep(0.5)
        after = len(re.findall(r"f(?:data)?sync\(", trace.read_text()))

    assert after - before >= 40

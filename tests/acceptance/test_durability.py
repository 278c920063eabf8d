"""An answered write is there after kill -9, and each unit of work reached the disk before its answer."""

import json
import os
import re
import shutil
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError

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

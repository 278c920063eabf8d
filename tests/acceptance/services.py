"""A real service in a folder of its own: the console script and granian, as an operator runs them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

SECRET = "for-the-tests-alone-" + "x" * 32
OCOP = [sys.executable, "-m", "ocop"]


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """Return the environment of an operator with a data folder and nothing else of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    return {**kept, "OCOP_DATA_DIR": str(data_dir), "OCOP_SECRET_KEY": SECRET, **more}


def ocop(env: dict[str, str], *words: str, status: int = 0, stdin: str = "") -> str:
    """Run a command and return what it printed; any other exit status is a failure."""
    done = subprocess.run([*OCOP, *words], env=env, input=stdin, capture_output=True, text=True, timeout=180)
    assert done.returncode == status, done.stderr + done.stdout
    return done.stdout


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    env: dict[str, str], port: int, *words: str, wrapped_in: tuple[str, ...] = (), worker: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve until the block ends; the whole group is killed then, however it stands."""
    command = [*wrapped_in, *OCOP, "serve", "--port", str(port), "--worker" if worker else "--no-worker", *words]
    server = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)


def wait_for(address: str, seconds: float = 60) -> None:
    """Wait until an address answers 200."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer")


def call(
    address: str, *, token: str | None = None, body: Any = None, method: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Ask an address and return status, headers and body; errors of HTTP are answers too."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(address, data=data, method=method or ("POST" if data else "GET"))
    if data is not None:
        request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, {name.lower(): value for name, value in refusal.headers.items()}, refusal.read()

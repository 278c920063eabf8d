"""How long one label takes over HTTP from a warm service: `/api/v1/products/{code}/label.{pdf,svg,png}`.

    python -m benchmarks.http_labels

A real service with one worker process serves the sample from a folder of its own; one client asks over one connection
that stays open, one request after another. What is told is wall time from the request to the last byte of the answer:
of one label asked for again and again, which the service keeps, and of labels of different products, each never asked
for before in that format. The aim is a median under 30 ms; what misses it is said, the status stays 0.
"""

import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from benchmarks.throwaway import ROOT

FORMATS = ("pdf", "svg", "png")
AIM_MS, AGAIN, FRESH, WARMING = 30.0, 200, 100, 5


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a service with a data folder and nothing else of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    return {**kept, "OCOP_DATA_DIR": str(folder), "OCOP_SECRET_KEY": "for-the-benchmark-alone-" + "x" * 32}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path) -> Iterator[http.client.HTTPConnection]:
    """Make a registry of the sample, serve it until the block ends, and give a connection to it."""
    env, port, ocop = environment(folder), free_port(), [sys.executable, "-m", "ocop"]
    subprocess.run([*ocop, "init"], env=env, cwd=ROOT, check=True, capture_output=True)
    command = [*ocop, "serve", "--port", str(port), "--workers", "1", "--no-worker"]
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        await_answer(connection)
        yield connection
    finally:
        connection.close()
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)
        log.close()


def await_answer(connection: http.client.HTTPConnection, seconds: float = 60) -> None:
    """Wait until the service says that it is ready."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            got(connection, "/readyz")
        except (OSError, http.client.HTTPException, RuntimeError):
            connection.close()
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the service did not answer")


def got(connection: http.client.HTTPConnection, path: str) -> bytes:
    """Return what an address answers with 200; raises RuntimeError for any other answer."""
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
    return body


def product_codes(connection: http.client.HTTPConnection) -> Iterator[str]:
    """Yield the codes of all published products, page after page."""
    path = "/api/v1/products?limit=100"
    while path:
        page = json.loads(got(connection, path))
        yield from (one["code"] for one in page["items"])
        path = f"/api/v1/products?limit=100&cursor={page['next']}" if page.get("next") else ""


def milliseconds(connection: http.client.HTTPConnection, codes: Sequence[str], format: str) -> list[float]:
    """Return how long each label took, asked for one after another."""
    taken = []
    for code in codes:
        start = time.perf_counter()
        got(connection, f"/api/v1/products/{code}/label.{format}")
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def told(format: str, name: str, taken: Sequence[float]) -> str:
    """Return a line of the table."""
    middle, late = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    verdict = "held" if middle < AIM_MS else "NOT HELD"
    return f"{format:<6}{name:<34}{len(taken):>5}{middle:>11.1f}{late:>11.1f}    {verdict}"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as folder, served(Path(folder)) as connection:
        codes = list(islice(product_codes(connection), WARMING + FRESH))
        print(f"{'':<6}{'':<34}{'asked':>5}{'p50, ms':>11}{'p95, ms':>11}    median under {AIM_MS:.0f} ms")
        lines = []
        for format in FORMATS:
            milliseconds(connection, codes[:WARMING], format)
            lines.append(told(format, "the same label again", milliseconds(connection, codes[:1] * AGAIN, format)))
            fresh = milliseconds(connection, codes[WARMING:], format)
            lines.append(told(format, "different labels, never asked for", fresh))
    print("\n".join(lines))


if __name__ == "__main__":
    main()

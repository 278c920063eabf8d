"""The page behind a code under load, beside a bare Flask hello under the same server in the same run.

    python -m benchmarks.scans [products] [seconds] [--postgres]

A registry of so many products (100,000 unless told) lies in SQLite, or in PostgreSQL; wrk asks for codes as people
do, a few often and most hardly ever (Zipf), with a phone's headers. Every answer carries the security headers, every
scan is recorded. Rounds take turns: hello, the page of codes that are asked often, of all codes, and of codes never
kept (no memory for pages at all); redirects and linksets of GTINs, kept and never kept. Medians of the rounds and
their ratio to hello are told, then how long answers take at 70 % of the peak of each kind of page.
"""

import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import orjson
from sqlalchemy import insert, select

from benchmarks.http_labels import environment, free_port
from benchmarks.throwaway import ROOT
from ocop.app import create_app, terminal_for
from ocop.cli.registries import make_registry
from ocop.config import Settings
from ocop.domain.gtins import check_digit
from ocop.domain.product_codes import code_of
from ocop.models.database import db, new_id
from ocop.models.products import Product
from ocop.models.stories import Story
from ocop.services.stories import write_missing_stories
from ocop.services.work import unit_of_work
from tests import postgres

PRODUCTS, SECONDS, ROUNDS, WORKERS, CONNECTIONS = 100_000, 5, 3, 2, 8
#: The load under which the slowest answers are looked at, of the peak; as many connections as then wait.
PART, PACED_CONNECTIONS = 0.7, 32
#: The codes of the round of hits; their pages fit in the memory of a worker.
OFTEN = 500
PHONE = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi-VN,vi;q=0.9,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; SM-A105F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
}
MACHINE = {"Accept": "*/*", "User-Agent": "resolver-client/1.0"}
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def filled(folder: Path, count: int, url: str = "") -> list[str]:
    """Make a registry of so many products, copies of the sample's with codes of their own; return their paths.

    Every second copy has a GTIN of the prefix for demonstrations.
    """
    settings = Settings(
        folder, url or f"sqlite:///{folder}/ocop.db", url or f"sqlite:///{folder}/scans.db", secret_key="b" * 40
    )
    app = create_app(settings)
    make_registry(terminal_for(app, settings), "tra-vinh")
    with app.app_context():
        with unit_of_work():
            write_missing_stories(5000)
        paths = [orjson.loads(text)["product"]["path"] for text in db.session.scalars(select(Story.facts))]
        kept = list(db.session.execute(select(Product.__table__, Story.facts).join(Story)).mappings())
        while len(paths) < count:
            with unit_of_work():
                paths += _copies(kept, len(paths), min(5000, count - len(paths)))
    return paths


def _copies(kept: list, start: int, count: int) -> list[str]:
    products, stories, paths = [], [], []
    for number in range(start, start + count):
        row = dict(kept[number % len(kept)])
        facts = orjson.loads(row.pop("facts"))
        code = code_of(40_000_000 + number)
        body = f"09524{number:08d}"
        gtin = body + check_digit(body) if number % 2 else None
        path = f"/01/{gtin}" if gtin else f"/t/{code}"
        row |= {"id": new_id(), "code": code, "gtin": gtin, "ocop_code": None, "name": f"{row['name']} số {number}"}
        facts["id"] = row["id"]
        facts["product"] |= {"code": code, "gtin": gtin, "ocop_code": None, "name": row["name"], "path": path}
        products.append(row)
        stories.append({"product_id": row["id"], "code": code, "gtin": gtin, "facts": orjson.dumps(facts).decode()})
        paths.append(path)
    db.session.execute(insert(Product.__table__), products)
    db.session.execute(insert(Story.__table__), stories)
    return paths


@contextmanager
def serving(target: str, env: dict[str, str]) -> Iterator[str]:
    """Serve an application under granian as `ocop serve` does; give its address."""
    port = free_port()
    command = [sys.executable, "-m", "granian", target, "--factory", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", "4", "--no-ws", "--http", "1"]
    command += ["--log-level", "warning"]
    server = subprocess.Popen(
        command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        await_port(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)


def await_port(port: int) -> None:
    """Wait until a port answers, half a second more for what warms itself."""
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(0.5)
                return
        time.sleep(0.1)
    raise RuntimeError("the service did not start")


def loaded(base: str, script: Path, seconds: float, connections: int = CONNECTIONS) -> dict[str, float]:
    """Let wrk ask for a while; return requests per second, p50 and p99 in ms, and answers that were no 2xx or 3xx."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", "-s", str(script), base]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {
        name: float(value) * _UNITS[unit] for name, value, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)", told)
    }
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert rate is not None, told
    return {"rate": float(rate[1]), "p50": found["50"], "p99": found["99"], "bad": float(bad[1]) if bad else 0}


def paced(base: str, script: Path, seconds: float, rate: float) -> dict[str, float]:
    """Let wrk ask at about a rate, in requests per second; waits between requests are spread around their mean."""
    wait, slow = PACED_CONNECTIONS / rate * 1000, script.with_suffix(".paced.lua")
    for length in (2.0, 2.0, seconds):  # the first two tell how long a request itself takes
        slow.write_text(script.read_text() + f"\nfunction delay() return math.random() * {2 * wait:.3f} end\n")
        found = loaded(base, slow, length, PACED_CONNECTIONS)
        wait = max(wait + PACED_CONNECTIONS * 1000 * (1 / rate - 1 / found["rate"]), 0.0)
    return found


def script_of(folder: Path, name: str, paths: list[str], headers: dict[str, str]) -> Path:
    """Write the paths and headers that wrk asks for, in order and over again."""
    listed = folder / f"{name}.txt"
    listed.write_text("\n".join(paths))
    lines = [f'wrk.headers["{key}"] = "{value}"' for key, value in headers.items()]
    script = folder / f"{name}.lua"
    script.write_text(
        "\n".join(lines)
        + f"""
local paths = {{}}
for line in io.lines("{listed}") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""
    )
    return script


def zipf(paths: list[str], count: int) -> list[str]:
    """Return codes as people ask for them: the n-th code 1/n as often as the first."""
    chance = random.Random(7)
    shuffled = chance.sample(paths, len(paths))
    return chance.choices(shuffled, weights=[1 / (place + 1) for place in range(len(paths))], k=count)


def main() -> int:
    """Print the table; return 1 where an answer was wrong."""
    if not shutil.which("wrk"):
        print("Not measured, for wrk is not installed: apt-get install wrk")
        return 0
    numbers = [word for word in sys.argv[1:] if word.isdigit()]
    count, seconds = (int(word) for word in (numbers + [str(PRODUCTS), str(SECONDS)][len(numbers) :])[:2])
    with tempfile.TemporaryDirectory() as text, ExitStack() as stack:
        folder = Path(text)
        (folder / "data").mkdir()
        start = time.monotonic()
        env = {**environment(folder / "data"), "OCOP_SCAN_RATE": "0", "OCOP_UNKNOWN_RATE": "0"}
        url = ""
        if "--postgres" in sys.argv:
            url = stack.enter_context(postgres.cluster()).create("ocop")
            env |= {"OCOP_DATABASE_URL": url, "OCOP_SCANS_DATABASE_URL": url}
        paths = filled(folder / "data", count, url)
        store = "PostgreSQL" if url else "SQLite"
        print(f"{len(paths):,} products in {store}, made in {time.monotonic() - start:.0f} s", flush=True)
        hello = stack.enter_context(serving("benchmarks.children.bare_flask:create_app", env))
        kept = stack.enter_context(serving("ocop.app:served_app", env))
        unkept = stack.enter_context(serving("ocop.app:served_app", {**env, "OCOP_PAGE_CACHE_MB": "0"}))
        asked = zipf(paths, 200_000)
        links = [path for path in asked if path.startswith("/01/")]
        linksets = [f"{path}?linkType=linkset" for path in links]
        rounds = {
            "hello (bare Flask)": (hello, script_of(folder, "hello", ["/"], {})),
            "page, codes asked often": (kept, script_of(folder, "often", zipf(paths[:OFTEN], 50_000), PHONE)),
            "page, Zipf over all codes": (kept, script_of(folder, "zipf", asked, PHONE)),
            "page, nothing kept": (unkept, script_of(folder, "unkept", asked, PHONE)),
            "redirect, Zipf": (kept, script_of(folder, "redirect", links, MACHINE)),
            "redirect, nothing kept": (unkept, script_of(folder, "redirect", links, MACHINE)),
            "linkset, Zipf": (kept, script_of(folder, "linkset", linksets, MACHINE)),
            "linkset, nothing kept": (unkept, script_of(folder, "linkset", linksets, MACHINE)),
        }
        return told(rounds, seconds)


def told(rounds: dict[str, tuple[str, Path]], seconds: float) -> int:
    """Measure in turns and print medians and ratios."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in rounds}
    for base, script in rounds.values():
        loaded(base, script, 2)
    for _ in range(ROUNDS):
        for name, (base, script) in rounds.items():
            found[name].append(loaded(base, script, seconds))
    middle = {
        name: {key: statistics.median(one[key] for one in several) for key in several[0]}
        for name, several in found.items()
    }
    first = next(iter(middle.values()))["rate"]
    print(f"{'':32}{'req/s':>9}{'ratio':>8}{'p50 ms':>9}{'p99 ms':>9}{'bad':>6}")
    for name, one in middle.items():
        rates = f"{one['rate']:9,.0f}{one['rate'] / first:8.2f}"
        print(f"{name:32}{rates}{one['p50']:9.2f}{one['p99']:9.2f}{one['bad']:6.0f}")
    for name, (base, script) in rounds.items():
        if name.startswith("page"):
            one = paced(base, script, seconds * 2, PART * middle[name]["rate"])
            part = one["rate"] / middle[name]["rate"]
            print(f"{name} at {part:.0%} of its peak: {one['p50']:.1f} ms, p99 {one['p99']:.1f} ms")
    return int(any(one["bad"] for one in middle.values()))


if __name__ == "__main__":
    sys.exit(main())

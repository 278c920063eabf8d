"""Google's Lighthouse over the page behind a code: a telephone on slow 4G and on slow 3G.

    python -m benchmarks.lighthouse

A registry of its own, not the sample, has one certified product with a photograph, and a lot; `ocop serve` serves it.
Lighthouse comes from npm into a folder that is thrown away; Chromium is the machine's own. Scores are of 100.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.http_labels import environment, free_port
from benchmarks.scans import await_port
from benchmarks.throwaway import ROOT
from ocop.app import create_app, terminal_for
from ocop.cli.registries import make_registry
from ocop.config import Settings
from ocop.services.catalogue import path_of
from ocop.services.photos import add_photo
from ocop.services.work import unit_of_work
from tests.factories import OPERATOR, Clock, Factories

#: Round trip in ms and kbit/s, as Chromium's own tools name them.
NETWORKS = {"slow 4G": (150, 1638), "regular 3G": (300, 700), "slow 3G": (400, 400)}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_CHROME = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def photograph() -> bytes:
    """Return a picture of 12 megapixels with as much in it as one from a telephone."""
    rng = np.random.default_rng(7)
    coarse = Image.fromarray(rng.integers(40, 220, (30, 40, 3), dtype=np.uint8)).resize(
        (4000, 3000), Image.Resampling.BICUBIC
    )
    noise = rng.integers(-12, 12, (3000, 4000, 3), dtype=np.int16)
    picture = Image.fromarray(np.clip(np.asarray(coarse, dtype=np.int16) + noise, 0, 255).astype(np.uint8))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def filled(folder: Path) -> str:
    """Make the registry; return the path of the lot's page."""
    settings = Settings(folder, f"sqlite:///{folder}/ocop.db", f"sqlite:///{folder}/scans.db", secret_key="b" * 40)
    app = create_app(settings)
    make_registry(terminal_for(app, settings), "none")
    factories = Factories(app, Clock(datetime.now(UTC)))
    with app.app_context():
        subject = factories.subject(
            name="Hợp tác xã Mật hoa dừa Tiểu Cần", subject_type="cooperative", phone="0294 385 1234"
        )
        product = factories.product(subject=subject, gtin=True, name="Mật hoa dừa tươi nguyên chất Sokfarm cô đặc")
        factories.decision(product, star=4)
        lot = factories.lot(product, code="L2611A")
        for name in ("Đường hoa dừa hạt", "Nước màu dừa", "Giấm mật hoa dừa"):
            factories.product(subject=subject, name=name)
        with unit_of_work():
            add_photo(OPERATOR, datetime.now(UTC), product, photograph(), folder=folder)
        return f"{path_of(product)}/10/{lot.code}"


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Serve the registry as an operator does; give its address."""
    base = f"http://localhost:{port}"
    command = [sys.executable, "-m", "ocop", "serve", "--port", str(port), "--workers", "1", "--no-worker"]
    env = {**environment(folder), "OCOP_PUBLIC_BASE_URL": base}
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    try:
        await_port(port)
        yield base
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=30)


def installed(folder: Path) -> Path | None:
    """Give Lighthouse from npm, or None and one line that says why not."""
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", "lighthouse"]
    if shutil.which("npm") and subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return folder / "node_modules" / ".bin" / "lighthouse"
    print("Not measured, for Lighthouse could not be installed by npm", flush=True)
    return None


def judged(program: Path, url: str, network: str, folder: Path) -> dict:
    """Return Lighthouse's report of an address."""
    rtt, rate = NETWORKS[network]
    out = folder / "report.json"
    command = [str(program), url, "--quiet", "--output=json", f"--output-path={out}", f"--chrome-flags={_CHROME}"]
    command += ["--form-factor=mobile", "--throttling-method=simulate", f"--throttling.rttMs={rtt}"]
    command += [f"--throttling.throughputKbps={rate}", f"--only-categories={','.join(CATEGORIES)}"]
    chrome = shutil.which("chromium") or shutil.which("google-chrome") or ""
    out.unlink(missing_ok=True)
    done = subprocess.run(
        command, env={**os.environ, "CHROME_PATH": chrome}, check=False, capture_output=True, cwd=folder
    )
    if not out.exists():
        raise RuntimeError(done.stderr.decode()[-2000:])
    return json.loads(out.read_text())


def told(name: str, report: dict) -> None:
    """Print a line of scores, the largest paint, what came over the line, and what lost points."""
    scores = " ".join(f"{round(report['categories'][one]['score'] * 100):>5}" for one in CATEGORIES)
    paint = report["audits"]["largest-contentful-paint"]["numericValue"] / 1000
    weight = report["audits"]["total-byte-weight"]["numericValue"] / 1024
    print(f"{name:24}{scores}   LCP {paint:.2f} s   {weight:.1f} KiB", flush=True)
    for category in CATEGORIES:
        for one in report["categories"][category]["auditRefs"]:
            audit = report["audits"][one["id"]]
            if one["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"    {category}: {audit['title']} ({audit.get('displayValue') or audit['score']})")


def main() -> int:
    """Print the table of scores."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as text:
        folder = Path(text)
        program = installed(folder)
        if program is None:
            return 0
        (folder / "data").mkdir()
        path, port = filled(folder / "data"), free_port()
        with served(folder / "data", port) as base:
            print(f"{'':24}" + " ".join(f"{one[:5]:>5}" for one in CATEGORIES))
            for network in NETWORKS:
                for language in ("vi", "en", "km"):
                    told(f"{network}, {language}", judged(program, f"{base}{path}?lang={language}", network, folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Our press against two peers that pip installs, on the same finished work.

    python -m benchmarks.peers [LABELS]

The job: 1,000 labels of 70 x 37 mm, 24 on an A4 sheet, the same five lines of Vietnamese in the same typeface, on
each label a QR of its own with a serial; ours carries an EAN-13 and an address beside. The peers encode by `qrcode`
with the best mask, as ours does; only ours decodes every symbol before it hands the file over, and it is measured
without that too.

Each run is a process of its own. Two figures count, both of CPU seconds: the whole process, its start and imports
with it; and the job alone, as the process itself says, from reading its order to the closed file. Runs are
interleaved (ours, ours unread, blabel, pylabels, ours, ...); medians are compared. After the last round what each
made is judged: pages, how often the name stands there as text, the codes of three pages as a decoder reads them.
Peers are installed into a folder that is thrown away; pylabels imports as `labels`, as our press does, so a peer sees
its own packages and the standard library, nothing else.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path

import numpy
import pypdfium2
import zxingcpp

from benchmarks.press import PREFIX, WORDS, some_serials
from benchmarks.throwaway import ROOT, installed
from labels.rasters import rendered_pages
from labels.typefaces import VIETNAMESE

CHILDREN = ROOT / "benchmarks" / "children"
#: Peer -> what is installed for it; versions that are not named here are the project's own.
PEERS = {
    "blabel": ("blabel==0.1.7",),
    "pylabels": ("reportlab", "qrcode", "pylabels==1.2.1"),
}
LABELS, ROUNDS, CELLS = 1_000, 3, 24
_WRONG = "  NOT AS ORDERED"


@dataclass
class Runner:
    """Who does the job, how a process of it is started, and what its runs took."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    verify: bool = False
    whole: list[float] = field(default_factory=list)
    job: list[float] = field(default_factory=list)

    def run(self, order: Path) -> None:
        """Do the job once, in a process of its own."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [*self.command, str(order)], env=dict(self.environment), cwd=ROOT, check=True, capture_output=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.whole.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        self.job.append(float(done.stdout.split()[-1]))


def our_runners() -> list[Runner]:
    command = [sys.executable, "-m", "benchmarks.children.our_sheets"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return [
        Runner("ours, every symbol decoded", command, environment, verify=True),
        Runner("ours, encoded and drawn", command, environment),
    ]


def peer_runner(name: str, site: Path) -> Runner:
    """Return what runs a peer: without -S Python would see the packages of the project."""
    command = [sys.executable, "-S", str(CHILDREN / f"{name}_sheets.py")]
    return Runner(name, command, {**os.environ, "PYTHONPATH": str(site)})


def ordered(runner: Runner, folder: Path, codes: list[str]) -> tuple[Path, Path]:
    """Write the order of a job; return it and the file that will be printed."""
    stem = runner.name.replace(" ", "-").replace(",", "")
    order, out = folder / f"{stem}.json", folder / f"{stem}.pdf"
    font = VIETNAMESE / "BeVietnamPro-Regular.ttf"
    said = {"words": WORDS, "codes": codes, "font": str(font), "out": str(out), "verify": runner.verify}
    order.write_text(json.dumps(said), encoding="utf-8")
    return order, out


def judged(path: Path, codes: list[str]) -> str:
    """Say what is wrong with a finished file, or what was found right."""
    document = pypdfium2.PdfDocument(path)
    pages, labels = len(document), sum(page.get_textpage().get_text_range().count(WORDS[0]) for page in document)
    document.close()
    numbers = sorted({1, ceil(pages / 2), pages})
    seen: set[str] = set()
    for picture in rendered_pages(path, dpi=300, numbers=numbers):
        found = zxingcpp.read_barcodes(numpy.asarray(picture), formats=zxingcpp.BarcodeFormat.QRCode)
        seen |= {one.text for one in found}
    wanted = {code for number in numbers for code in codes[(number - 1) * CELLS : number * CELLS]}
    is_right = (pages, labels, seen) == (ceil(len(codes) / CELLS), len(codes), wanted)
    read = f"{len(seen & wanted)} of {len(wanted)} codes of {len(numbers)} pages read"
    size = f"{path.stat().st_size / len(codes):,.0f} B/label"
    return f"{pages} pages, {labels:,} labels, {read}, {size}" + ("" if is_right else _WRONG)


def told(runner: Runner, ours: Runner, count: int) -> str:
    """Return a line of the table: rates, and how many times faster ours is, start and all, and the job alone."""
    whole, job = statistics.median(runner.whole), statistics.median(runner.job)
    first, other = whole / statistics.median(ours.whole), job / statistics.median(ours.job)
    return f"{runner.name:<28}{count / whole:>10,.0f} {count / job:>12,.0f} {first:>11.1f}x {other:>9.1f}x"


def compared(runners: list[Runner], count: int, rounds: int) -> bool:
    """Print the table of all runners; return whether each made what was ordered."""
    codes = [PREFIX + serial for serial in some_serials(count)]
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as folder:
        orders = [(runner, *ordered(runner, Path(folder), codes)) for runner in runners]
        for _ in range(rounds):
            for runner, order, _out in orders:
                runner.run(order)
        print(f"{count:,} labels, median of {rounds} rounds; labels per CPU-second, and ours decoded is faster by")
        print(f"{'':<28}{'process':>10} {'job alone':>12} {'process':>12} {'job':>10}")
        for runner in runners:
            print(told(runner, runners[0], count))
        verdicts = [(runner.name, judged(out, codes)) for runner, _order, out in orders]
    for name, verdict in verdicts:
        print(f"{name:<28}{verdict}")
    return not any(verdict.endswith(_WRONG) for _name, verdict in verdicts)


def main(count: int = LABELS) -> int:
    """Install the peers, print the table; return 1 if a file was not what was ordered."""
    with ExitStack() as stack:
        sites = {name: stack.enter_context(installed(*needs)) for name, needs in PEERS.items()}
        runners = our_runners() + [peer_runner(name, site) for name, site in sites.items() if site]
        return 0 if compared(runners, count, ROUNDS) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

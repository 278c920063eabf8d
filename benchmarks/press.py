"""The press against the design as one would first write it, on the same job; `benchmarks.peers` has others.

The job: labels of 70 x 37 mm, 24 on an A4 sheet, five lines of Vietnamese, each label a QR of its own.
`python -m benchmarks.press` prints the table; `... 100000` is the child that a big job is measured in.
"""

import io
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import qrcode
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.throwaway import ROOT
from labels.contents import Barcode, LabelContent
from labels.runs import CHUNK, SerialRun, check_pages
from labels.typefaces import VIETNAMESE
from ocop.domain.serials import LENGTH, lot_key, serials

PREFIX = "HTTPS://OCOP.EXAMPLE.VN/01/09521234543213/10/L2411A/21/"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WORDS = ("Mật ong hoa nhãn rừng", "Hợp tác xã Ong Vàng", "Lô: L2411A", "NSX: 20/11/2026", "HSD: 20/11/2027")
_KEY = lot_key(b"k" * 32, "21SD1T7Z", "L2411A")


def some_serials(count: int) -> list[str]:
    return serials(_KEY, "0", 0, count)


def made_run(*, verify: bool) -> SerialRun:
    content = LabelContent(
        qr=PREFIX, barcode=Barcode.of_gtin("9521234543213"), name=WORDS[0], producer=WORDS[1],
        address_in_words="ocop.example.vn/01/09521234543213", lines=WORDS[2:],
    )  # fmt: skip
    return SerialRun(content, prefix=PREFIX, length=LENGTH, alphabet=ALPHABET, stock="a4-24-70x37", verify=verify)


def ours(count: int, *, verify: bool) -> int:
    run, names, file = made_run(verify=verify), some_serials(count), io.BytesIO()
    run.write(file, run.streams(names, 0))
    return len(file.getvalue())


def first_written(count: int) -> int:
    """Draw the job with a QR by `qrcode`, its best mask, as one path by reportlab."""
    if "First" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("First", VIETNAMESE / "BeVietnamPro-Regular.ttf"))
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1)
    for index, serial in enumerate(some_serials(count)):
        place = index % 24
        if index and not place:
            canvas.showPage()
        x, y = (place % 3) * 70 * mm, (7 - place // 3) * 37 * mm
        code = qrcode.QRCode(border=0)
        code.add_data(PREFIX + serial)
        code.make()
        path, side = canvas.beginPath(), 0.5 * mm
        for row, modules in enumerate(code.modules):
            for column, dark in enumerate(modules):
                if dark:
                    path.rect(x + 3 * mm + column * side, y + 30 * mm - row * side, side, side)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.setFont("First", 7)
        for line, words in enumerate(WORDS):
            canvas.drawString(x + 25 * mm, y + (30 - 5 * line) * mm, words)
    canvas.save()
    return len(file.getvalue())


def seconds(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def compared(count: int, rounds: int) -> None:
    """Print ours and the first-written design at one number of labels, interleaved.

    The latter does at most 1,000: it takes ten times as long for ten times as many, and none of it is set-up.
    """
    few = min(count, 1_000)
    plain, checked, first = [], [], []
    for _ in range(rounds):
        plain.append(seconds(lambda: ours(count, verify=False)))
        first.append(seconds(lambda: first_written(few)))
        checked.append(seconds(lambda: ours(count, verify=True)))
    base = statistics.median(first) / few * count
    print(f"{count:>9,} labels   first written {count / base:10,.0f} /cpu-s")
    for name, taken in (("ours, encoded and drawn", plain), ("ours, every symbol decoded", checked)):
        middle = statistics.median(taken)
        print(f"{'':>9}          {name:<28}{count / middle:10,.0f} /cpu-s {base / middle:8.1f}x")


def big(count: int) -> None:
    """Print a big job as the worker does it: chunk by chunk, to a file, all symbols decoded; in its own process."""
    wall, cpu = time.monotonic(), time.process_time()
    names, run = some_serials(count), made_run(verify=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labels.pdf"
        spans = run.spans(count, CHUNK)
        with path.open("wb") as file:
            pages = run.write(
                file, (one for span in spans for one in run.streams(names[span.first : span.end], span.first))
            )
        told = f"{time.monotonic() - wall:6.1f} s wall, {time.process_time() - cpu:6.1f} s cpu"
        size = path.stat().st_size / count
        print(f"{count:>9,} labels, {pages:,} pages: {told}, peak {peak():.0f} MB, {size:.0f} B/label")
        if count >= 100_000:
            _read_random_pages(path, run, names)


def peak() -> float:
    """Return the most memory that this process ever held, in MB (that of its parent does not count)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else float("nan")


def _read_random_pages(path: Path, run: SerialRun, names: list[str]) -> None:
    pages = run.pages(0, len(names))
    chosen = random.Random(1).sample(range(len(pages)), 200)
    expected = {number + 1: [PREFIX + one for one in names[slice(*pages[number])]] for number in chosen}
    check_pages(path, expected)
    print(
        f"{'':>9}          200 random pages read back: {sum(map(len, expected.values())):,} serials as in the ledger"
    )


def main() -> None:
    """Print the whole table."""
    ours(24, verify=True), first_written(24)
    compared(1_000, 3)
    compared(10_000, 1)
    for count in (10_000, 100_000):
        subprocess.run([sys.executable, "-m", "benchmarks.press", str(count)], check=True, cwd=ROOT)


if __name__ == "__main__":
    big(int(sys.argv[1])) if len(sys.argv) > 1 else main()

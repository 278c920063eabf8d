"""Print the job of `benchmarks.peers` with pylabels, knowing nothing but its own packages: `... JOB.json`.

pylabels lays out a sheet and leaves the drawing of a label to its user. It imports as `labels`, as our press does, so
it can never share a process with it.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import qrcode
from reportlab.graphics import shapes
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

import labels

FONT = "Peer"


def code_picture(code: str) -> shapes.Image:
    """Return a QR of the best mask as a picture: of four ways to draw it the fastest, the smallest file too."""
    made = qrcode.QRCode(border=0, box_size=5)
    made.add_data(code)
    return shapes.Image(3 * mm, 13.5 * mm, 16.5 * mm, 16.5 * mm, made.make_image().get_image())


def main() -> None:
    """Write the PDF and print the CPU seconds that took, imports apart."""
    start = time.process_time()
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    pdfmetrics.registerFont(TTFont(FONT, job["font"]))

    def draw(label: Any, width: float, height: float, code: str) -> None:
        label.add(code_picture(code))
        for line, words in enumerate(job["words"]):
            label.add(shapes.String(25 * mm, (30 - 5 * line) * mm, words, fontName=FONT, fontSize=7))

    sheet = labels.Sheet(labels.Specification(210, 297, 3, 8, 70, 37), draw)
    sheet.add_labels(job["codes"])
    sheet.save(job["out"])
    print(time.process_time() - start)


if __name__ == "__main__":
    main()

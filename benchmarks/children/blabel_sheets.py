"""Print the job of `benchmarks.peers` with blabel, knowing nothing but its own packages: `... JOB.json`.

blabel is made for a page a label; its `items_per_page` and a stylesheet make the A4 sheet of 24. The code is made by
blabel's own `label_tools.qr_code`, without a border, for there is white paper around it.
"""

import json
import sys
import time
from pathlib import Path

from blabel import LabelWriter

ITEM = (
    """<img src="{{ label_tools.qr_code(code) }}"/><div>{% for line in words %}<p>{{ line }}</p>{% endfor %}</div>"""
)
STYLE = """
@font-face {{ font-family: Peer; src: url({font}) }}
@page {{ size: 210mm 297mm; margin: 0 }}
body {{ font: 7pt Peer }}
.print-area {{ height: 297mm; padding-top: .5mm; box-sizing: border-box }}
.item {{ float: left; width: 69.99mm; height: 37mm; position: relative; overflow: hidden }}
img {{ position: absolute; left: 3mm; top: 7mm; width: 16.5mm; image-rendering: pixelated }}
div div div {{ position: absolute; left: 25mm; top: 6mm }}
p {{ margin: 0; height: 5mm }}
"""


def main() -> None:
    """Write the PDF and print the CPU seconds that took, imports apart."""
    start = time.process_time()
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    style = Path(job["out"]).with_suffix(".css")
    style.write_text(STYLE.format(font=Path(job["font"]).as_uri()), encoding="utf-8")
    writer = LabelWriter(item_template=ITEM, default_stylesheets=(str(style),), items_per_page=24, words=job["words"])
    writer.write_labels([{"code": code} for code in job["codes"]], target=job["out"])
    print(time.process_time() - start)


if __name__ == "__main__":
    main()

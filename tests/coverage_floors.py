"""Fail where fewer branches than promised are covered: 95 % of rules, use cases and the press, 85 % of the rest.

Reads the data that `pytest --cov` left. Lines and branches count alike, as coverage's own totals do.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: Folders whose files are held to the higher floor; all others are the rest.
CORE = ("ocop/domain/", "ocop/services/", "labels/")
CORE_FLOOR, REST_FLOOR = 95.0, 85.0
_ROOT = Path(__file__).resolve().parent.parent


def measured() -> Mapping[str, Mapping[str, Any]]:
    """Return coverage's summary of every file, by its path from the root."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "-q", "-o", str(report)]
        subprocess.run(command, cwd=_ROOT, check=True)
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    return {name.replace("\\", "/"): file["summary"] for name, file in files.items()}


def share(summaries: Mapping[str, Mapping[str, Any]]) -> float:
    """Return how many lines and branches of all of them were reached, in percent."""
    reached = sum(one["covered_lines"] + one.get("covered_branches", 0) for one in summaries.values())
    there = sum(one["num_statements"] + one.get("num_branches", 0) for one in summaries.values())
    return 100.0 * reached / there if there else 100.0


def main() -> int:
    """Print both shares; return 1 where one lies under its floor."""
    files = measured()
    core = {name: one for name, one in files.items() if name.startswith(CORE)}
    rest = {name: one for name, one in files.items() if name not in core}
    is_low = False
    for words, part, floor in (("rules, use cases, press", core, CORE_FLOOR), ("the rest", rest, REST_FLOOR)):
        reached = share(part)
        is_low |= reached < floor
        print(f"{words}: {reached:.2f} % covered, at least {floor:.0f} % promised")
        if reached < floor:
            weakest = sorted(part, key=lambda name: share({name: files[name]}))[:10]
            print("  least covered:", ", ".join(f"{name} {share({name: files[name]}):.0f} %" for name in weakest))
    return int(is_low)


if __name__ == "__main__":
    sys.exit(main())

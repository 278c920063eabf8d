"""Print the job of `benchmarks.peers` with our press: `python -m benchmarks.children.our_sheets JOB.json`."""

import json
import sys
import time
from pathlib import Path

from benchmarks.press import PREFIX, made_run


def main() -> None:
    """Write the PDF and print the CPU seconds that took, imports apart."""
    start = time.process_time()
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    run = made_run(verify=job["verify"])
    with Path(job["out"]).open("wb") as file:
        run.write(file, run.streams([code.removeprefix(PREFIX) for code in job["codes"]], 0))
    print(time.process_time() - start)


if __name__ == "__main__":
    main()

"""Run every benchmark: `make bench`. Nothing here is a test; a machine's load moves every figure.

Rates are per CPU-second of one core, so ratios taken in one run count and rates of two runs do not compare.
"""

import sys
import time
from collections.abc import Callable

from benchmarks import epcis_checks, event_hashes, http_labels, lighthouse, peers, press, readability, scans, services

SECTIONS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("The registry against a first design", services.main),
    ("The press against a first design", press.main),
    ("The press against peers", peers.main),
    ("A single label by HTTP", http_labels.main),
    ("The page behind a code against a bare hello", scans.main),
    ("Lighthouse over the page behind a code", lighthouse.main),
    ("Event hash IDs", event_hashes.main),
    ("EPCIS documents checked against read", epcis_checks.main),
    ("What a decoder still reads", readability.main),
)


def main() -> int:
    """Run section after section; return 1 if one of them says that something does not hold."""
    start, status = time.monotonic(), 0
    for title, section in SECTIONS:
        print(f"\n== {title}\n", flush=True)
        status |= section() == 1
    print(f"\n{time.monotonic() - start:.0f} s in all")
    return status


if __name__ == "__main__":
    sys.exit(main())

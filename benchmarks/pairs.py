"""Paired timing: ours and a reference, interleaved in one run, medians and their ratio."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """What is compared: the same job done by ours and by a reference; each returns nothing of interest."""

    name: str
    ours: Callable[[], object]
    reference: Callable[[], object]
    unit: str
    per_call: int = 1


def _cpu_seconds(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def measured(pair: Pair, rounds: int = 7) -> str:
    """Return one line: medians per CPU-second of both, and how many times faster ours is."""
    pair.ours()
    pair.reference()
    ours, reference = [], []
    for _ in range(rounds):
        ours.append(_cpu_seconds(pair.ours))
        reference.append(_cpu_seconds(pair.reference))
    one, other = statistics.median(ours), statistics.median(reference)
    rates = f"{pair.per_call / one:12,.0f} {pair.per_call / other:12,.0f} {pair.unit}/cpu-s"
    return f"{pair.name:<44}{rates:<52}{other / one:8.1f}x"

"""The printing of label jobs: chunk by chunk, each on the disk before it counts; a killed worker loses little.

What a chunk holds follows from the job alone. Whoever goes on after a power cut draws the same serials on the
same pages; none twice, none skipped.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog

from ocop.domain.label_jobs import JobState
from ocop.domain.refusals import OcopError
from ocop.domain.serials import lot_key, serials
from ocop.services.label_files import (
    drop_files,
    hand_over,
    has_chunk,
    job_folder,
    keep_chunk,
    kept_pages,
)
from ocop.services.label_jobs import claim_job, fail_job, finish_job, note_progress, spent_jobs, state_of_job
from ocop.services.labels import CHUNK, Order, SerialRun, check_pages, press_refusals, run_of
from ocop.services.work import reading, unit_of_work

#: Pages that are rendered and read back at the end, besides the first and the last: one in fifty, so many at most.
_SHARE, _MOST_PAGES = 50, 10

log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]
Told = Callable[[int], None]


@dataclass(frozen=True)
class Printer:
    """Prints jobs in an open application context.

    `folder` is the data folder, `told` hears how many labels are done, `chunk` is about how many count at once.
    """

    folder: Path
    keys: Mapping[str, bytes]
    clock: Clock
    told: Told | None = None
    chunk: int = CHUNK

    def print_job(self, job_id: str) -> None:
        """Print a job from where it stands.

        What the press refuses ends the job with its words; a fault of the machine leaves it to whoever tries again.
        """
        worker = str(uuid4())
        with unit_of_work():
            job = claim_job(job_id, worker, self.clock())
        if job is None:
            return
        try:
            pages = self._printed(job_id, worker, job)
        except OcopError as refusal:
            with unit_of_work():
                fail_job(job_id, worker, self.clock(), refusal.message)
            log.warning("label-job-failed", job=job_id, code=refusal.code)
            return
        if pages is not None:
            with unit_of_work():
                finish_job(job_id, worker, self.clock(), pages=pages)
        with reading():
            state = state_of_job(job_id)
        if state == JobState.CANCELLED:
            drop_files(self.folder, job_id)
        log.info("label-job-left", job=job_id, state=state, pages=pages)

    def _printed(self, job_id: str, worker: str, job: Mapping[str, Any]) -> int | None:
        """Print all chunks and the file; return the number of pages, or None where the job is no longer ours."""
        place, names = job_folder(self.folder, job_id), _Names(job, self.keys)
        with reading():
            run = run_of(job["content"], Order.of({**job, **(job["options"] or {})}), serials=job["serials"])
        spans = [(span.first, span.end) for span in run.spans(job["count"], self.chunk)]
        for first, end in spans:
            if not has_chunk(place, first, end):
                with press_refusals():
                    keep_chunk(place, first, end, run.streams(names.of(first, end), first))
            with unit_of_work():
                if not note_progress(job_id, worker, self.clock(), end):
                    return None
            if self.told:
                self.told(end)
        aside = place / "labels.part"
        with aside.open("wb") as file:
            pages = run.write(file, kept_pages(place, spans))
        with press_refusals():
            check_pages(aside, dict(_expected(run, job, names)))
        hand_over(place, aside)
        return pages


class _Names:
    """The serials of a job's labels; empty ones where labels have none."""

    def __init__(self, job: Mapping[str, Any], keys: Mapping[str, bytes]) -> None:
        options = job["options"] or {}
        self._job = job
        self._copies, self._is_collated = options.get("copies", 1), options.get("collate", False)
        self._items = job["count"] // self._copies
        self._key = lot_key(keys[job["kid"]], job["product_code"], job["lot_code"]) if job["serials"] else b""

    def of(self, first: int, end: int) -> list[str]:
        """Return the serials of labels `first` up to `end` of the job: copies in a row, or set after set."""
        if not self._job["serials"]:
            return [""] * (end - first)
        if not self._is_collated:
            begin = first // self._copies
            made = self._made(begin, -(-end // self._copies))
            return [made[label // self._copies - begin] for label in range(first, end)]
        found: list[str] = []
        while first < end:
            item = first % self._items
            last = min(end, first + self._items - item)
            found += self._made(item, item + last - first)
            first = last
        return found

    def _made(self, first: int, end: int) -> list[str]:
        return serials(self._key, self._job["kid"], self._job["first_index"] + first, end - first)


def _expected(run: SerialRun, job: Mapping[str, Any], names: _Names) -> Iterator[tuple[int, list[str]]]:
    """Yield the pages to read back, counted from 1, with what their codes must say."""
    pages = run.pages(0, job["count"])
    chosen: Sequence[int] = range(len(pages))
    if not job["check_all"]:
        some = min(len(pages) // _SHARE, _MOST_PAGES)
        chosen = sorted({0, len(pages) - 1, *random.Random(job["count"]).sample(range(len(pages)), some)})
    for number in chosen:
        first, end = pages[number]
        yield number + 1, [f"{run.qr.prefix}{serial}" for serial in names.of(first, end)]


def drop_spent_files(now: datetime, folder: Path) -> int:
    """Drop the files of jobs that have had their time, and what was left by jobs that ended without one."""
    with unit_of_work():
        spent = spent_jobs(now)
    for job_id in spent:
        drop_files(folder, job_id)
    return len(spent)

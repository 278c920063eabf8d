"""Label files: the pages of a job on the disk, chunk by chunk, and the one PDF that they become."""

import os
import shutil
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from ocop.domain.refusals import NotFound
from ocop.services.files import sync_folder

#: Before each page's content stands its length, in four bytes.
_LENGTH = struct.Struct(">I")


def job_folder(folder: Path, job_id: str) -> Path:
    """Return where a job's pages and file lie, below the data folder."""
    return folder / "label-jobs" / job_id


def keep_chunk(place: Path, first: int, end: int, streams: Iterable[bytes]) -> None:
    """Keep the pages of labels `first` up to `end`: whole on the disk, or not there."""
    place.mkdir(parents=True, exist_ok=True)
    aside = place / "chunk.part"
    with aside.open("wb") as file:
        for stream in streams:
            file.write(_LENGTH.pack(len(stream)))
            file.write(stream)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(_chunk(place, first, end))
    sync_folder(place)


def _chunk(place: Path, first: int, end: int) -> Path:
    return place / f"{first:08}-{end:08}.pages"


def has_chunk(place: Path, first: int, end: int) -> bool:
    """Tell whether the pages of labels `first` up to `end` are on the disk."""
    return _chunk(place, first, end).exists()


def kept_pages(place: Path, spans: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    """Yield the content of every page of the chunks, in order."""
    for first, end in spans:
        with _chunk(place, first, end).open("rb") as file:
            while head := file.read(_LENGTH.size):
                yield file.read(_LENGTH.unpack(head)[0])


def finished_file(place: Path) -> Path:
    """Return where the finished PDF of a job lies."""
    return place / "labels.pdf"


def hand_over(place: Path, aside: Path) -> None:
    """Give the finished file its name, once it is on the disk, and drop the chunks."""
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    aside.replace(finished_file(place))
    sync_folder(place)
    for chunk in place.glob("*.pages"):
        chunk.unlink()


def drop_files(folder: Path, job_id: str) -> None:
    """Drop all that lies on the disk of a job."""
    shutil.rmtree(job_folder(folder, job_id), ignore_errors=True)


def file_of(folder: Path, job_id: str) -> Path:
    """Return the finished PDF of a job. Raises NotFound `label-file-gone`."""
    path = finished_file(job_folder(folder, job_id))
    if not path.exists():
        raise NotFound("label-file-gone", "Tệp của lượt in này không còn; hãy in lại.")
    return path

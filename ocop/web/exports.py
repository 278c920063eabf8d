"""Exports handed over: written into a file of their own beside the data, noted, and sent from there."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Final

from flask import Response

from ocop.domain.accounts import Actor
from ocop.services.subject_exports import note_export, subject_to_export, write_export
from ocop.services.work import reading, unit_of_work
from ocop.web.settings import data_dir, now, timezone

_CHUNK: Final = 1 << 16


def exported(by: Actor, subject_id: str) -> Response:
    """Answer with the ZIP of a subject's whole data.

    It is written while the store is only read, so that nobody waits for it; that it was taken is written down before
    the first byte leaves. The file has no name and goes with the answer.
    """
    at = now()
    with ExitStack() as kept:
        with reading():
            subject = subject_to_export(by, subject_id)
            file = kept.enter_context(tempfile.TemporaryFile(dir=data_dir()))
            done = write_export(by, at, subject, file, folder=data_dir(), zone=timezone())
        with unit_of_work():
            note_export(by, at, done)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        response = Response(_whole(file), mimetype="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="{done.name}"'
        response.content_length = size
        response.cache_control.no_store = True
        response.call_on_close(file.close)
        kept.pop_all()
    return response


def _whole(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what is in a file; it goes as soon as it was read."""
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk

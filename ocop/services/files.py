"""Files kept by the hash of their content, written whole before anything points at them."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from ocop.domain.refusals import BadInput, NotFound
from ocop.models.database import db
from ocop.models.files import File

#: The largest document that is taken, in bytes.
LARGEST_DOCUMENT = 10 * 1024 * 1024


def keep_file(
    data: bytes, media_type: str, now: datetime, *, folder: Path, size: tuple[int, int] | None = None
) -> str:
    """Keep bytes in the data folder and return their SHA-256; the same content is kept once.

    `size` is a picture's width and height in pixels. The bytes are on the disk before the row is.
    """
    name = hashlib.sha256(data).hexdigest()
    path = path_of(name, folder)
    if not path.exists():
        _write_whole(path, data)
    if db.session.get(File, name) is None:
        width, height = size or (None, None)
        db.session.add(
            File(hash=name, media_type=media_type, size=len(data), width=width, height=height, kept_at=now)
        )
        db.session.flush()
    return name


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its name never stands for half of it, even after a power loss."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def path_of(name: str, folder: Path) -> Path:
    """Return where the content of a hash lies."""
    return folder / "files" / name[:2] / name


def find_file(name: str, folder: Path) -> tuple[Path, str]:
    """Return the path and media type of a kept file. Raises NotFound `file-unknown`."""
    is_hash = len(name) == 64 and all(letter in "0123456789abcdef" for letter in name)
    file = db.session.get(File, name) if is_hash else None
    if file is None:
        raise NotFound("file-unknown", "Không có tệp này.")
    return path_of(name, folder), file.media_type


def keep_document(data: bytes, now: datetime, *, folder: Path) -> str:
    """Keep the PDF of a decision. Raises BadInput `document-too-large`, `document-unreadable`."""
    if len(data) > LARGEST_DOCUMENT:
        raise BadInput("document-too-large", "Tệp PDF lớn hơn 10 MB.", field="file")
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:]:
        raise BadInput("document-unreadable", "Tệp phải là PDF nguyên vẹn.", field="file")
    return keep_file(data, "application/pdf", now, folder=folder)

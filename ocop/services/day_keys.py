"""The random key of each day under which visitors are hashed: a file of its own, destroyed two days later.

It is never in a database, so that no backup of one leads back from a hash to a network.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from ocop.services.files import sync_folder

#: A key is gone 48 hours after its day began.
KEPT = timedelta(days=2)
_KEY_BYTES = 32


def day_key(folder: Path, on: date) -> bytes:
    """Return the key of a day, made by the first process that asks; the others take the same."""
    path = folder / f"{on}.key"
    with suppress(FileNotFoundError):
        return path.read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f"{on}.") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its key it is
            path.hardlink_to(file.name)
    sync_folder(folder)
    return path.read_bytes()


def destroy_keys(folder: Path, today: date) -> int:
    """Destroy the keys of days that began 48 hours ago or earlier; return how many went.

    Each is overwritten before its name goes, so that the disk does not keep it. What a killed process left half
    made goes by the day in its name too.
    """
    spent = [path for path in folder.glob("*") if path.name[:10] <= str(today - KEPT)]
    for path in spent:
        with suppress(FileNotFoundError):  # another worker destroyed it meanwhile
            _overwrite(path)
            path.unlink()
    if spent:
        sync_folder(folder)
    return len(spent)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())

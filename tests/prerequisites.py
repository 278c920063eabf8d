"""What the tests need beside Python: Chromium, PostgreSQL, Redis and strace. Run before them by `make test`.

Where the machine has apt-get and we are root, or sudo asks for no password, what is missing is installed;
elsewhere one message says what is missing and how to get it, and the status is 1.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser import executable
from tests.postgres import OLDEST, binaries


@dataclass(frozen=True)
class Need:
    """One program: what it is for, how it is found, and the packages of Debian and Ubuntu that bring it."""

    name: str
    purpose: str
    package: str
    is_there: Callable[[], bool]


NEEDS = (
    Need("Chromium", "a real browser for the pages", "chromium", lambda: executable() is not None),
    Need(
        f"PostgreSQL {OLDEST} or newer (initdb, postgres)",
        "the second store that services, API and migrations are tested on",
        "postgresql",
        lambda: binaries() is not None,
    ),
    Need(
        "Redis (redis-server)",
        "the queue of jobs that outgrew the embedded one",
        "redis-server",
        lambda: shutil.which("redis-server") is not None,
    ),
    Need("strace", "counting what reaches the disk", "strace", lambda: shutil.which("strace") is not None),
)


def missing() -> list[Need]:
    """Return what is not there."""
    return [need for need in NEEDS if not need.is_there()]


def apt() -> list[str] | None:
    """Return the words that apt-get is called by, or None where we may not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", "apt-get"]
    return None


def install(words: Sequence[str], needs: Sequence[Need]) -> None:
    """Install packages; a failure is seen by looking again, so none is raised here."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = [need.package for need in needs]
    print(f"Installing {', '.join(packages)} for the tests", flush=True)
    for step in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        subprocess.run([*words, *step], env=environment, stdout=subprocess.DEVNULL, check=False)


def message(needs: Sequence[Need]) -> str:
    """Say what is missing, what for, and how to get it."""
    lines = [f"  {need.name}: {need.purpose}" for need in needs]
    packages = " ".join(need.package for need in needs)
    return "\n".join(
        [
            "The tests need programs that are not here:",
            *lines,
            "On Debian or Ubuntu:",
            f"  sudo apt-get install --no-install-recommends {packages}",
            "Elsewhere install them by any means that puts them on the PATH, then run `make test` again.",
        ]
    )


def main() -> int:
    """Install what may be installed; return 1 with a message where something is still missing."""
    absent, words = missing(), apt()
    if absent and words:
        install(words, absent)
        absent = missing()
    if absent:
        print(message(absent), file=sys.stderr)
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main())

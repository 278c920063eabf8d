"""Packages that the project does not depend on, installed for one run into a folder that is thrown away."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def installed(*words: str) -> Iterator[Path | None]:
    """Give a folder with the packages and what they need, from pip's own index; None and one line if that fails.

    The words are options of pip and requirements, of which the last is the package meant. What the project pins too
    comes in the project's version, so that both sides run on the same libraries.
    """
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pip += ["--only-binary", ":all:", "--target", folder, "-c", str(ROOT / "constraints.txt"), *words]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"Not measured, for it could not be installed: {words[-1]}", flush=True)
        yield None if done.returncode else Path(folder)

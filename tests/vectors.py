"""Public test data beside the project; what is not there is named, not judged."""

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("OCOP_REFERENCE_DIR", Path(__file__).resolve().parents[2] / "shared")) / "vectors"


def vector_path(name: str) -> Path | None:
    """Return a file or folder of vectors; None where it is not there, which the end of the tests' report says."""
    path = FOLDER / name
    return path if path.exists() else None


def vector_rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of one JSON object a line."""
    path = vector_path(name)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line] if path else []

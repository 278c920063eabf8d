"""Versions of a dossier: one spelling of what was filed, its hash, and what one version changed of another."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: What a version holds that its subject writes; the rest says whose it is and what it was scored by.
PARTS = ("form", "answers", "notes", "evidence")


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what was filed, over one spelling of it: sorted, without blanks, in UTF-8."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """One place where two versions differ; None stands for nothing there."""

    part: str
    name: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return where two versions differ, part by part; papers are told by their content's hash."""
    found = []
    for part in PARTS:
        olds, news = before.get(part) or {}, after.get(part) or {}
        for name in sorted({*olds, *news}, key=_order):
            old, new = olds.get(name), news.get(name)
            if part == "evidence":
                old, new = _papers(old), _papers(new)
            if old != new:
                found.append(Difference(part, name, old, new))
    return found


def _papers(named: Any) -> dict[str, str] | None:
    """Return papers as hash to title, so that one filed again unchanged is no difference."""
    return {one["hash"]: one["title"] for one in named} if named else None


def _order(name: str) -> tuple[list[int], str]:
    """Order criteria as they are numbered, other names after them."""
    pieces = name.split(".")
    return ([int(one) for one in pieces] if all(one.isdigit() for one in pieces) else [999], name)

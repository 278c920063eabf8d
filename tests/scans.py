"""Scans for tests: looks that are valid by default, and the loading that a worker does every second."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from ocop.jobs.scans import load_scan_log
from ocop.services.scan_logs import ScanLog
from tests.factories import NOW, VIETNAM


def load_now(app: Flask) -> int:
    """Take in what an application's scan log holds, as the worker does; return how many scans were counted."""
    with app.app_context():
        now = app.config["OCOP_CLOCK"]()
        return load_scan_log(folder_of(app), now, now.astimezone(VIETNAM).date())


def folder_of(app: Flask) -> Path:
    """Return where an application's scan log lies."""
    return app.config["OCOP_SCAN_LOG"].folder


def look_at(log: ScanLog, product_id: str = "p1", *, at: datetime = NOW, device: int = 1, **more: Any) -> bool:
    """Record a look from a network of its own for each device."""
    words: dict[str, Any] = {
        "state": "valid",
        "family": "chrome",
        "prefix": f"10.{device // 256}.{device % 256}.0/24",
    }
    return log.record(product_id, at=at, on=at.astimezone(VIETNAM).date(), **words | more)

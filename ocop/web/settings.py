"""Values that the application was made with, and the clock, for the edges."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app


def public_base_url() -> str:
    """Return the address that codes carry, without a slash at its end."""
    return str(current_app.config["OCOP_PUBLIC_BASE_URL"])


def timezone() -> ZoneInfo:
    """Return the zone in which days begin."""
    zone: ZoneInfo = current_app.config["OCOP_TIMEZONE"]
    return zone


def data_dir() -> Path:
    """Return the folder of files and caches."""
    folder: Path = current_app.config["OCOP_DATA_DIR"]
    return folder


def is_https() -> bool:
    """Tell whether the public address is https."""
    return bool(current_app.config["OCOP_IS_HTTPS"])


def sample_loaded() -> bool:
    """Tell whether the registry holds the sample."""
    return bool(current_app.config["OCOP_SAMPLE_LOADED"])


def now() -> datetime:
    """Return the moment, in UTC."""
    clock: Callable[[], datetime] = current_app.config["OCOP_CLOCK"]
    return clock()


def today() -> date:
    """Return the day where the registry lives."""
    return now().astimezone(timezone()).date()

"""What `ocop.app` handed down, typed; and the moment and the day, which tests may set."""

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app

from ocop.domain.balances import Overdraw
from ocop.domain.boundaries import Boundaries
from ocop.domain.epcis_faults import Limits
from ocop.domain.webhooks import Network
from ocop.services.scan_logs import ScanLog
from ocop.services.seals import sealing_key


def public_base_url() -> str:
    """Return the public address without a slash at its end, as labels carry it."""
    return str(current_app.config["OCOP_PUBLIC_BASE_URL"])


def timezone() -> ZoneInfo:
    """Return the time zone that days are counted in."""
    zone: ZoneInfo = current_app.config["OCOP_TIMEZONE"]
    return zone


def data_dir() -> Path:
    """Return the folder of files that belong to the store."""
    return Path(current_app.config["OCOP_DATA_DIR"])


def seed_folder() -> Path:
    """Return the folder of reference data that came with the software."""
    return Path(current_app.config["OCOP_SEED_FOLDER"])


def is_https() -> bool:
    """Tell whether the public address is https, so that cookies may insist on it."""
    return bool(current_app.config["OCOP_IS_HTTPS"])


def is_sample_loaded() -> bool:
    """Tell whether the registry holds the sample, which every page then says."""
    held = current_app.config.get("OCOP_SAMPLE_LOADED", False)
    return bool(held() if callable(held) else held)


def contact() -> str:
    """Return how the operator can be reached, empty where he did not say."""
    return str(current_app.config.get("OCOP_CONTACT", ""))


def boundaries() -> Boundaries | None:
    """Return the operator's own outlines of the provinces, or None where maps are drawn in tiles."""
    held: Boundaries | None = current_app.config.get("OCOP_BOUNDARIES")
    return held


def epcis_limits() -> Limits:
    """Return how much one capture may hold."""
    limits: Limits = current_app.config["OCOP_EPCIS_LIMITS"]
    return limits


def webhook_networks() -> tuple[Network, ...]:
    """Return the private networks that subscriptions may call."""
    networks: tuple[Network, ...] = current_app.config["OCOP_WEBHOOK_NETWORKS"]
    return networks


def epcis_overdraw() -> Overdraw:
    """Return what happens where more of a lot is taken than is left."""
    overdraw: Overdraw = current_app.config["OCOP_EPCIS_OVERDRAW"]
    return overdraw


def link_hosts() -> tuple[str, ...]:
    """Return the hosts that producers' links may lead to, subdomains included."""
    hosts: tuple[str, ...] = current_app.config["OCOP_LINK_HOSTS"]
    return hosts


def now() -> datetime:
    """Return the moment, in UTC."""
    moment: datetime = current_app.config["OCOP_CLOCK"]()
    return moment


def today() -> date:
    """Return the day where the registry lives."""
    return now().astimezone(timezone()).date()


def end_of(day: date) -> datetime:
    """Return the last moment of a day where the registry lives."""
    return datetime.combine(day, time.max, timezone())


def serial_keys() -> Mapping[str, bytes]:
    """Return the keys that vouch for serials, by their identifier; new serials take the first."""
    keys: Mapping[str, bytes] = current_app.config["OCOP_SERIAL_KEYS"]()
    return keys


def factor_key() -> bytes:
    """Return the key that seals second factors, derived from the operator's secret."""
    return sealing_key(str(current_app.config["SECRET_KEY"]))


def scan_log() -> ScanLog:
    """Return what this process writes its scans to."""
    log: ScanLog = current_app.config["OCOP_SCAN_LOG"]
    return log


def print_later(job_id: str) -> None:
    """Put a label job into the queue; call it once the job is kept."""
    current_app.config["OCOP_PRINT_LABELS"](job_id)

"""Settings: OCOP_* variables read once, and the one locator of templates and seed data."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from environs import Env

from ocop.domain.balances import Overdraw
from ocop.domain.epcis_faults import MOST_BYTES, USUAL, Limits
from ocop.domain.link_targets import USUAL_HOSTS, parse_hosts
from ocop.domain.refusals import RuleBroken
from ocop.domain.suspicions import Thresholds, parse_thresholds
from ocop.domain.webhooks import Network, parse_networks

_PACKAGE = Path(__file__).resolve().parent
#: Shortest secret that a service of real data starts with, in characters.
SHORTEST_SECRET = 32
#: What people copy out of documents; a service of real data does not start with it.
DEFAULT_SECRETS = ("", "change-me", "changeme", "secret", "dev", "default")


def locate(folder: str) -> Path:
    """Return the folder of templates or seed data: the checkout's own first, the package's second."""
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / folder).is_dir():
        return checkout / folder
    return _PACKAGE / folder


@dataclass(frozen=True)
class Settings:
    """What an operator may set. Times are seconds, sizes bytes."""

    data_dir: Path
    database_url: str
    scans_database_url: str
    public_base_url: str = "http://localhost:8000"
    secret_key: str = ""
    jobs_url: str = ""
    serial_keys: str = ""
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    log_format: str = "json"
    contact: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    #: Codes that one network (/24, /48) may open in a minute; 0 is no limit.
    scan_rate: int = 600
    #: The same for codes and serials that lead nowhere.
    unknown_rate: int = 30
    #: Memory of each worker for pages behind codes.
    page_cache_mb: int = 64
    map_file: Path | None = None
    #: Languages of pages that a native speaker has looked at for this operator.
    reviewed_languages: tuple[str, ...] = ()
    areas_file: Path | None = None
    #: Whether browsers are led on from a GS1 Digital Link too, instead of being shown the page there.
    resolver_redirects: bool = False
    #: Hosts that producers' links may lead to, subdomains included.
    link_hosts: tuple[str, ...] = USUAL_HOSTS
    thresholds: Thresholds = field(default_factory=Thresholds)
    #: The most events and bytes of one capture, and what happens where more of a lot is taken than is left.
    epcis_limits: Limits = USUAL
    epcis_overdraw: Overdraw = Overdraw.WARN
    #: Private networks that subscriptions may call.
    webhook_networks: tuple[Network, ...] = ()

    @property
    def scan_log(self) -> Path:
        """The folder of the scan log and of the keys of its days; no backup takes it."""
        return self.data_dir / "scans"

    @property
    def hosts(self) -> list[str]:
        """The host names that requests may carry; a code is printed with the public one alone."""
        public = urlsplit(self.public_base_url).hostname or "localhost"
        return sorted({public, "localhost", "127.0.0.1", "[::1]", *self.trusted_hosts})

    @property
    def is_https(self) -> bool:
        """Tell whether the public address is https, so that cookies may insist on it."""
        return self.public_base_url.startswith("https://")


def _secret(env: Env, name: str) -> str:
    """Read a secret from NAME or from the file that NAME_FILE names."""
    if path := env.str(f"{name}_FILE", ""):
        return Path(path).read_text(encoding="utf-8").strip()
    return env.str(name, "")


def _listed(text: str) -> list[str]:
    """Return what a setting names with commas between."""
    return list(filter(None, text.replace(" ", "").split(",")))


def _base_url(text: str) -> str:
    """Return the public address without a slash at its end; it may have no path (DESIGN section 4)."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise RuleBroken(
            "setting-malformed",
            "OCOP_PUBLIC_BASE_URL “%(text)s” phải có dạng https://tên-máy, không có đường dẫn.",
            text=text[:80],
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _database_url(text: str) -> str:
    """Name the driver that we ship where a URL leaves it open."""
    for plain in ("postgresql://", "postgres://"):
        if text.startswith(plain):
            return "postgresql+psycopg://" + text.removeprefix(plain)
    return text


def _whole(env: Env, name: str, usual: int, most: int) -> int:
    """Return a whole number within its bounds. Raises RuleBroken `setting-malformed`."""
    value = env.int(name, usual)
    if not 1 <= value <= most:
        raise RuleBroken("setting-malformed", "OCOP_%(name)s phải là một số từ 1 đến %(most)s.", name=name, most=most)
    return value


def _overdraw(text: str) -> Overdraw:
    """Return what happens where more is taken than is left. Raises RuleBroken `setting-malformed`."""
    try:
        return Overdraw(text.strip().lower())
    except ValueError:
        raise RuleBroken("setting-malformed", "OCOP_EPCIS_OVERDRAW phải là warn hoặc refuse.") from None


def settings_from_environment() -> Settings:
    """Read OCOP_* variables; nothing else of the environment is looked at."""
    env = Env(prefix="OCOP_")
    data_dir = Path(env.str("DATA_DIR", "var")).absolute()
    database_url = _database_url(_secret(env, "DATABASE_URL")) or f"sqlite:///{data_dir / 'ocop.db'}"
    scans = f"sqlite:///{data_dir / 'scans.db'}" if database_url.startswith("sqlite") else database_url
    return Settings(
        data_dir=data_dir,
        database_url=database_url,
        scans_database_url=_database_url(env.str("SCANS_DATABASE_URL", "")) or scans,
        public_base_url=_base_url(env.str("PUBLIC_BASE_URL", "http://localhost:8000")),
        secret_key=_secret(env, "SECRET_KEY"),
        jobs_url=env.str("JOBS_URL", ""),
        serial_keys=_secret(env, "SERIAL_KEYS"),
        trusted_hosts=tuple(_listed(env.str("TRUSTED_HOSTS", ""))),
        trusted_proxies=env.int("TRUSTED_PROXIES", 0),
        timezone=ZoneInfo(env.str("TIMEZONE", "Asia/Ho_Chi_Minh")),
        log_format=env.str("LOG_FORMAT", "json"),
        contact=env.str("CONTACT", ""),
        smtp_url=_secret(env, "SMTP_URL"),
        mail_from=env.str("MAIL_FROM", ""),
        scan_rate=env.int("SCAN_RATE", 600),
        unknown_rate=env.int("UNKNOWN_RATE", 30),
        page_cache_mb=env.int("PAGE_CACHE_MB", 64),
        reviewed_languages=tuple(_listed(env.str("REVIEWED_LANGUAGES", ""))),
        resolver_redirects=env.bool("RESOLVER_REDIRECTS", False),
        map_file=Path(map_file) if (map_file := env.str("MAP_FILE", "")) else None,
        epcis_limits=Limits(
            bytes=_whole(env, "EPCIS_LIMIT_BYTES", USUAL.bytes, MOST_BYTES),
            events=_whole(env, "EPCIS_LIMIT_EVENTS", USUAL.events, 10_000),
        ),
        webhook_networks=parse_networks(env.str("WEBHOOK_NETWORKS", "")),
        epcis_overdraw=_overdraw(env.str("EPCIS_OVERDRAW", "warn")),
        thresholds=parse_thresholds(env.str("SUSPICION", "")),
        link_hosts=parse_hosts(env.str("LINK_HOSTS", ",".join(USUAL_HOSTS))),
        areas_file=Path(areas) if (areas := env.str("AREAS_FILE", "")) else None,
    )


def serving_secret(settings: Settings, *, is_sample: bool) -> str:
    """Return the secret to serve with: the operator's, or for the sample one made at random and kept.

    Raises RuleBroken `secret-missing` where real data would be served with none, a short one or a known one.
    """
    given = settings.secret_key
    if given and given not in DEFAULT_SECRETS and len(given) >= SHORTEST_SECRET:
        return given
    if not is_sample:
        raise RuleBroken(
            "secret-missing",
            "Cần đặt OCOP_SECRET_KEY (hoặc OCOP_SECRET_KEY_FILE) với ít nhất %(length)s ký tự ngẫu nhiên.",
            length=SHORTEST_SECRET,
        )
    path = settings.data_dir / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")

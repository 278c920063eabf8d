"""The only file that knows every part: it makes the application and hands settings down as values."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from importlib.util import find_spec
from threading import Event, Thread
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import Flask
from flask_babel import Babel
from huey import Huey, RedisHuey, SqliteHuey, crontab

from ocop.api.blueprints import register_api
from ocop.cli.commands import ocop as commands
from ocop.cli.terminals import Terminal
from ocop.config import Settings, locate, serving_secret, settings_from_environment
from ocop.domain.refusals import OcopError, RuleBroken
from ocop.jobs.label_jobs import Printer, drop_spent_files
from ocop.jobs.notices import mail_notices
from ocop.jobs.reminders import remind
from ocop.jobs.scans import keep_loading
from ocop.jobs.stories import fill_stories, fill_timelines
from ocop.jobs.subscriptions import send_news
from ocop.jobs.sweeps import forget_reporters, sweep
from ocop.models.database import SCANS, db
from ocop.pages.blueprints import register_pages
from ocop.pages.contexts import init_contexts
from ocop.pages.operations import blueprint as operations
from ocop.pages.public.fronts import init_front
from ocop.services.areas import NO_AREAS, areas_from
from ocop.services.label_jobs import unfinished_jobs
from ocop.services.mails import mailer_of
from ocop.services.origin_maps import read_boundaries
from ocop.services.registries import holds_sample
from ocop.services.scan_logs import ScanLog
from ocop.services.seals import sealing_key
from ocop.services.serial_keys import kept_keys, parse_keys
from ocop.services.work import reading
from ocop.web.assets import init_assets
from ocop.web.languages import UNREVIEWED, init_languages, language_asked
from ocop.web.setup import init_web

#: The minute of every hour at which the worker tidies up.
_SWEEP_MINUTE = "17"
#: Things that are made before a worker looks for garbage among them.
_YOUNG_THINGS = 20_000


def create_app(settings: Settings | None = None, *, serving: bool = True) -> Flask:
    """Return the application; `serving` False leaves out what only a served one needs: a secret.

    Raises RuleBroken `secret-missing` where real data would be served without one, `map-unreadable` and
    `map-lacks-islands` for a map that cannot be shown.
    """
    settings = settings or settings_from_environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask("ocop", template_folder=str(locate("templates")))
    app.config.update(_handed_down(settings))
    db.init_app(app)
    with app.app_context():
        is_sample = holds_sample()
    app.config["OCOP_SAMPLE_LOADED"] = is_sample
    app.config["SECRET_KEY"] = serving_secret(settings, is_sample=is_sample) if serving else None
    app.config["OCOP_PRINT_LABELS"] = _printing(app, settings)
    Babel(app, locale_selector=language_asked)
    init_languages(app)
    init_front(
        app,
        scan_rate=settings.scan_rate,
        unknown_rate=settings.unknown_rate,
        page_cache_mb=settings.page_cache_mb,
    )
    init_web(app)
    init_assets(app)
    init_contexts(app)
    app.register_blueprint(operations)
    register_api(app)
    register_pages(app)
    return app


def served_app() -> Flask:
    """Return the application for a worker of a server; what it is made of is no longer looked through for garbage.

    Pages make many small things that refer to one another in no circle: the collector may come more rarely.
    """
    app = create_app()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_THINGS, 20, 20)
    return app


def _handed_down(settings: Settings) -> dict[str, Any]:
    """Return the settings as values that the rest of the application reads."""
    return {
        "OCOP_SEED_FOLDER": locate("seed_data"),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_BINDS": {SCANS: settings.scans_database_url},
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": str(settings.timezone),
        "OCOP_PUBLIC_BASE_URL": settings.public_base_url,
        "OCOP_TIMEZONE": settings.timezone,
        "OCOP_DATA_DIR": settings.data_dir,
        "OCOP_IS_HTTPS": settings.is_https,
        "OCOP_TRUSTED_PROXIES": settings.trusted_proxies,
        "OCOP_LOG_FORMAT": settings.log_format,
        "OCOP_CONTACT": settings.contact,
        "OCOP_BOUNDARIES": read_boundaries(settings.map_file) if settings.map_file else None,
        "OCOP_RESOLVER_REDIRECTS": settings.resolver_redirects,
        "OCOP_SERIAL_KEYS": _serial_keys(settings),
        "OCOP_UNREVIEWED": UNREVIEWED.difference(settings.reviewed_languages),
        "OCOP_SCAN_LOG": _scan_log(settings),
        "OCOP_LINK_HOSTS": settings.link_hosts,
        "OCOP_EPCIS_LIMITS": settings.epcis_limits,
        "OCOP_EPCIS_OVERDRAW": settings.epcis_overdraw,
        "OCOP_WEBHOOK_NETWORKS": settings.webhook_networks,
        "OCOP_CLOCK": lambda: datetime.now(UTC),
        "TRUSTED_HOSTS": settings.hosts,
    }


def _engine_options(settings: Settings) -> dict[str, Any]:
    """Keep what people typed out of errors; ask a server's connection whether it lives before it is used."""
    is_file = settings.database_url.startswith("sqlite")
    return {"hide_parameters": True} if is_file else {"hide_parameters": True, "pool_pre_ping": True}


def make_queue(settings: Settings) -> Huey:
    """Return the job queue: a file of its own by default, Redis where OCOP_JOBS_URL names one."""
    if not settings.jobs_url:
        return SqliteHuey("ocop", filename=str(settings.data_dir / "jobs.db"), fsync=True, utc=True)
    if not settings.jobs_url.startswith("redis://") or find_spec("redis") is None:
        raise RuleBroken(
            "setting-malformed", "OCOP_JOBS_URL cần dạng redis://… và gói ocop-registry[redis].", text="OCOP_JOBS_URL"
        )
    return RedisHuey("ocop", url=settings.jobs_url, utc=True)


def _serial_keys(settings: Settings) -> Callable[[], Mapping[str, bytes]]:
    """Return what gives the keys of serials: the operator's, or those kept in the data folder from first use on."""
    given = parse_keys(settings.serial_keys)
    return cache(lambda: given or kept_keys(settings.data_dir))


def _scan_log(settings: Settings) -> ScanLog:
    """Return what scans are written to, with the operator's table of areas if there is one."""
    return ScanLog(settings.scan_log, areas_from(settings.areas_file) if settings.areas_file else NO_AREAS)


def _printing(app: Flask, settings: Settings) -> Callable[[str], None]:
    """Return what puts a label job into the queue; the queue is opened when first used."""
    task = cache(lambda: _label_task(make_queue(settings), app))

    def put(job_id: str) -> None:
        task()(job_id)

    return put


def _label_task(queue: Huey, app: Flask) -> Callable[[str], Any]:
    """Return the task that prints a label job; what fails by the machine's fault is tried again."""

    @queue.task(name="print-labels", retries=3, retry_delay=10)
    def print_labels(job_id: str) -> None:
        with app.app_context():
            keys = app.config["OCOP_SERIAL_KEYS"]()
            Printer(app.config["OCOP_DATA_DIR"], keys, app.config["OCOP_CLOCK"]).print_job(job_id)

    task: Callable[[str], Any] = print_labels
    return task


def work(app: Flask, settings: Settings) -> None:
    """Run the worker until it is told to stop; jobs that a killed one left go on first."""
    queue = make_queue(settings)
    task = _label_task(queue, app)
    mailer = mailer_of(settings.smtp_url, settings.mail_from)

    @queue.periodic_task(crontab(minute=_SWEEP_MINUTE))
    def tidy_up() -> None:
        with app.app_context():
            now, today = _moment(settings)
            sweep(now, today, scan_log=settings.scan_log)
            forget_reporters(now, today, settings.data_dir)
            fill_stories()
            drop_spent_files(now, settings.data_dir)
            remind(now, today, base_url=settings.public_base_url, mailer=mailer)

    @queue.periodic_task(crontab(minute="*"))
    def tell() -> None:
        with app.app_context():
            now, _today = _moment(settings)
            fill_timelines()
            mail_notices(now, mailer)
            send_news(now, sealing_key(app.config["SECRET_KEY"]), settings.webhook_networks)

    with app.app_context(), reading():
        left = unfinished_jobs()
    with app.app_context():
        fill_stories()
    for job_id in left:
        task(job_id)
    with _loading_scans(app, settings):
        queue.create_consumer(workers=1, periodic=True, check_worker_health=True).run()


def _moment(settings: Settings) -> tuple[datetime, date]:
    """Return the moment in UTC and the day where the registry lives."""
    now = datetime.now(UTC)
    return now, now.astimezone(settings.timezone).date()


@contextmanager
def _loading_scans(app: Flask, settings: Settings) -> Iterator[None]:
    """Take the scan log in meanwhile, in a thread of its own: no long job holds it up."""
    stop = Event()
    words = (settings.scan_log, settings.thresholds, app.app_context, lambda: _moment(settings), stop)
    thread = Thread(target=keep_loading, args=words, name="scan-loader", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=10)


def terminal_for(app: Flask, settings: Settings) -> Terminal:
    """Return what commands share, made of values."""

    def check_serving() -> None:
        with app.app_context():
            is_sample = holds_sample()
        serving_secret(settings, is_sample=is_sample)

    return Terminal(
        data_dir=settings.data_dir,
        seed_folder=locate("seed_data"),
        public_base_url=settings.public_base_url,
        timezone=ZoneInfo(str(settings.timezone)),
        jobs_url=settings.jobs_url,
        serial_keys=app.config["OCOP_SERIAL_KEYS"],
        context=app.app_context,
        work=lambda: work(app, settings),
        check_serving=check_serving,
        mailer=lambda: mailer_of(settings.smtp_url, settings.mail_from),
    )


def main() -> None:
    """Run the console script: settings from the environment, commands in the application's context."""
    try:
        settings = settings_from_environment()
        terminal = terminal_for(create_app(settings, serving=False), settings)
    except OcopError as refusal:
        click.echo(f"{refusal.code}: {refusal.message}", err=True)
        sys.exit(1)
    commands(obj=terminal, prog_name="ocop")

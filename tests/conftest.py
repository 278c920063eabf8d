"""What tests share: an application of their own on SQLite or PostgreSQL, a clock, factories, a browser."""

import shutil
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from playwright.sync_api import sync_playwright
from sqlalchemy import Engine, event
from werkzeug.serving import make_server

from ocop.app import create_app
from ocop.config import Settings, locate
from ocop.domain.refusals import OcopError
from ocop.models.database import db
from ocop.services.databases import upgrade_databases
from ocop.services.fonts import web_fonts, woff2
from ocop.services.references import load_references
from ocop.services.registries import NONE, SAMPLE
from ocop.services.samples import load_sample, set_record
from ocop.services.work import unit_of_work
from tests import postgres
from tests.browser import DESK, PHONE, chromium, opened
from tests.factories import NOW, VIETNAM, Clock, Factories
from tests.snapshots import rows_held
from tests.vectors import FOLDER

TESTS = Path(__file__).resolve().parent
BOTH = ("sqlite", "postgres")
#: Folders whose tests run on both stores; elsewhere a test asks for it by the mark `both_stores`.
ON_BOTH = (TESTS / "services", TESTS / "migrations")
SECRET = "for-the-tests-alone-" + "x" * 32


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_stores: runs on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "one_store(name): runs on that store alone, wherever the test lies")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name what was not judged for want of the reference data."""
    if not FOLDER.exists():
        terminalreporter.write_line(f"not judged: the vectors of {FOLDER} (set OCOP_REFERENCE_DIR)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what touches a store on the stores that its folder or its mark says."""
    if "store_kind" not in metafunc.fixturenames:
        return
    only = metafunc.definition.get_closest_marker("one_store")
    is_on_both = metafunc.definition.get_closest_marker("both_stores") or any(
        folder in metafunc.definition.path.parents for folder in ON_BOTH
    )
    kinds = only.args if only else BOTH if is_on_both else BOTH[:1]
    marks = {"postgres": [pytest.mark.postgres]}
    metafunc.parametrize("store_kind", [pytest.param(kind, marks=marks.get(kind, ())) for kind in kinds])


# -- stores: a template per session, an image of it per test


@dataclass(frozen=True)
class Store:
    """Where one application keeps what it knows."""

    data_dir: Path
    url: str
    scans_url: str

    def settings(self, **more: Any) -> Settings:
        """Return settings that lead here."""
        places = {"data_dir": self.data_dir, "database_url": self.url, "scans_database_url": self.scans_url}
        return Settings(**{"secret_key": SECRET, **places, **more})


class Stores:
    """Makes stores of both kinds: empty ones, and images of templates filled once per session.

    Places are used again: an application that was made for one serves the next image in it, which is
    then as new, because making an application takes longer than most tests.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._cluster: postgres.Cluster | None = None
        self._templates: dict[tuple[str, str], Store] = {}
        self._idle: dict[tuple[str, str | None], list[Store]] = defaultdict(list)
        self._apps: dict[Path, Flask] = {}
        self._count = 0

    def close(self) -> None:
        """Stop the server, if any test needed one."""
        self._open.close()

    @property
    def cluster(self) -> postgres.Cluster:
        """The session's own PostgreSQL, started when first asked for."""
        if self._cluster is None:
            self._cluster = self._open.enter_context(postgres.cluster())
        return self._cluster

    @contextmanager
    def image(self, kind: str, template: str | None) -> Iterator[Store]:
        """Make a store from a template (None: an empty one) and drop it afterwards."""
        source = self._template(kind, template) if template else None
        idle = self._idle[kind, template]
        store = idle.pop() if idle else self._place(kind)
        self._fill(kind, store, source)
        try:
            yield store
        finally:
            shutil.rmtree(store.data_dir)
            if kind == "postgres":
                self.cluster.drop(store.data_dir.name)
            idle.append(store)

    @contextmanager
    def application(self, store: Store, clock: Clock) -> Iterator[Flask]:
        """Lend the application of a place; its settings are afterwards what they were."""
        app = self._apps.get(store.data_dir) or create_app(store.settings())
        self._apps[store.data_dir] = app
        before = dict(app.config)
        app.config.update(TESTING=True, OCOP_CLOCK=clock)
        try:
            yield app
        finally:
            app.config.clear()
            app.config.update(before)
            for kept in ("OCOP_PAGE_CACHE", "OCOP_RATE_LIMITS", "OCOP_MISS_LIMITS"):
                app.config[kept].forget()
            let_go(app)

    def _place(self, kind: str) -> Store:
        self._count += 1
        data_dir = self._folder / f"store{self._count}"
        if kind == "sqlite":
            return Store(data_dir, f"sqlite:///{data_dir}/ocop.db", f"sqlite:///{data_dir}/scans.db")
        url = self.cluster.url(data_dir.name)
        return Store(data_dir, url, url)

    def _fill(self, kind: str, store: Store, source: Store | None) -> None:
        if source and kind == "sqlite":
            shutil.copytree(source.data_dir, store.data_dir)
        else:
            store.data_dir.mkdir()
        if kind == "postgres":
            self.cluster.create(store.data_dir.name, source.data_dir.name if source else "template0")

    def _template(self, kind: str, name: str) -> Store:
        if (kind, name) not in self._templates:
            store = self._place(kind)
            self._fill(kind, store, None)
            with running(store.settings()) as app, app.app_context():
                FILLINGS[name]()
            self._templates[kind, name] = store
        return self._templates[kind, name]


@contextmanager
def running(settings: Settings, clock: Clock | None = None) -> Iterator[Flask]:
    """Make an application, and let go of its connections afterwards."""
    app = create_app(settings)
    app.config.update(TESTING=True, OCOP_CLOCK=clock or Clock())
    try:
        yield app
    finally:
        let_go(app)


def let_go(app: Flask) -> None:
    """Close an application's connections and its scan log."""
    app.config["OCOP_SCAN_LOG"].close()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _fill_references() -> None:
    """Make tables and reference data, as `ocop init --sample none` does."""
    upgrade_databases()
    with unit_of_work():
        load_references(locate("seed_data"))
        set_record(NONE, NOW)
    _keep_fonts()


def _fill_sample() -> None:
    """Make the whole Trà Vinh record, as `ocop init` does."""
    upgrade_databases()
    with unit_of_work():
        load_references(locate("seed_data"))
        set_record(SAMPLE, NOW)
        load_sample(locate("seed_data") / "tra_vinh_2025", NOW, VIETNAM)
    _keep_fonts()


def _keep_fonts() -> None:
    """Cut the fonts of pages once for all templates: it takes seconds."""
    web_fonts(current_app.config["OCOP_DATA_DIR"] / "fonts", cut=_cut)


_cut = cache(woff2)
FILLINGS: dict[str, Callable[[], None]] = {"references": _fill_references, "sample": _fill_sample}


@pytest.fixture(scope="session")
def stores() -> Iterator[Stores]:
    with tempfile.TemporaryDirectory(prefix="ocop-stores-", dir=postgres.memory()) as folder:
        made = Stores(Path(folder))
        yield made
        made.close()


@pytest.fixture
def store_kind() -> str:
    """`sqlite` or `postgres`; what parametrises it is above."""
    return "sqlite"


# -- applications


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(stores: Stores, store_kind: str) -> Iterator[Store]:
    """A store with reference data alone."""
    with stores.image(store_kind, "references") as made:
        yield made


@pytest.fixture
def settings(store: Store) -> Settings:
    return store.settings()


@pytest.fixture
def app(
    stores: Stores, store: Store, settings: Settings, clock: Clock, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """A registry of real data with nothing in it yet; an application of its own for who changes it."""
    is_plain = settings == store.settings() and "add_view" not in request.fixturenames
    with stores.application(store, clock) if is_plain else running(settings, clock) as made:
        yield made


@pytest.fixture
def sample_app(stores: Stores, store_kind: str, clock: Clock) -> Iterator[Flask]:
    """A registry with the whole Trà Vinh record."""
    with stores.image(store_kind, "sample") as store, stores.application(store, clock) as made:
        yield made


@pytest.fixture
def empty_app(stores: Stores, store_kind: str, clock: Clock) -> Iterator[Flask]:
    """An application whose stores have no tables yet."""
    with stores.image(store_kind, None) as store, running(store.settings(), clock) as made:
        yield made


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An open application context, for tests that call services; not for those that ask over HTTP."""
    with app.app_context():
        yield


@pytest.fixture
def sample_context(sample_app: Flask) -> Iterator[None]:
    """The same, in the registry that holds the sample."""
    with sample_app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sample_client(sample_app: Flask) -> FlaskClient:
    return sample_app.test_client()


# -- things, valid by default; each is made by `tests.factories.Factories`, where the words are


@pytest.fixture
def factories(app: Flask, clock: Clock) -> Factories:
    return Factories(app, clock)


@pytest.fixture
def make_subject(factories: Factories) -> Callable[..., Any]:
    return factories.subject


@pytest.fixture
def make_product(factories: Factories) -> Callable[..., Any]:
    return factories.product


@pytest.fixture
def make_decision(factories: Factories) -> Callable[..., Any]:
    return factories.decision


@pytest.fixture
def make_lot(factories: Factories) -> Callable[..., Any]:
    return factories.lot


@pytest.fixture
def make_user(factories: Factories) -> Callable[..., Any]:
    return factories.user


@pytest.fixture
def token_for(factories: Factories) -> Callable[..., dict[str, str]]:
    return factories.token


@pytest.fixture
def query_count() -> Callable[[], AbstractContextManager[list[str]]]:
    """Return a context whose value is the list of statements that ran inside it."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
                statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counted


@pytest.fixture
def refuses() -> Callable[[str], AbstractContextManager[pytest.ExceptionInfo[OcopError]]]:
    """Return a context for a unit of work that must end in a refusal of that code and leave nothing behind."""

    @contextmanager
    def refused(code: str) -> Iterator[pytest.ExceptionInfo[OcopError]]:
        before = rows_held()
        with pytest.raises(OcopError) as caught, unit_of_work():
            yield caught
        assert caught.value.code == code, caught.value
        assert rows_held() == before

    return refused


# -- a served registry and a browser that looks at it


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Return a function that serves an application on a free port and returns its address."""
    servers = []
    idle = threading.Condition()
    running = [0]

    def counted(app: Flask) -> Callable[..., Any]:
        def answer(environ: Any, start_response: Any) -> Any:
            with idle:
                running[0] += 1
            try:
                return app(environ, start_response)
            finally:
                with idle:
                    running[0] -= 1
                    idle.notify_all()

        return answer

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, counted(app), threaded=True)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        servers.append((server, thread))
        app.config["OCOP_PUBLIC_BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
        thread.start()
        return str(app.config["OCOP_PUBLIC_BASE_URL"])

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
    # What a page asked for just before it was closed must not meet the store of the next test.
    with idle:
        idle.wait_for(lambda: not running[0], timeout=10)


@pytest.fixture
def live_server(app: Flask, serve: Callable[[Flask], str]) -> str:
    """The address of a served registry of real data with nothing in it yet."""
    return serve(app)


@pytest.fixture
def sample_server(sample_app: Flask, serve: Callable[[Flask], str]) -> str:
    """The address of a served registry with the whole Trà Vinh record."""
    return serve(sample_app)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """What starts browsers: there may be one in a process."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Any) -> Iterator[Any]:
    with chromium(playwright) as started:
        yield started


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Return `open_page(address, width=390, scripts=True)`: an empty page whose addresses begin there."""
    with ExitStack() as stack:
        yield lambda address, width=PHONE, **more: stack.enter_context(opened(browser, address, width, **more))


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def width(request: pytest.FixtureRequest) -> int:
    """A phone's width and an office's, one after the other."""
    return int(request.param)

"""The stores themselves: made, migrated, asked whether they are ready."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from ocop.models import (  # noqa: F401  every table must be known before migrations compare or make them
    accounts,
    acts,
    captures,
    certificates,
    councils,
    decisions,
    dossiers,
    efforts,
    events,
    evidence,
    exercises,
    files,
    holidays,
    label_jobs,
    links,
    lots,
    notices,
    partners,
    printing,
    problem_reports,
    product_sets,
    products,
    raw_lots,
    registries,
    reminders,
    requests,
    rubrics,
    scans,
    second_factors,
    sites,
    standings,
    stories,
    subjects,
    subscriptions,
    suspicions,
    units,
)
from ocop.models.database import SCANS, WRITES, db

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
#: For each bind: the folder of its migrations and the table that remembers the last one.
STORES = {None: ("registry", "alembic_version"), SCANS: ("scans", "alembic_version_scans")}


def _config(bind: str | None, connection: Connection | None = None) -> Config:
    folder, _ = STORES[bind]
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("version_locations", str(_MIGRATIONS / folder))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        metadata, version_table = settings_of(bind)
        config.attributes.update(connection=connection, metadata=metadata, version_table=version_table)
    return config


def settings_of(bind: str | None) -> tuple[MetaData, str]:
    """Return the tables of a store and the name of the one that remembers its last migration."""
    return db.metadatas[bind], STORES[bind][1]


@contextmanager
def migrating(bind: str | None) -> Iterator[Connection]:
    """Open the one connection of a migration; SQLite rebuilds tables, so its foreign keys rest meanwhile."""
    with db.engines[bind].connect().execution_options(**{WRITES: True}) as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            _pragma(connection, "foreign_keys=OFF")
        with connection.begin():
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(7236927)"))
            yield connection
        if is_sqlite:
            _pragma(connection, "foreign_keys=ON")


def _pragma(connection: Connection, words: str) -> None:
    """Set a pragma outside any transaction; within one SQLite ignores this one without a word."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(f"PRAGMA {words}")


def upgrade_databases() -> None:
    """Bring every store to the newest revision; does nothing where it is there already."""
    for bind in STORES:
        with migrating(bind) as connection:
            command.upgrade(_config(bind, connection), "head")


def downgrade_databases(revision: str = "base", *, binds: Sequence[str | None] = tuple(STORES)) -> None:
    """Take stores back to a revision (default empty); a named revision is that of one bind alone."""
    for bind in binds:
        with migrating(bind) as connection:
            command.downgrade(_config(bind, connection), revision)


def is_current(bind: str | None = None) -> bool:
    """Tell whether a store answers and stands at the newest revision."""
    head = ScriptDirectory.from_config(_config(bind)).get_current_head()
    with db.engines[bind].connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": STORES[bind][1]})
        return context.get_current_revision() == head


def write_migration(message: str) -> None:
    """Draft migrations from the difference between tables and stores; for developers."""
    for bind in STORES:
        folder, _ = STORES[bind]
        with migrating(bind) as connection:
            command.revision(
                _config(bind, connection), message, autogenerate=True, version_path=str(_MIGRATIONS / folder)
            )

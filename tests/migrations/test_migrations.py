"""Migrations make what the tables say, and going back and forth on filled stores loses nothing they can keep."""

from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from ocop.models.database import SCANS, db
from ocop.services.databases import STORES, downgrade_databases, is_current, upgrade_databases
from ocop.services.scans import drop_old_scans, scans_of
from tests.factories import NOW
from tests.scans import load_now, look_at
from tests.snapshots import digests

#: The revision of each store that made its first tables, before which there is nothing to keep.
FIRST = {None: "0001", SCANS: "scans0001"}


def schema(connection: Connection) -> dict[str, object]:
    """Return everything that a store says of its tables, names of constraints included."""
    ask = inspect(connection)
    return {
        name: {
            "columns": [{**column, "type": str(column["type"])} for column in ask.get_columns(name)],
            "primary key": ask.get_pk_constraint(name),
            "foreign keys": sorted(map(str, ask.get_foreign_keys(name))),
            "indexes": sorted(map(str, ask.get_indexes(name))),
            "uniques": sorted(map(str, ask.get_unique_constraints(name))),
            "checks": sorted(map(str, ask.get_check_constraints(name))),
        }
        for name in ask.get_table_names()
    } | {"triggers": triggers(connection)}


def triggers(connection: Connection) -> list[str]:
    """Return the definitions of a store's triggers."""
    own = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    }
    return list(connection.execute(text(own[connection.dialect.name])).scalars())


def everything() -> tuple[list[object], list[object]]:
    """Return the schema and the rows of every store."""
    schemas, rows = [], []
    for bind in STORES:
        with db.engines[bind].connect() as connection:
            schemas.append(schema(connection))
            rows.append(digests(connection))
    return schemas, rows


@pytest.mark.parametrize("bind", STORES, ids=lambda bind: bind or "registry")
def test_the_tables_are_those_that_migrations_make(bind: str | None, empty_app) -> None:
    metadata = db.metadatas[bind]

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or name in metadata.tables

    with empty_app.app_context():
        upgrade_databases()
        with db.engines[bind].connect() as connection:
            options = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
            context = MigrationContext.configure(connection, opts=options)
            difference = compare_metadata(context, metadata)

    assert difference == []


@pytest.mark.parametrize("bind", STORES, ids=lambda bind: bind or "registry")
def test_every_check_of_a_table_is_made_by_migrations(bind: str | None, empty_app) -> None:
    with empty_app.app_context():
        upgrade_databases()
        with db.engines[bind].connect() as connection:
            ask = inspect(connection)
            for table in db.metadatas[bind].tables.values():
                wanted = {one.name for one in table.constraints if type(one).__name__ == "CheckConstraint"}
                made = {one["name"] for one in ask.get_check_constraints(table.name)}
                assert made == wanted, table.name


def test_every_constraint_has_a_name(sample_app) -> None:
    with sample_app.app_context():
        for bind in STORES:
            for table in db.metadatas[bind].tables.values():
                assert all(one.name for one in (*table.constraints, *table.indexes)), table.name


def test_back_to_the_first_tables_and_forth_again_loses_nothing(sample_app) -> None:
    with sample_app.app_context():
        before = everything()

        for bind, revision in FIRST.items():
            downgrade_databases(revision, binds=[bind])
        assert not is_current()
        upgrade_databases()

        assert everything() == before
        assert is_current()


def test_scans_and_their_totals_outlive_the_way_back(sample_app) -> None:
    log = sample_app.config["OCOP_SCAN_LOG"]
    for device, lot in ((1, "L1"), (1, "L2"), (2, None), (2, None)):
        look_at(log, "x", device=device, lot=lot)
    load_now(sample_app)
    look_at(log, "y", at=NOW - timedelta(days=40))
    load_now(sample_app)
    with sample_app.app_context():
        drop_old_scans(NOW.date())
        before = [scans_of("x"), scans_of("y")]
        assert [one["visitors"] for one in before] == [2, 1]

        downgrade_databases(FIRST[SCANS], binds=[SCANS])
        upgrade_databases()

        assert [scans_of("x"), scans_of("y")] == before


def test_back_to_nothing_and_forth_again_makes_the_same_tables(sample_app) -> None:
    with sample_app.app_context():
        schemas, _ = everything()

        downgrade_databases()
        for bind in STORES:
            with db.engines[bind].connect() as connection:
                assert set(inspect(connection).get_table_names()) <= {version for _, version in STORES.values()}
        upgrade_databases()

        assert everything()[0] == schemas


def test_a_filled_store_is_left_alone_by_an_upgrade(sample_app) -> None:
    with sample_app.app_context():
        before = everything()

        upgrade_databases()

        assert everything() == before


@pytest.mark.one_store("sqlite")
def test_foreign_keys_hold_again_after_a_migration(sample_app) -> None:
    with sample_app.app_context():
        downgrade_databases(FIRST[None], binds=[None])
        upgrade_databases()

        for engine in db.engines.values():
            with engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_both_stores_are_asked_for_their_own_version(app) -> None:
    with app.app_context():
        assert {bind for bind in STORES if is_current(bind)} == {None, SCANS}

"""Stores are made and brought up to date, however often."""

import pytest
from sqlalchemy import inspect

from ocop.models.database import SCANS, db
from ocop.services.databases import STORES, downgrade_databases, is_current, upgrade_databases


@pytest.fixture(autouse=True)
def opened(empty_app):
    with empty_app.app_context():
        yield empty_app


def tables(bind: str | None) -> set[str]:
    return set(inspect(db.engines[bind]).get_table_names())


def test_an_empty_store_is_not_current_and_an_upgraded_one_is() -> None:
    assert [is_current(bind) for bind in STORES] == [False, False]

    upgrade_databases()

    assert [is_current(bind) for bind in STORES] == [True, True]


def test_upgrading_twice_changes_nothing() -> None:
    upgrade_databases()
    before = tables(None)

    upgrade_databases()

    assert tables(None) == before


def test_every_table_is_made_in_its_own_store() -> None:
    upgrade_databases()

    for bind, (_, version_table) in STORES.items():
        assert {*db.metadatas[bind].tables, version_table} <= tables(bind)


@pytest.mark.one_store("sqlite")
def test_scans_have_a_file_of_their_own() -> None:
    upgrade_databases()

    assert tables(SCANS) == {*db.metadatas[SCANS].tables, STORES[SCANS][1]}
    assert not tables(SCANS) & tables(None)


def test_going_back_to_nothing_leaves_no_table() -> None:
    upgrade_databases()

    downgrade_databases()

    left = tables(None) | tables(SCANS)
    assert left <= {version_table for _, version_table in STORES.values()}

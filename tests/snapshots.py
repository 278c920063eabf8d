"""What a store holds at a moment, so that a test can say that nothing was kept, or nothing lost."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, inspect, text

from ocop.models.database import db

#: Rows from files, too many to compare at every refusal.
_REFERENCES = ("units", "unit_successions", "product_sets", "regimes")


def rows_held() -> dict[str, list[tuple]]:
    """Return every row of the registry's own tables, reference data apart."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in db.metadatas[None].sorted_tables
            if table.name not in _REFERENCES
        }


def digests(connection: Connection, tables: Iterable[str] | None = None) -> dict[str, tuple[int, str]]:
    """Return the number of rows and a hash of them for each table, whatever order they lie in."""
    found = {}
    for name in sorted(tables or inspect(connection).get_table_names()):
        columns = sorted(column["name"] for column in inspect(connection).get_columns(name))
        words = ", ".join(f'"{column}"' for column in columns)
        rows = sorted(repr(tuple(row)) for row in connection.execute(text(f'SELECT {words} FROM "{name}"')))
        found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found

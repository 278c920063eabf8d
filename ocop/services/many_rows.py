"""Many rows at a time, past the toolkit's own: a trace reads hundreds, and each would cost more than it holds."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import orjson

from ocop.models.database import db


class Asking(NamedTuple):
    """A statement for each engine."""

    sqlite: str
    postgres: str

    @classmethod
    def of(cls, statement: str) -> "Asking":
        """Return a statement that reads alike on both; `{those}` stands for numbers, a table `those` of `one`."""
        return cls(
            statement.format(those="(SELECT value AS one FROM json_each(?)) AS those"),
            statement.format(those="unnest(%s::bigint[]) AS those(one)"),
        )


class Asker:
    """What answers statements within this transaction, rows as the driver gives them: on SQLite moments are text."""

    def __init__(self) -> None:
        """Take the connection of the session."""
        connection = db.session.connection(bind_arguments={"bind": db.engine})
        self.is_postgres = connection.dialect.name == "postgresql"
        self._raw: Any = connection.connection.driver_connection

    def rows(self, asking: Asking, *values: int | Collection[int]) -> Sequence[Any]:
        """Return the rows of a statement for its values in order, each a number or many."""
        rows: Sequence[Any]
        if self.is_postgres:
            # An array as text: the driver's own way looks at each number.
            told = [one if isinstance(one, int) else f"{{{','.join(map(str, one))}}}" for one in values]
            with self._raw.cursor(binary=True) as cursor:
                rows = cursor.execute(asking.postgres, told).fetchall()
        else:
            texts = [one if isinstance(one, int) else orjson.dumps([*one]).decode() for one in values]
            rows = self._raw.execute(asking.sqlite, texts).fetchall()
        return rows

"""CSV files for people: opened by spreadsheets with their letters right, and never as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

#: What a spreadsheet takes for the beginning of a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as CSV in UTF-8 with a byte-order mark; texts that look like formulas are disarmed.

    >>> csv_file(["Tên"], [["=1+1"], [-2], [None]]).decode("utf-8-sig").split()
    ['Tên', "'=1+1", '-2', '""']
    """
    return b"".join(csv_lines(head, rows))


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield the same line by line, for tables that are too long to hold."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(head)
    for row in rows:
        yield _taken(out)
        writer.writerow([_cell(one) for one in row])
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULAS):
        return f"'{value}"
    return "" if value is None else value

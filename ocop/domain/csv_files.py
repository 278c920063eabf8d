"""CSV files for people: opened by spreadsheets with their letters right, and never as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

#: What a spreadsheet takes for the beginning of a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as CSV in UTF-8 with a byte-order mark; texts that look like formulas are disarmed.

    >>> csv_file(["Tên"], [["=1+1"], [-2], [None]]).decode("utf-8-sig").split()
    ['Tên', "'=1+1", '-2', '""']
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(one) for one in row])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULAS):
        return f"'{value}"
    return "" if value is None else value

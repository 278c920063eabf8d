"""Import of subjects, products and certificates from CSV: every fault by row and column, all or nothing.

Headers are the JSON field names. `schemas` stay above services, so the edge hands over the function that
reads one row into checked fields; this room applies rows in order and gathers what each refuses.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ocop.domain.accounts import Actor
from ocop.domain.refusals import BadInput, OcopError
from ocop.domain.texts import folded
from ocop.models.database import db
from ocop.models.products import Product
from ocop.models.subjects import Subject
from ocop.services.decisions import record_decision
from ocop.services.products import find_product, register_product
from ocop.services.subjects import register_subject

#: Limits of one file: bytes, rows, columns.
LARGEST = 5 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 60

#: Reads one row's texts into checked fields; raises BadInput with every fault of the row.
Reader = Callable[[Mapping[str, str]], dict[str, Any]]


@dataclass
class ImportReport:
    """What an import did or would do. Rows are counted as a spreadsheet shows them: the header is row 1."""

    kind: str
    rows: int = 0
    made: list[str] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)

    def fault(self, row: int, refusal: OcopError) -> None:
        """Note every fault of a refused row, by row and column."""
        several = refusal.faults or [{"field": refusal.field, "code": refusal.code, "message": refusal.message}]
        self.faults += [{"row": row, "column": one.get("field"), **one} for one in several]


def rows_in(data: bytes, *, known: Iterable[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV file in UTF-8, by header; comma or semicolon, with or without a mark.

    Raises BadInput `import-unreadable`, `import-too-large`, `import-columns`.
    """
    if len(data) > LARGEST:
        raise BadInput("import-too-large", "Tệp lớn hơn 5 MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadInput("import-unreadable", "Tệp phải là CSV mã hóa UTF-8.") from fault
    if "\x00" in text:
        raise BadInput("import-unreadable", "Tệp có ký tự NUL, không phải CSV.")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="")
    _check_columns([name.strip() for name in reader.fieldnames or ()], set(known))
    reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
    return _read_all(reader)


def _check_columns(names: list[str], known: set[str]) -> None:
    strange = sorted(set(names) - known)
    if not names or len(names) > MOST_COLUMNS or strange or len(set(names)) != len(names):
        raise BadInput(
            "import-columns",
            "Dòng tiêu đề phải gồm các tên cột không lặp: %(known)s. Cột lạ: %(strange)s.",
            known=", ".join(sorted(known)),
            strange=", ".join(strange)[:200] or "không có",
        )


def _read_all(reader: "csv.DictReader[str]") -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    try:
        for row in reader:
            if "" in row:
                raise BadInput("import-unreadable", "Dòng %(row)s có nhiều ô hơn dòng tiêu đề.", row=reader.line_num)
            if len(rows) == MOST_ROWS:
                raise BadInput("import-too-large", "Tệp có hơn %(most)s dòng.", most=MOST_ROWS)
            rows.append({name: (value or "").strip() for name, value in row.items()})
    except csv.Error as fault:
        raise BadInput("import-unreadable", "Dòng %(row)s không đọc được.", row=reader.line_num) from fault
    return rows


def import_rows(
    kind: str,
    rows: Iterable[Mapping[str, str]],
    read: Reader,
    *,
    by: Actor,
    now: datetime,
    today: date,
) -> ImportReport:
    """Apply rows one by one, each in a savepoint, so that every row's fault is found in one go.

    The caller opens the unit of work and keeps it only if the report has no faults.
    """
    apply = {"subjects": _subject, "products": _product, "certificates": _certificate}[kind]
    report = ImportReport(kind)
    for number, row in enumerate(rows, start=2):
        report.rows += 1
        try:
            with db.session.begin_nested():
                report.made.append(apply(by, now, today, read(row)))
        except OcopError as refusal:
            report.fault(number, refusal)
    return report


def _subject(by: Actor, now: datetime, today: date, fields: dict[str, Any]) -> str:
    """Register a subject unless one of the same folded name is in the commune already."""
    query = select(Subject.id).where(
        Subject.name_fold == folded(fields["name"]), Subject.unit_id == fields["unit_code"]
    )
    if db.session.scalar(query) is not None:
        raise BadInput("import-duplicate", "Xã này đã có chủ thể trùng tên.", field="name")
    return register_subject(by, now, **fields).id


def _product(by: Actor, now: datetime, today: date, fields: dict[str, Any]) -> str:
    """Register a product unless the subject has one of the same folded name already."""
    query = select(Product.id).where(
        Product.name_fold == folded(fields["name"]), Product.subject_id == fields["subject_id"]
    )
    if db.session.scalar(query) is not None:
        raise BadInput("import-duplicate", "Chủ thể này đã có sản phẩm trùng tên.", field="name")
    return register_product(by, now, **fields).code


def _certificate(by: Actor, now: datetime, today: date, fields: dict[str, Any]) -> str:
    """Record the decision behind a certificate; `code` is any code of the product, no deciding unit the Ministry."""
    product = find_product(fields.pop("code"), for_update=True)
    fields.setdefault("unit_code", None)
    return record_decision(by, now, today, product, **fields).number

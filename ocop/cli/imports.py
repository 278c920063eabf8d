"""Commands that import tables."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from ocop.cli.terminals import Terminal, pass_terminal, say_json, tracked
from ocop.domain.accounts import OPERATOR
from ocop.schemas.imports import COLUMNS, reader_of
from ocop.services.imports import ImportReport, import_rows, rows_in
from ocop.services.work import unit_of_work


class _NotKept(Exception):
    """Ends a unit of work that is not to be kept."""


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(COLUMNS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Kiểm tra thôi, không ghi gì.")
@click.option("--json", "as_json", is_flag=True)
@pass_terminal
def import_table(terminal: Terminal, kind: str, file: Path, dry_run: bool, as_json: bool) -> None:
    """Nhập subjects, products hoặc certificates từ CSV: nhập hết hoặc không nhập gì, mọi lỗi theo dòng và cột."""
    rows = rows_in(file.read_bytes(), known=COLUMNS[kind])
    report = _imported(terminal, kind, rows, dry_run=dry_run)
    if as_json:
        say_json({"rows": report.rows, "made": report.made, "faults": report.faults})
    else:
        _say(report, dry_run=dry_run)
    sys.exit(1 if report.faults else 0)


def _imported(terminal: Terminal, kind: str, rows: list[dict[str, str]], *, dry_run: bool) -> ImportReport:
    """Import all rows, or keep none of them."""
    report = ImportReport(kind)
    with terminal.context():
        try:
            with unit_of_work():
                report = import_rows(
                    kind,
                    tracked(rows, "Nhập", len(rows)),
                    reader_of(kind),
                    by=OPERATOR,
                    now=terminal.now(),
                    today=terminal.today(),
                )
                if report.faults or dry_run:
                    raise _NotKept
        except _NotKept:
            pass
    return report


def _say(report: ImportReport, *, dry_run: bool) -> None:
    for fault in report.faults:
        click.echo(f"Dòng {fault['row']}, cột {_column(fault)}: {fault['message']}", err=True)
    if report.faults:
        click.echo(f"{len(report.faults)} lỗi trong {report.rows} dòng; không ghi gì.", err=True)
    else:
        click.echo(f"{'Kiểm tra xong, chưa ghi' if dry_run else 'Đã nhập'}: {report.rows} dòng.")


def _column(fault: Mapping[str, Any]) -> str:
    return str(fault.get("column") or "-")

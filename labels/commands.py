"""The press from a terminal: one label, a table of labels, a lone symbol; papers and designs; reading back.

Each command has its arguments beside what it does: `Command(help, arguments, run)`.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from labels.calibrations import calibration_pdf, nudge_of
from labels.contents import Barcode, LabelContent
from labels.designs import DESIGNS
from labels.drawings import DOTS
from labels.logos import Logo
from labels.papers import Nudge, Paper
from labels.press import MEDIA_TYPES, PrintedFile, print_labels
from labels.readings import read_back
from labels.refusals import LabelError
from labels.stocks import STOCKS, find_stock
from labels.symbol_files import MEDIA_TYPES as SYMBOL_MEDIA_TYPES
from labels.symbol_files import print_symbol
from labels.symbols import KINDS
from labels.symbols.qr_codes import QR_LEVELS
from labels.tables import FIELDS, Row, address_of, read_table, rows_of, table_faults

Parser = argparse.ArgumentParser


@dataclass(frozen=True)
class Command:
    """What a command is for, what it may be told, and what it says when it is done."""

    help: str
    arguments: Callable[[Parser], None]
    run: Callable[[argparse.Namespace], str]


# -- what several commands are told


def _numbers(count: int) -> Callable[[str], tuple[float, ...]]:
    def read(text: str) -> tuple[float, ...]:
        parts = text.split(",")
        if len(parts) != count:
            raise argparse.ArgumentTypeError(f"needs {count} numbers with commas between them, not “{text}”")
        try:
            return tuple(float(part) for part in parts)
        except ValueError as fault:
            raise argparse.ArgumentTypeError(f"“{text}” is no list of numbers") from fault

    return read


def _cells(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"“{text}” is no list of cells, such as 1,2,9") from fault


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name or not value:
        raise argparse.ArgumentTypeError(f"needs FIELD=…, not “{text}”")
    return name, value


def paper_arguments(parser: Parser) -> None:
    """Ask for paper, printer and file."""
    parser.add_argument("--stock", default="single-70x37", metavar="NAME", help="paper; see the command stocks")
    parser.add_argument("--design", choices=DESIGNS, help="the design; the size of the label chooses if left out")
    parser.add_argument("--start", type=int, default=1, help="first cell to use on a sheet already begun")
    parser.add_argument(
        "--used", type=_cells, default=(), metavar="1,2,9", help="cells of the first sheet that are gone"
    )
    parser.add_argument("--cut-marks", action="store_true", help="small crosses on the corners of the labels")
    parser.add_argument(
        "--nudge", type=_numbers(2), default=(0.0, 0.0), metavar="R,D", help="mm to add to the right and down"
    )
    parser.add_argument(
        "--scale", type=_numbers(2), default=(1.0, 1.0), metavar="X,Y", help="factors of both directions"
    )
    parser.add_argument("--logo", type=Path, help="the producer's mark: PNG, JPEG or WebP")
    parser.add_argument("--format", default="pdf", choices=MEDIA_TYPES)
    parser.add_argument(
        "--dpi", type=int, choices=sorted(DOTS), help="resolution of the printer (pdf, svg: 600; png: 300; zpl: 203)"
    )
    output_argument(parser)


def output_argument(parser: Parser) -> None:
    """Ask for the file to write."""
    parser.add_argument("-o", "--output", required=True, help="file to write; - for standard output")


def _order(asked: argparse.Namespace) -> dict[str, object]:
    """Return what the paper arguments mean to the press."""
    return {
        "stock": asked.stock, "design": asked.design, "start": asked.start, "used": asked.used,
        "cut_marks": asked.cut_marks, "nudge": Nudge(*asked.nudge, *asked.scale), "format": asked.format,
        "dpi": asked.dpi,
    }  # fmt: skip


def _logo(asked: argparse.Namespace) -> Logo | None:
    return Logo.of_file(asked.logo.read_bytes()) if asked.logo else None


def written(output: str, data: bytes) -> None:
    """Write a file whole or not at all."""
    if output == "-":
        sys.stdout.buffer.write(data)
        return
    path = Path(output)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        aside = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            aside.chmod(0o644)
            aside.replace(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise


def _said(asked: argparse.Namespace, words: str) -> str:
    """Return words for people, or nothing where the file itself goes to standard output."""
    return "" if asked.output == "-" else f"{asked.output}: {words}"


def _printed_words(asked: argparse.Namespace, printed: PrintedFile) -> str:
    for warning in printed.warnings:
        print(warning, file=sys.stderr)
    return _said(asked, f"{printed.count} nhãn, {printed.pages} trang, mọi mã đã được đọc lại.")


# -- one label


def print_arguments(parser: Parser) -> None:
    """Ask for one label."""
    parser.add_argument("--qr", required=True, help="content of the QR; capitals make it smaller")
    parser.add_argument("--address", help="address in words beside the QR (default: host and path of --qr)")
    parser.add_argument("--name", required=True, help="name of the product")
    parser.add_argument("--producer", required=True, help="name of the producer")
    code = parser.add_mutually_exclusive_group(required=True)
    code.add_argument("--gtin", help="GTIN of 8, 12, 13 or 14 digits")
    code.add_argument("--code", help="internal code, printed as Code 128")
    parser.add_argument("--stars", type=int, help="3, 4 or 5; none if left out")
    parser.add_argument("--line", action="append", default=[], help="a small line: lot, dates; may be repeated")
    for name, words in (
        ("serial", "number of the item, under the address"), ("seat", "where the producer is"),
        ("origin", "origin of the goods"), ("notice", "words of an electronic label"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", default="", help=words)
    parser.add_argument("--specimen", action="store_true", help="print BẢN MẪU across the label")
    parser.add_argument("--count", type=int, default=1, help="how many labels")
    paper_arguments(parser)


def print_command(asked: argparse.Namespace) -> str:
    """Print one label, so many times."""
    content = LabelContent(
        qr=asked.qr,
        barcode=Barcode.of_code(asked.code) if asked.gtin is None else Barcode.of_gtin(asked.gtin),
        name=asked.name,
        producer=asked.producer,
        address_in_words=asked.address or address_of(asked.qr),
        stars=asked.stars,
        lines=tuple(asked.line),
        specimen=asked.specimen,
        serial=asked.serial,
        seat=asked.seat,
        origin=asked.origin,
        notice=asked.notice,
        logo=_logo(asked),
    )
    printed = print_labels(content, count=asked.count, **_order(asked))  # type: ignore[arg-type]
    written(asked.output, printed.data)
    return _printed_words(asked, printed)


# -- a table of labels


def table_arguments(parser: Parser) -> None:
    """Ask for a table and how its columns become labels."""
    parser.add_argument("file", type=Path, help="CSV whose first row names its columns")
    parser.add_argument(
        "--map", action="append", type=_pair, default=[], metavar="FIELD=COLUMN",
        help=f"the column of a field; fields: {', '.join(FIELDS)}. A column called as a field needs no word",
    )  # fmt: skip
    parser.add_argument(
        "--text", action="append", type=_pair, default=[], metavar="FIELD=TEXT",
        help="what a field says, with {columns} in it: --text 'qr=HTTPS://OCOP.EXAMPLE.VN/01/{GTIN}'",
    )  # fmt: skip
    parser.add_argument(
        "--line", action="append", default=[], metavar="TEXT",
        help="a small line with {columns} in it; left out where its columns are empty; may be repeated",
    )  # fmt: skip
    parser.add_argument("--encoding", help="of the file, such as cp1258; UTF-8 if left out")
    parser.add_argument("--delimiter", help="between columns; found out if left out")
    parser.add_argument("--specimen", action="store_true", help="print BẢN MẪU across the labels")
    parser.add_argument("--collate", action="store_true", help="whole sets one after another, not copies in a row")
    paper_arguments(parser)


def table_command(asked: argparse.Namespace) -> str:
    """Print a label for each row of a table, or say what is wrong in which row."""
    table = read_table(asked.file.read_bytes(), encoding=asked.encoding, delimiter=asked.delimiter)
    rows = rows_of(table, mapped=dict(asked.map), texts=dict(asked.text), lines=asked.line, specimen=asked.specimen)
    logo = _logo(asked)
    every = in_order(rows, asked)
    contents = [replace(row.content, logo=logo) for row in every]
    try:
        printed = print_labels(contents, **_order(asked))  # type: ignore[arg-type]
    except LabelError as refusal:
        if refusal.at is None:
            raise
        raise table_faults([(every[refusal.at].number, f"{refusal.message} ({refusal.code})")]) from refusal
    written(asked.output, printed.data)
    return _printed_words(asked, printed)


def in_order(rows: Sequence[Row], asked: argparse.Namespace) -> list[Row]:
    """Return the rows as often and in the order in which their labels are printed."""
    if not asked.collate:
        return [row for row in rows for _ in range(row.copies)]
    most = max(row.copies for row in rows)
    return [row for turn in range(most) for row in rows if turn < row.copies]


# -- a lone symbol


def symbol_arguments(parser: Parser) -> None:
    """Ask for one symbol."""
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("content", metavar="CONTENT", help="digits with check digit, a text, or (01)…(10)… for GS1")
    parser.add_argument("--format", default="pdf", choices=SYMBOL_MEDIA_TYPES)
    parser.add_argument("--dpi", type=int, default=600, choices=sorted(DOTS), help="resolution of the printer")
    parser.add_argument("--level", default="M", choices=QR_LEVELS, help="error correction of a QR")
    parser.add_argument("--version", type=int, help="version of a QR, 1 to 40; the smallest if left out")
    parser.add_argument("--module-mm", type=float, help="width of one module; GS1's target if left out")
    parser.add_argument("--use", choices=("retail", "distribution"), help="where it is scanned")
    parser.add_argument("--no-text", action="store_true", help="leave out the line for people")
    output_argument(parser)


def symbol_command(asked: argparse.Namespace) -> str:
    """Print one symbol with its quiet zones; what GS1 would not like is said, not refused."""
    printed = print_symbol(
        asked.kind,
        asked.content,
        format=asked.format,
        dpi=asked.dpi,
        level=asked.level,
        version=asked.version,
        module_mm=asked.module_mm,
        with_text=not asked.no_text,
        use=asked.use,
    )
    written(asked.output, printed.data)
    module = f"{printed.module_mm:.3f}".replace(".", ",")
    for warning in printed.warnings:
        print(warning, file=sys.stderr)
    return _said(asked, f"mã {asked.kind}, ô {module} mm, đã được đọc lại.")


# -- papers, designs, printers


def stocks_command(asked: argparse.Namespace) -> str:
    """List the papers."""
    rows = [
        {
            "name": name,
            "title": one.title,
            "cells": one.cells,
            "label_mm": [one.label_width, one.label_height],
            "page_mm": list(one.page),
            "measured": one.measured,
        }
        for name, one in STOCKS.items()
    ]
    if asked.json:
        return json.dumps(rows, ensure_ascii=False, indent=1)
    lines = [f"{row['name']:<16}{row['title']}" for row in rows]
    return "\n".join([*lines, "Giấy khác: CỘTxHÀNG:RỘNGxCAO@TRÁI,TRÊN+HỞ,HỞ/TRANGxTRANG (mm), ví dụ 3x8:70x37@0,0.5"])


def json_argument(parser: Parser) -> None:
    """Ask whether programs read the answer."""
    parser.add_argument("--json", action="store_true")


def designs_command(asked: argparse.Namespace) -> str:
    """List the designs."""
    if asked.json:
        rows = [{"name": name, "title": one.title, "least_mm": list(one.least)} for name, one in DESIGNS.items()]
        return json.dumps(rows, ensure_ascii=False, indent=1)
    return "\n".join(
        f"{name:<10}{one.title} (từ {one.least[0]:g} × {one.least[1]:g} mm)" for name, one in DESIGNS.items()
    )


def calibrate_arguments(parser: Parser) -> None:
    """Ask for a paper, or for what was read off its calibration page."""
    parser.add_argument("--stock", required=True, metavar="NAME", help="paper; see the command stocks")
    parser.add_argument(
        "--read", type=_numbers(4), metavar="AX,AY,BX,BY", help="where the cut edges lie on the rulers"
    )
    parser.add_argument("-o", "--output", help="file to write the page to")


def calibrate_command(asked: argparse.Namespace) -> str:
    """Write the calibration page of a paper, or turn what was read off it into a nudge."""
    if asked.read:
        nudge = nudge_of(find_stock(asked.stock), asked.read[:2], asked.read[2:])
        return f"--nudge {nudge.right:g},{nudge.down:g} --scale {nudge.scale_x:g},{nudge.scale_y:g}"
    if not asked.output:
        raise LabelError("format-unknown", "Hãy cho biết ghi trang chỉnh máy in vào đâu: -o trang.pdf.")
    written(asked.output, calibration_pdf(Paper(asked.stock)))
    return _said(asked, "trang chỉnh máy in.")


# -- reading back


def verify_arguments(parser: Parser) -> None:
    """Ask for a file."""
    parser.add_argument("file", type=Path, help="PDF, PNG, JPEG or TIFF")


def verify_command(asked: argparse.Namespace) -> str:
    """List the codes that can be read in a file, one JSON object a line."""
    found = read_back(asked.file.read_bytes())
    if not found:
        raise LabelError("label-unreadable", "Không đọc được mã nào trong tệp.")
    return "\n".join(json.dumps(asdict(reading), ensure_ascii=False) for reading in found)


COMMANDS = {
    "print": Command("one label, or copies of it", print_arguments, print_command),
    "csv": Command("a label for each row of a table", table_arguments, table_command),
    "symbol": Command("one symbol on its own", symbol_arguments, symbol_command),
    "verify": Command("read the codes of any PDF or picture", verify_arguments, verify_command),
    "stocks": Command("list the papers", json_argument, stocks_command),
    "designs": Command("list the designs", json_argument, designs_command),
    "calibrate": Command("measure how far a printer is off", calibrate_arguments, calibrate_command),
}

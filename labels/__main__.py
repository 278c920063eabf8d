"""The press from a terminal: print labels, or read a file back.

    python -m labels --qr HTTPS://... --name ... --producer ... --gtin ... -o label.pdf
    python -m labels verify label.pdf

Exit 0 when done, 1 when refused (the code and the reason on stderr), 2 when misused.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from labels.contents import Barcode, LabelContent
from labels.drawings import DOTS
from labels.press import MEDIA_TYPES, print_labels
from labels.readings import read_back
from labels.refusals import LabelError
from labels.stocks import STOCKS


def print_parser() -> argparse.ArgumentParser:
    """Return the parser of the printing command."""
    parser = argparse.ArgumentParser(
        prog="python -m labels",
        description="Print OCOP labels; every code is read back before the file is written.",
        epilog="“python -m labels verify FILE” lists the codes that can be read in a PDF or a PNG.",
    )
    parser.add_argument("--qr", required=True, help="content of the QR; capitals make it smaller")
    parser.add_argument("--address", help="address in words beside the QR (default: host and path of --qr)")
    parser.add_argument("--name", required=True, help="name of the product")
    parser.add_argument("--producer", required=True, help="name of the producer")
    code = parser.add_mutually_exclusive_group(required=True)
    code.add_argument("--gtin", help="GTIN of 8, 12, 13 or 14 digits")
    code.add_argument("--code", help="internal code, printed as Code 128")
    parser.add_argument("--stars", type=int, help="3, 4 or 5; none if left out")
    parser.add_argument("--line", action="append", default=[], help="a small line: lot, dates; may be repeated")
    parser.add_argument("--specimen", action="store_true", help="print BẢN MẪU across the label")
    parser.add_argument("--stock", default="single-70x37", choices=STOCKS, help="paper")
    parser.add_argument("--start", type=int, default=1, help="first cell to use on a sheet already begun")
    parser.add_argument("--count", type=int, default=1, help="how many labels")
    parser.add_argument("--format", default="pdf", choices=MEDIA_TYPES)
    parser.add_argument("--dpi", type=int, default=600, choices=sorted(DOTS), help="resolution of the printer")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file to write")
    return parser


def address_of(qr: str) -> str:
    """Return the host and path of a web address as a person would copy it.

    >>> address_of("HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1")
    'ocop.example.vn/T/0ABCDEF1'
    """
    parts = urlsplit(qr)
    return f"{parts.netloc.lower()}{parts.path}" if parts.netloc else qr


def print_command(words: Sequence[str]) -> str:
    """Print what the words ask for and return one line about it."""
    asked = print_parser().parse_args(words)
    content = LabelContent(
        qr=asked.qr,
        barcode=Barcode.of_gtin(asked.gtin) if asked.gtin else Barcode.of_code(asked.code),
        name=asked.name,
        producer=asked.producer,
        address_in_words=asked.address or address_of(asked.qr),
        stars=asked.stars,
        lines=tuple(asked.line),
        specimen=asked.specimen,
    )
    printed = print_labels(
        content, stock=asked.stock, start=asked.start, count=asked.count, format=asked.format, dpi=asked.dpi
    )
    asked.output.write_bytes(printed.data)
    return f"{asked.output}: {printed.count} nhãn, {printed.pages} trang, mọi mã đã được đọc lại."


def verify_command(words: Sequence[str]) -> str:
    """Return the codes that can be read in a file, one JSON object a line."""
    parser = argparse.ArgumentParser(prog="python -m labels verify", description="List the codes in a PDF or a PNG.")
    parser.add_argument("file", type=Path)
    found = read_back(parser.parse_args(words).file.read_bytes())
    if not found:
        raise LabelError("label-unreadable", "Không đọc được mã nào trong tệp.")
    return "\n".join(json.dumps(asdict(reading), ensure_ascii=False) for reading in found)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    asked = sys.argv[1:] if words is None else list(words)
    try:
        said = verify_command(asked[1:]) if asked[:1] == ["verify"] else print_command(asked)
    except LabelError as refusal:
        print(f"{refusal.code}: {refusal.message}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The press from a terminal.

    python -m labels print --qr HTTPS://... --name ... --producer ... --gtin ... -o label.pdf
    python -m labels csv products.csv --map name="Tên" --text 'qr=HTTPS://OCOP.EXAMPLE.VN/01/{GTIN}' -o labels.pdf
    python -m labels symbol gs1-datamatrix "(01)09521234543213(10)L1" -o symbol.svg
    python -m labels verify label.pdf

Exit 0 when done, 2 when misused or asked for what cannot be printed (its code and the reason on stderr, no file),
1 when nothing could be read back, or the disk refuses.
"""

import argparse
import sys
from collections.abc import Sequence

from labels.commands import COMMANDS
from labels.refusals import LabelError

#: Refusals that are not the asker's doing: the file, not the order, is at fault.
_OF_THE_FILE = ("label-unreadable", "file-unreadable")


def parser_of() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="python -m labels",
        description="A label press: every code is read back before a file is written.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.arguments(commands.add_parser(name, help=command.help, description=command.run.__doc__))
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    asked = sys.argv[1:] if words is None else list(words)
    if asked[:1] and asked[0].startswith("--") and asked[0] != "--help":
        asked = ["print", *asked]  # a label is what most people want
    told = parser_of().parse_args(asked)
    try:
        said = COMMANDS[told.command].run(told)
    except LabelError as refusal:
        print("\n  ".join((f"{refusal.code}: {refusal.message}", *refusal.faults)), file=sys.stderr)
        return 1 if refusal.code in _OF_THE_FILE else 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    if said:
        print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())

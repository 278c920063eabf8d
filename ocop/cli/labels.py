"""Commands that print labels and read them back."""

import sys
from pathlib import Path

import click

from ocop.cli.terminals import Terminal, pass_terminal, say_json
from ocop.services.labels import FORMATS, MOST, SINGLE, codes_read_back, label_of, stocks
from ocop.services.products import find_product
from ocop.services.registries import holds_sample
from ocop.services.work import reading


@click.group()
def labels() -> None:
    """Tem nhãn."""


@labels.command("print")
@click.argument("code")
@click.option("--lot", help="Mã lô in trên nhãn.")
@click.option("--count", default=1, show_default=True, type=click.IntRange(1, MOST))
@click.option("--stock", default=SINGLE, show_default=True, type=click.Choice(sorted(stocks())))
@click.option("--start", default=1, show_default=True, type=click.IntRange(1, 24), help="Ô đầu tiên còn dùng được.")
@click.option("--format", "format_", default="pdf", show_default=True, type=click.Choice(FORMATS))
@click.option("--dpi", default=600, show_default=True, type=click.Choice([203, 300, 600]))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, allow_dash=True))
@pass_terminal
def print_one(
    terminal: Terminal,
    code: str,
    lot: str | None,
    count: int,
    stock: str,
    start: int,
    format_: str,
    dpi: int,
    output: str,
) -> None:
    """In nhãn của sản phẩm CODE (mã ngắn, GTIN hoặc mã OCOP) ra tệp; mã được đọc lại trước khi giao."""
    with terminal.context():
        sample = holds_sample()
        with reading():
            printed = label_of(
                find_product(code),
                today=terminal.today(),
                base_url=terminal.public_base_url,
                sample=sample,
                lot=lot,
                count=count,
                stock=stock,
                start=start,
                format=format_,
                dpi=dpi,
            )
    if output == "-":
        sys.stdout.buffer.write(printed.data)
    else:
        Path(output).write_bytes(printed.data)


@labels.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def verify(file: Path, as_json: bool) -> None:
    """Đọc lại mọi mã trong một tệp nhãn bằng bộ giải mã độc lập."""
    found = codes_read_back(file.read_bytes())
    if as_json:
        say_json({"codes": found})
    for one in found if not as_json else ():
        click.echo(f"{one['page']}\t{one['format']}\t{one['text']}")
    if not found:
        click.echo("Không đọc được mã nào.", err=True)
        sys.exit(1)

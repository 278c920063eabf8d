"""Commands on lots."""

from datetime import date

import click

from ocop.cli.terminals import DAY, Terminal, pass_terminal
from ocop.domain.accounts import OPERATOR
from ocop.services.lots import open_lot
from ocop.services.products import find_product
from ocop.services.work import unit_of_work


@click.group()
def lots() -> None:
    """Lô hàng."""


@lots.command("open")
@click.argument("code")
@click.argument("lot")
@click.option("--made-on", type=DAY, help="Ngày sản xuất.")
@click.option("--best-before", type=DAY, help="Hạn dùng.")
@pass_terminal
def open_one(terminal: Terminal, code: str, lot: str, made_on: date | None, best_before: date | None) -> None:
    """Mở một lô của sản phẩm CODE (mã ngắn, GTIN hoặc mã OCOP)."""
    with terminal.context(), unit_of_work():
        opened = open_lot(
            OPERATOR,
            terminal.now(),
            find_product(code, for_update=True),
            code=lot,
            made_on=made_on,
            best_before=best_before,
        )
        click.echo(opened.code)

"""The command that calls a lot back."""

from typing import Any

import click

from ocop.cli.terminals import Terminal, pass_terminal, say_json
from ocop.domain.accounts import OPERATOR
from ocop.schemas.lots import RecallIn
from ocop.services.lots import find_lot
from ocop.services.products import find_product
from ocop.services.recalls import recall_lot, recall_view
from ocop.services.work import reading, unit_of_work


@click.command()
@click.argument("code")
@click.argument("lot")
@click.option("--reason", required=True, help="Vì sao; ai quét mã cũng đọc được.")
@click.option("--advice", help="Người mua cần làm gì; không nêu thì là lời dặn chung.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho xem, không thu hồi.")
@click.option("--yes", is_flag=True, help="Không hỏi lại.")
@click.option("--json", "as_json", is_flag=True)
@pass_terminal
def recall(
    terminal: Terminal, code: str, lot: str, reason: str, advice: str | None, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Thu hồi lô LOT của sản phẩm CODE: ai quét mã của lô cũng được báo ngay. Gỡ thì cơ quan làm ở phòng của mình."""
    told = RecallIn().checked({"reason": reason, "advice": advice})
    with terminal.context():
        with reading():
            shown = _recalled(terminal, code, lot, told, dry_run=True)
        if not dry_run:
            if not yes:
                _say(shown, err=True)
                click.confirm("Thu hồi lô này?", abort=True, err=True)
            with unit_of_work():
                shown = _recalled(terminal, code, lot, told, dry_run=False)
    if as_json:
        say_json(shown)
    else:
        _say(shown)


def _recalled(terminal: Terminal, code: str, lot: str, told: dict[str, Any], *, dry_run: bool) -> dict[str, Any]:
    product = find_product(code, for_update=not dry_run)
    found = find_lot(product, lot)
    done = recall_lot(OPERATOR, terminal.now(), terminal.today(), product, found, **told, dry_run=dry_run)
    return recall_view(product, found, done, base_url=terminal.public_base_url)


def _say(shown: dict[str, Any], *, err: bool = False) -> None:
    reach, recalled = shown["reach"], shown["recall"]
    words = "Sẽ thu hồi" if shown["dry_run"] else "Đã thu hồi"
    click.echo(f"{words} lô {shown['code']} của {shown['product']} từ {recalled['on']:%d/%m/%Y}.", err=err)
    click.echo(f"Lý do: {recalled['reason']}", err=err)
    click.echo(f"Người mua cần làm: {recalled['advice']}", err=err)
    click.echo(
        f"Nhãn đã in theo lượt: {reach['labels']}; số đã cấp: {reach['serials']}; "
        f"lượt xem: {reach['scans']} của {reach['visitors']} máy.",
        err=err,
    )

"""The command that calls a lot back."""

from typing import Any

import click

from ocop.cli.terminals import Terminal, pass_terminal, say_json
from ocop.domain.accounts import OPERATOR
from ocop.domain.recall_amounts import amount_text
from ocop.schemas.lots import RecallIn
from ocop.services.lots import find_lot
from ocop.services.products import find_product
from ocop.services.recall_orders import lot_order_view, order_recall
from ocop.services.recall_sets import start_of_lot
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
    product = find_product(code)
    start, base_url = start_of_lot(product, find_lot(product, lot)), terminal.public_base_url
    moment = (terminal.now(), terminal.today())
    order = order_recall(OPERATOR, *moment, start, base_url=base_url, **told, dry_run=dry_run)
    return lot_order_view(OPERATOR, order, base_url=base_url)


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
    _say_affected(shown["affected"], err=err)


def _say_affected(affected: dict[str, Any], *, err: bool) -> None:
    """Print the other lots, the receivers to call and what is unaccounted for; nothing of what there is none."""
    if len(affected["lots"]) > 1:
        click.echo(f"Lô bị ảnh hưởng: {len(affected['lots'])}", err=err)
        for one in affected["lots"]:
            click.echo(f"  {one['code']} {one['lot']}  {one['product']}, {one['subject']}", err=err)
    if affected["receivers"]:
        click.echo(f"Nơi nhận: {len(affected['receivers'])}; thùng: {len(affected['boxes'])}", err=err)
        for one in affected["receivers"]:
            name, phone = one["name"] or "(không ghi nơi nhận)", one["phone"] or "không có số"
            click.echo(f"  {name}, {phone}: {amount_text(one['quantities']) or 'không ghi số lượng'}", err=err)
    for one in affected["unaccounted"]:
        click.echo(f"Chưa rõ ở đâu: {amount_text([one])} {one['product']} lô {one['lot']}", err=err)

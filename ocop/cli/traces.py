"""The command that follows a lot back and forward."""

from typing import Any

import click

from ocop.cli.terminals import Terminal, pass_terminal, say_json
from ocop.domain.accounts import OPERATOR
from ocop.domain.walks import Direction
from ocop.services.epcs import epc_of_raw_lot
from ocop.services.lots import find_lot
from ocop.services.products import find_product
from ocop.services.recall_sets import find_raw_lot
from ocop.services.trace_views import lot_trace, thing_trace
from ocop.services.work import reading

_KINDS = {
    "lot": "lô",
    "raw_lot": "nguyên liệu",
    "item": "đơn vị",
    "box": "thùng",
    "party": "nơi nhận",
    "thing": "vật",
}


@click.command()
@click.argument("code", required=False)
@click.argument("lot", required=False)
@click.option("--raw", "raw_lot", metavar="ID", help="Truy xuất một lô nguyên liệu, thay cho CODE LOT.")
@click.option("--back", "way", flag_value="back", help="Chỉ xem lô từ đâu mà ra.")
@click.option("--forward", "way", flag_value="forward", help="Chỉ xem lô đã đi đâu.")
@click.option("--json", "as_json", is_flag=True)
@pass_terminal
def trace(
    terminal: Terminal, code: str | None, lot: str | None, raw_lot: str | None, way: str | None, as_json: bool
) -> None:
    """Truy xuất lô LOT của sản phẩm CODE, hoặc lô nguyên liệu --raw ID: từ đâu mà ra, đã đi đâu."""
    if (raw_lot is None) == (lot is None) or (raw_lot is not None and code is not None):
        raise click.UsageError("Cần CODE và LOT, hoặc --raw ID.")
    direction = Direction(way or "both")
    with terminal.context(), reading():
        if raw_lot is not None:
            shown = thing_trace(OPERATOR, epc_of_raw_lot(find_raw_lot(OPERATOR, raw_lot).id), direction)
        else:
            product = find_product(str(code))
            shown = lot_trace(OPERATOR, product, find_lot(product, str(lot)), direction)
    if as_json:
        say_json(shown)
        return
    if shown["start"] is None:
        click.echo("Chưa có sự kiện nào ghi về lô này.")
        return
    for title, nodes in _sides(shown["nodes"]):
        if nodes:
            click.echo(title)
        for node in nodes:
            click.echo(f"  {'  ' * (abs(node['depth']) - 1)}{_words(node)}")
    if shown["truncated"]:
        click.echo("Còn nữa, chưa nêu hết.", err=True)


def _sides(nodes: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return what came before and what came after, each in the order of its distance."""
    told = [node for node in nodes if node["kind"] in _KINDS]
    return [
        ("Từ đâu:", [node for node in told if node["depth"] < 0]),
        ("Đã đi đâu:", [node for node in told if node["depth"] > 0]),
    ]


def _words(node: dict[str, Any]) -> str:
    whose = f" ({node['subject']['name']})" if node["subject"] else ""
    recalled = " ĐÃ THU HỒI" if node["state"] == "recalled" else ""
    return f"{_KINDS[node['kind']]}: {node['label']}{whose}{recalled}"

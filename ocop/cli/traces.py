"""The command that follows a lot back and forward."""

from typing import Any

import click

from ocop.cli.terminals import Terminal, pass_terminal, say_json
from ocop.domain.accounts import OPERATOR
from ocop.domain.walks import Direction
from ocop.services.lots import find_lot
from ocop.services.products import find_product
from ocop.services.trace_views import lot_trace
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
@click.argument("code")
@click.argument("lot")
@click.option("--back", "way", flag_value="back", help="Chỉ xem lô từ đâu mà ra.")
@click.option("--forward", "way", flag_value="forward", help="Chỉ xem lô đã đi đâu.")
@click.option("--json", "as_json", is_flag=True)
@pass_terminal
def trace(terminal: Terminal, code: str, lot: str, way: str | None, as_json: bool) -> None:
    """Truy xuất lô LOT của sản phẩm CODE: từ đâu mà ra, đã đi đâu."""
    with terminal.context(), reading():
        product = find_product(code)
        shown = lot_trace(OPERATOR, product, find_lot(product, lot), Direction(way or "both"))
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

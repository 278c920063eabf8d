"""Commands about rubrics: an operator loads an edition from a file, and lists what there is."""

import json
from pathlib import Path

import click

from ocop.cli.terminals import Terminal, pass_terminal, say_json
from ocop.domain.accounts import OPERATOR
from ocop.domain.refusals import BadInput
from ocop.services.rubrics import LARGEST, brief_of, check_editions, load_editions, rubrics_on
from ocop.services.work import reading, unit_of_work


@click.group()
def rubrics() -> None:
    """Bộ tiêu chí đánh giá, phân hạng."""


@rubrics.command("list")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Của ngày này (mặc định: hôm nay).")
@click.option("--json", "as_json", is_flag=True)
@pass_terminal
def listed(terminal: Terminal, as_of: object, as_json: bool) -> None:
    """Liệt kê bộ tiêu chí đang dùng của từng bộ sản phẩm."""
    day = as_of.date() if as_of is not None else None  # type: ignore[attr-defined]
    with terminal.context(), reading():
        found = [brief_of(row) for row in rubrics_on(day or terminal.today(), terminal.seed_folder)]
    if as_json:
        say_json(
            {"items": [{**one, "loaded_at": one["loaded_at"] and one["loaded_at"].isoformat()} for one in found]}
        )
        return
    for one in found:
        click.echo(
            f"{one['set']:>2}. {one['title']} · {one['decision']}, bản {one['edition']} · {one['verified_words']}"
        )


@rubrics.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Chỉ kiểm, không nạp.")
@pass_terminal
def load(terminal: Terminal, file: Path, dry_run: bool) -> None:
    """Nạp bộ tiêu chí từ tệp JSON: một bộ, hoặc nhiều bộ dưới "sets"; sai chỗ nào nêu chỗ ấy, chưa nạp gì."""
    if file.stat().st_size > LARGEST:
        raise BadInput("rubric-malformed", "Tệp bộ tiêu chí lớn quá mức.")
    try:
        data = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as fault:
        raise BadInput("rubric-malformed", "Tệp không phải JSON đọc được.") from fault
    with terminal.context():
        if dry_run:
            with reading():
                parsed = len(check_editions(data))
            click.echo(f"Kiểm xong {parsed} bộ, không có lỗi; chưa nạp.")
            return
        with unit_of_work():
            rows = load_editions(OPERATOR, terminal.now(), data, terminal.seed_folder)
            told = [f"{row.product_set}. {row.data['title']}: bản {row.edition}" for row in rows]
    click.echo("\n".join(told))

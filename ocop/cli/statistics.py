"""The command that prints the figures of a day."""

from datetime import date

import click

from ocop.cli.terminals import DAY, Terminal, pass_terminal, say_json
from ocop.domain.ratings import RATING_WORDS, Rating
from ocop.domain.subjects import SUBJECT_TYPE_WORDS, SubjectType
from ocop.services.statistics import statistics_on
from ocop.services.work import reading


@click.command()
@click.option("--as-of", type=DAY, help="Ngày cần xem (mặc định: hôm nay).")
@click.option("--unit", "unit_code", help="Mã tỉnh, huyện cũ hoặc xã.")
@click.option("--json", "as_json", is_flag=True, help="In đúng như API trả về.")
@pass_terminal
def stats(terminal: Terminal, as_of: date | None, unit_code: str | None, as_json: bool) -> None:
    """In số liệu của một ngày, đã qua hoặc sắp tới."""
    with terminal.context(), reading():
        filters = {"unit_code": unit_code} if unit_code else {}
        figures = statistics_on(as_of or terminal.today(), timezone=terminal.timezone, filters=filters)
    if as_json:
        say_json(figures)
        return
    click.echo(f"Ngày {figures['as_of']:%d/%m/%Y}")
    click.echo(f"Sản phẩm được công nhận: {figures['products']['total']}")
    for rating, count in figures["products"]["by_rating"].items():
        click.echo(f"  {RATING_WORDS[Rating(rating)]:<18}{count:>7}")
    click.echo(f"Chủ thể: {figures['subjects']['total']}")
    for kind, count in figures["subjects"]["by_type"].items():
        click.echo(f"  {SUBJECT_TYPE_WORDS[SubjectType(kind)]:<18}{count:>7}")
    click.echo(f"Có công cụ số: {figures['digital']['products']} ({figures['digital']['share']:.1%})")

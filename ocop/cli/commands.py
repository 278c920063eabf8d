"""The command group; a command that is not built yet is absent, not a stub."""

import sys
from typing import Any

import click

from ocop import __version__
from ocop.cli import accounts, imports, labels, lots, recalls, registries, reminders, rubrics, statistics, traces
from ocop.domain.refusals import OcopError


class Commands(click.Group):
    """A group whose refusals end with words on stderr and exit code 1 (usage errors keep 2)."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; print a refusal's code, words and every fault."""
        try:
            return super().invoke(ctx)
        except OcopError as refusal:
            click.echo(f"{refusal.code}: {refusal.message}", err=True)
            for fault in refusal.faults:
                place = ", ".join(f"{name} {fault[name]}" for name in ("row", "column", "field") if fault.get(name))
                click.echo(f"  {place}: {fault['message']}", err=True)
            sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def ocop() -> None:
    """Sổ đăng ký sản phẩm OCOP: hạng sao, giấy chứng nhận, tem nhãn, truy xuất và thống kê."""


for command in (
    registries.init,
    registries.run,
    registries.serve,
    registries.work,
    statistics.stats,
    accounts.user,
    accounts.token,
    lots.lots,
    recalls.recall,
    traces.trace,
    labels.labels,
    imports.import_table,
    rubrics.rubrics,
    reminders.remind,
):
    ocop.add_command(command)

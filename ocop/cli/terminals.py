"""What every command shares: the settings as values, the clock, and how words reach the terminal."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import orjson

from ocop.services.mails import Mailer


@dataclass(frozen=True)
class Terminal:
    """Settings handed down by `ocop.app`; `context` opens the application context of a command."""

    data_dir: Path
    seed_folder: Path
    public_base_url: str
    timezone: ZoneInfo
    jobs_url: str
    serial_keys: Callable[[], Mapping[str, bytes]]
    context: Callable[[], AbstractContextManager[Any]]
    work: Callable[[], None]
    check_serving: Callable[[], None]
    mailer: Callable[[], Mailer | None] = lambda: None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def now(self) -> datetime:
        """Return the moment, in UTC."""
        return self.clock()

    def today(self) -> date:
        """Return the day where the registry lives."""
        return self.clock().astimezone(self.timezone).date()


pass_terminal = click.make_pass_decorator(Terminal)


class Day(click.ParamType[date]):
    """An ISO date."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a date, or say how one is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” không phải ngày dạng YYYY-MM-DD.", param, ctx)


DAY = Day()


def say_json(data: Any) -> None:
    """Print data as the API's body has it."""
    click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode())


def tracked(items: Iterable[Any], label: str, length: int | None = None) -> Iterator[Any]:
    """Yield the items with a progress bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=label, length=length, file=sys.stderr) as bar:
        yield from bar


@contextmanager
def measured(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """Return what takes how much is done, and shows it on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(done - bar.pos)

"""Grids: a symbol as rows of modules, and the light it needs around them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Symbol:
    """A grid of modules, dark 1 and light 0, and the light modules that it needs on each side.

    One row alone is a linear symbol, whose height is for the layout to say. `guards` are the columns of bars that
    reach down between the digits (EAN), as a row; `bearer` is the thickness in modules of the bars above and below
    (ITF-14); `text` is the line for people.
    """

    rows: tuple[str, ...]
    quiet_left: int
    quiet_right: int
    guards: str = ""
    quiet_top: int = 0
    quiet_bottom: int = 0
    text: str = ""
    bearer: int = 0

    @property
    def columns(self) -> int:
        """Modules across, with both quiet zones."""
        return len(self.rows[0]) + self.quiet_left + self.quiet_right

    @property
    def is_linear(self) -> bool:
        """Say whether only the columns carry meaning."""
        return len(self.rows) == 1


def rows_of(grid: Iterable[Iterable[object]]) -> tuple[str, ...]:
    """Return a grid of anything true and false as strings of 1 and 0."""
    return tuple("".join("1" if dark else "0" for dark in row) for row in grid)


def square_symbol(rows: tuple[str, ...], quiet: int, text: str) -> Symbol:
    """Return a symbol that needs as much light on every side."""
    return Symbol(rows, quiet, quiet, quiet_top=quiet, quiet_bottom=quiet, text=text)

"""Many values, some at a time: a statement takes a few hundred."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

#: Values in one statement.
CHUNK: Final = 500
T = TypeVar("T")


def in_chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield values in lists of at most `size`.

    >>> list(in_chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some

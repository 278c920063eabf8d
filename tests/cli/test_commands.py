"""The command group: help everywhere, 0 done, 1 refused, 2 usage."""

from collections.abc import Iterator

import click
import pytest

from ocop import __version__
from ocop.cli.commands import ocop as commands


def paths(command: click.Command, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield before
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from paths(inner, (*before, name))


@pytest.mark.parametrize("path", list(paths(commands)), ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help(path: tuple[str, ...], option: str, run_ocop) -> None:
    shown = run_ocop(*path, option).stdout

    assert shown.startswith("Usage: ")
    assert len(shown.splitlines()) > 3


def test_the_version_is_told(run_ocop) -> None:
    assert run_ocop("--version").stdout.strip().endswith(__version__)


@pytest.mark.parametrize(
    "words",
    [
        ["không-có"],
        ["stats", "--as-of", "hôm qua"],
        ["stats", "--as-of", "2025-02-30"],
        ["init", "--sample", "khác"],
        ["user", "create"],
        ["user", "create", "a", "--role", "vua"],
        ["token", "create", "a", "--scope", "khác"],
        ["lots", "open", "X"],
        ["serve", "--port", "0"],
        ["import", "subjects", "không-có.csv"],
    ],
    ids=" ".join,
)
def test_a_wrong_word_is_a_matter_of_usage(words: list[str], run_ocop) -> None:
    assert "Usage: " in run_ocop(*words, status=2).stderr


def test_a_refusal_says_its_code_and_ends_with_one(run_ocop) -> None:
    refused = run_ocop("lots", "open", "0000001D", "L1", status=1)

    assert refused.stderr.startswith("product-unknown: ")
    assert refused.stdout == ""

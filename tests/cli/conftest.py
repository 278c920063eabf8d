"""Commands run in this process, on a registry of the test's own, at the test's own moment."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from ocop.app import terminal_for
from ocop.cli.commands import ocop as commands


def runner_of(app, settings, clock) -> Callable[..., Result]:
    """Return a function that runs a command and gives its result; `status` is the exit status that it must have."""
    terminal = replace(terminal_for(app, settings), clock=clock)

    def run(*words: str, status: int = 0, stdin: str | None = None) -> Result:
        done = CliRunner().invoke(commands, list(words), obj=terminal, input=stdin)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == status, done.output
        return done

    return run


@pytest.fixture
def run_ocop(app, settings, clock) -> Callable[..., Result]:
    """`run_ocop("stats", "--json")` on a registry of real data with nothing in it yet."""
    return runner_of(app, settings, clock)


@pytest.fixture
def run_on_sample(sample_app, settings, clock) -> Callable[..., Result]:
    """The same on the Trà Vinh record."""
    return runner_of(sample_app, settings, clock)


@pytest.fixture
def run_on_nothing(empty_app, settings, clock) -> Callable[..., Result]:
    """The same where no store has been made yet."""
    return runner_of(empty_app, settings, clock)

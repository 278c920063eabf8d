"""`ocop init` and what keeps a registry apart from the sample."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ocop.domain.accounts import Role
from tests.acceptance.services import environment
from tests.cli.conftest import runner_of


def test_init_without_a_sample_makes_an_empty_registry(run_on_nothing) -> None:
    done = run_on_nothing("init", "--sample", "none")

    assert done.stdout == ""
    assert json.loads(run_on_nothing("stats", "--json").stdout)["products"]["total"] == 0


def test_init_makes_the_sample_and_tells_its_accounts_once(run_on_nothing) -> None:
    first = json.loads(run_on_nothing("init", "--json").stdout)
    second = json.loads(run_on_nothing("init", "--json").stdout)

    assert [one["role"] for one in first["accounts"]] == [str(role) for role in Role]
    assert second == {"accounts": []}
    figures = json.loads(run_on_nothing("stats", "--as-of", "2025-01-10", "--json").stdout)
    assert figures["products"]["total"] == 393


def test_accounts_are_told_in_words(run_on_nothing) -> None:
    shown = run_on_nothing("init").stdout

    assert all(f"mau-{role}" in shown for role in Role)


def test_init_keeps_what_a_registry_holds(run_ocop, make_subject) -> None:
    make_subject()

    run_ocop("init")
    run_ocop("init", "--sample", "none")
    refused = run_ocop("init", "--sample", "tra-vinh", status=1)

    assert refused.stderr.startswith("sample-over-real: ")


def test_the_sample_is_not_turned_into_real_data(run_on_sample) -> None:
    refused = run_on_sample("init", "--sample", "none", status=1)

    assert refused.stderr.startswith("real-over-sample: ")


@pytest.mark.parametrize("secret", ["", "change-me", "quá ngắn"])
def test_real_data_is_not_served_without_a_secret(secret: str, app, settings, clock) -> None:
    run_ocop = runner_of(app, replace(settings, secret_key=secret), clock)

    assert run_ocop("serve", status=1).stderr.startswith("secret-missing: ")


def test_two_who_make_one_registry_at_once_make_it_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ocop", "init", "--sample", "none"]
    env = environment(tmp_path)

    makers = [subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) for _ in range(3)]

    assert [maker.wait(timeout=120) for maker in makers] == [0, 0, 0]

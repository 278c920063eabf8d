import pytest

from benchmarks.throwaway import installed


def test_what_cannot_be_installed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with installed("--no-index", "no-such-package==1") as site:
        assert site is None

    assert capsys.readouterr().out == "Not measured, for it could not be installed: no-such-package==1\n"

import pytest

from benchmarks.peers import CELLS, compared, judged, our_runners
from benchmarks.press import PREFIX, made_run, some_serials


def test_ours_does_the_job_that_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert compared(our_runners()[:1], CELLS + 1, 1)
    assert "2 pages, 25 labels, 25 of 25 codes of 2 pages read" in capsys.readouterr().out


def test_a_file_with_another_code_is_not_as_ordered(tmp_path) -> None:
    run, names = made_run(verify=False), some_serials(2)
    with (tmp_path / "labels.pdf").open("wb") as file:
        run.write(file, run.streams(names, 0))

    assert "NOT AS ORDERED" in judged(tmp_path / "labels.pdf", [PREFIX + names[0], PREFIX + "0" * len(names[1])])

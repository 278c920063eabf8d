"""`ocop rubrics` lists what sets are scored by, and loads an edition from a file."""

import json
from pathlib import Path

from tests.domain.test_rubrics import data


def test_the_rubrics_of_a_day_are_listed(run_ocop):
    listed = json.loads(run_ocop("rubrics", "list", "--as-of", "2026-11-22", "--json").stdout)["items"]

    assert [one["set"] for one in listed] == list(range(1, 27))
    assert "chưa đối chiếu bản ký" in run_ocop("rubrics", "list").stdout
    assert run_ocop("rubrics", "list", "--as-of", "2024-01-01").stdout == ""


def test_a_file_is_checked_then_loaded(run_ocop, tmp_path: Path):
    file = tmp_path / "rubric.json"
    file.write_text(json.dumps({"sets": [data(title="Đã sửa")]}), encoding="utf-8")

    assert "chưa nạp" in run_ocop("rubrics", "load", str(file), "--dry-run").stdout
    assert run_ocop("rubrics", "load", str(file)).stdout == "4. Đã sửa: bản 2\n"
    assert run_ocop("rubrics", "load", str(file), status=1).stderr.startswith("rubric-known: ")


def test_a_file_that_does_not_add_up_names_every_place(run_ocop, tmp_path: Path):
    file = tmp_path / "rubric.json"
    file.write_text(json.dumps(data(parts={"A": 40, "B": 25, "C": 34})), encoding="utf-8")

    told = run_ocop("rubrics", "load", str(file), status=1).stderr
    file.write_text("không phải JSON", encoding="utf-8")

    assert told.startswith("rubric-malformed: ")
    assert "parts.C" in told
    assert run_ocop("rubrics", "load", str(file), status=1).stderr.startswith("rubric-malformed: ")

"""Editions of rubrics: kept, found by day, loaded whole or not at all, held against the signed decision."""

import json
from datetime import date

import pytest

from ocop.config import locate
from ocop.domain.accounts import OPERATOR
from ocop.services.acts import acts_of
from ocop.services.rubrics import (
    UNCHECKED,
    brief_of,
    check_rubric,
    checked_words,
    content_hash,
    editions_of,
    find_rubric,
    load_editions,
    name_of,
    rubric_of,
    rubric_on,
    rubric_view,
    rubrics_on,
)
from ocop.services.work import unit_of_work
from tests.domain.test_rubrics import data

pytestmark = pytest.mark.usefixtures("context")
DAY = date(2026, 11, 22)
SEED = locate("seed_data")


@pytest.fixture
def load(clock):
    """Return a function that loads rubrics as an office."""

    def loaded(given):
        with unit_of_work():
            return load_editions(OPERATOR, clock(), given, SEED)

    return loaded


def test_a_later_edition_is_what_new_dossiers_take_and_the_old_one_stays(load):
    before = rubric_on(4, DAY, SEED).id
    (row,) = load(data(title="Đã sửa"))

    assert (rubric_on(4, DAY, SEED).id, row.edition) == (row.id, find_rubric(before, SEED).edition + 1)
    assert rubric_of(rubric_on(4, DAY, SEED)).title == "Đã sửa"
    assert [one.id for one in editions_of(4, DAY, SEED)] == [row.id, before]
    assert acts_of("rubric", name_of(row))[0].verb == "load"
    assert next(one for one in rubrics_on(DAY, SEED) if one.product_set == 4).id == row.id


def test_several_come_together_or_not_at_all(load, refuses):
    good, bad = data(set=1, title="Một"), data(set=2, title="")

    with refuses("rubric-malformed") as refused:
        load({"sets": [good, bad]})
    assert [fault["field"] for fault in refused.value.faults] == ["sets.1.title"]

    rows = load({"sets": [good, data(set=2, title="Hai")]})
    assert [row.product_set for row in rows] == [1, 2]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([], "rubric-malformed"),
        ({"sets": []}, "rubric-malformed"),
        (data(regime="99"), "regime-unknown"),
        (5, "rubric-malformed"),
    ],
)
def test_what_cannot_be_taken_is_refused(load, refuses, given, code):
    with refuses(code):
        load(given)


def test_the_same_edition_is_not_taken_twice(load, refuses):
    load(data())

    with refuses("rubric-known"):
        load(data())


def test_an_edition_says_whether_it_was_held_against_the_signed_decision(load, clock, refuses):
    (row,) = load(data())
    assert (checked_words(row), brief_of(row)["verified"]) == (UNCHECKED, False)

    with unit_of_work():
        check_rubric(OPERATOR, clock(), find_rubric(row.id, SEED), "Trần Thị Mẫu")

    assert checked_words(find_rubric(row.id, SEED)).startswith("Đã đối chiếu bản ký: Trần Thị Mẫu, ")
    with refuses("rubric-checked"):
        check_rubric(OPERATOR, clock(), find_rubric(row.id, SEED), "Người khác")


def test_there_is_no_rubric_of_another_set_or_before_the_regime(refuses):
    with refuses("rubric-unknown"):
        rubric_on(27, DAY, SEED)
    with refuses("rubric-unknown"):
        rubric_on(4, date(2024, 1, 1), SEED)
    with refuses("rubric-unknown"):
        find_rubric("0" * 64, SEED)


def test_an_upgrade_brings_a_new_edition_unless_an_office_has_its_own(load, tmp_path):
    folder = tmp_path / "rubrics" / "new"
    folder.mkdir(parents=True)
    newer = data(set=5, title="Mới hơn")
    (folder / "set-05.json").write_text(json.dumps(newer), encoding="utf-8")
    own = load(data(set=6, title="Của tỉnh"))[0]
    (folder / "set-06.json").write_text(json.dumps(data(set=6, title="Mới hơn")), encoding="utf-8")

    assert rubric_on(5, DAY, tmp_path).id == content_hash(newer)
    assert rubric_on(6, DAY, tmp_path).id == own.id


def test_what_came_with_the_software_is_kept_once_it_was_checked(load, clock, tmp_path):
    first = rubric_on(7, DAY, SEED)
    with unit_of_work():
        check_rubric(OPERATOR, clock(), first, "Trần Thị Mẫu")
    load(data(set=7, title="Đã sửa"))
    folder = tmp_path / "rubrics" / "new"
    folder.mkdir(parents=True)
    (folder / "set-07.json").write_text(json.dumps(data(set=7, title="Mới hơn")), encoding="utf-8")

    with unit_of_work():
        check_rubric(
            OPERATOR, clock(), find_rubric(content_hash(data(set=7, title="Mới hơn")), tmp_path), "Một người"
        )

    assert find_rubric(first.id, tmp_path).checked_name == "Trần Thị Mẫu"
    assert [row.edition for row in editions_of(7, DAY, tmp_path)] == [3, 2, 1]
    assert rubric_on(7, DAY, tmp_path).data["title"] == "Đã sửa"


def test_a_view_has_everything_that_is_scored(load):
    (row,) = load(data())

    view = rubric_view(row)

    assert (view["set"], view["parts"], len(view["criteria"])) == (4, {"A": 40.0, "B": 25.0, "C": 35.0}, 6)
    assert view["criteria"][1]["options"][1] == {
        "number": 2, "label": "được 10 điểm", "points": 10.0, "min_star": 3, "variant": None,
    }  # fmt: skip

"""The reference data: counted, tied together, and held to the sources where these are at hand."""

import csv
import hashlib
import json
import os
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seed_data"
TODAY = "2026-11-23"
#: The last day of the units that ended with the merger of 01/07/2025.
LAST = "2025-06-30"

#: SHA-256 of each file's canonical rows. A change here is a change of facts: write its source in seed_data/README.md.
DIGESTS = {
    "units.csv": "8e645c91b57016cc1ad42ad5193050a29d41cef666fa1bae9b94545bd6ad88d1",
    "unit_successions.csv": "c06acc3ba823f76a36ae506ac544c52f284209e9d6ea244008606f558a13f238",
    "product_sets.csv": "a3d8ba477a7212fdd85e82bb4999528108963acd93c473db98478e9baf39852c",
    "regimes.csv": "272f57cfcb3f1d271557d352cce22a9a0cc45a44bb2af46bdd08e55726604a39",
    "holidays.csv": "77d704f8d9dfded3555c9eb9d0e9982696ff347a2b6212680acc6440e9752194",
    "subject_types.csv": "dff839c3e1c968ee908ed3cc13145b7b3599b1eb905572cd8adec235e69e1065",
}


def rows(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digest(name: str) -> str:
    lines = ["\x1f".join([*row.keys(), *row.values()]) for row in rows(name)]
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()


def units_on(day: str) -> list[dict[str, str]]:
    """Return the units of the whole country on a day since the merger."""
    return [one for one in rows("units.csv") if "" < one["valid_from"] <= day <= (one["valid_to"] or day)]


def reference(name: str, capsys: pytest.CaptureFixture[str]) -> Path | None:
    """Return a source to judge by, or say aloud that nothing was judged."""
    path = Path(os.environ.get("OCOP_REFERENCE_DIR", ROOT.parent / "shared")) / "domain" / name
    if path.exists():
        return path
    with capsys.disabled():
        print(f"\nnot judged: seed_data against {name} (set OCOP_REFERENCE_DIR)")
    return None


@pytest.mark.parametrize("name", DIGESTS)
def test_reference_facts_are_those_agreed(name):
    assert digest(name) == DIGESTS[name]


@pytest.mark.parametrize("name", DIGESTS)
def test_reference_files_are_plain_composed_utf8(name):
    data = (SEED / name).read_bytes()
    text = data.decode("utf-8")

    assert (b"\r" in data, data[:3] == b"\xef\xbb\xbf", data[-1:]) == (False, False, b"\n")
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    ("day", "cities", "xa", "phuong"),
    [("2025-07-01", 6, 2621, 687), ("2026-04-30", 7, 2611, 697), ("2026-09-01", 8, 2611, 697), (TODAY, 9, 2599, 709)],
)
def test_the_country_has_3321_communes_on_every_day(day, cities, xa, phuong):
    units = units_on(day)
    kinds = Counter((one["level"], one["kind"]) for one in units)

    assert Counter(one["level"] for one in units) == {"province": 34, "commune": 3321}
    assert kinds["province", "thanh_pho"] == cities
    assert (kinds["commune", "xa"], kinds["commune", "phuong"], kinds["commune", "dac_khu"]) == (xa, phuong, 13)


def test_a_unit_has_an_id_of_its_own():
    units = rows("units.csv")

    assert len({one["id"] for one in units}) == len(units)
    assert all(one["id"] == one["code"] + ("@" + one["valid_to"] if one["valid_to"] else "") for one in units)


def test_a_unit_lies_in_a_unit_one_level_up():
    units = {one["id"]: one for one in rows("units.csv")}
    above = Counter((one["level"], units[one["parent_id"]]["level"]) for one in units.values() if one["parent_id"])

    assert set(above) == {("commune", "province"), ("commune", "district"), ("district", "province")}
    assert {one["level"] for one in units.values() if not one["parent_id"]} == {"province"}


def test_a_unit_that_ended_lies_in_one_that_ended_with_it():
    units = {one["id"]: one for one in rows("units.csv")}
    inner = [one for one in units.values() if one["parent_id"]]

    assert all(units[one["parent_id"]]["valid_to"] == one["valid_to"] for one in inner)


def test_codes_have_the_length_of_their_level():
    lengths = {(one["level"], len(one["code"])) for one in rows("units.csv")}

    assert lengths == {("province", 2), ("district", 3), ("commune", 5)}
    assert all(one["code"].isdigit() for one in rows("units.csv"))


def test_three_former_provinces_are_kept_whole():
    former = [one for one in rows("units.csv") if one["valid_to"] == LAST]

    assert Counter(one["level"] for one in former) == {"province": 3, "district": 26, "commune": 354}
    assert {one["id"] for one in former if one["level"] == "province"} == {f"83@{LAST}", f"84@{LAST}", f"86@{LAST}"}


def test_every_unit_that_ended_has_a_successor():
    units = {one["id"]: one for one in rows("units.csv")}
    successions = rows("unit_successions.csv")

    assert {one["former_id"] for one in successions} == {key for key, one in units.items() if one["valid_to"]}
    assert all(not units[one["unit_id"]]["valid_to"] for one in successions)
    assert len({(one["former_id"], one["unit_id"]) for one in successions}) == len(successions)


def test_former_communes_map_to_the_124_of_vinh_long():
    units = {one["id"]: one for one in rows("units.csv")}
    mapping = [one for one in rows("unit_successions.csv") if len(one["former_id"]) == len(f"29341@{LAST}")]
    merged = [one for one in mapping if one["former_id"].endswith(LAST)]

    assert (len(merged), len({one["unit_id"] for one in merged})) == (362, 124)
    assert {units[one["unit_id"]]["parent_id"] for one in merged} == {"86"}
    assert Counter(one["relation"] for one in merged) == {"full": 346, "partial": 8, "partial-default": 8}


def test_no_commune_of_tra_vinh_was_split():
    units = {one["id"]: one for one in rows("units.csv")}
    districts = {key for key, one in units.items() if one["parent_id"] == f"84@{LAST}"}
    merged = [one for one in rows("unit_successions.csv") if units[one["former_id"]]["parent_id"] in districts]

    assert (len(districts), len(merged), len({one["unit_id"] for one in merged})) == (9, 104, 41)
    assert {one["relation"] for one in merged} == {"full"}


def test_there_are_26_sets_in_17_groups_and_6_sectors():
    sets = rows("product_sets.csv")

    assert [one["set_id"] for one in sets] == [str(number) for number in range(1, 27)]
    assert len({(one["group_id"], one["group_name"]) for one in sets}) == 17
    assert len({(one["sector_id"], one["sector_name"]) for one in sets}) == 6
    assert Counter(one["sector_id"] for one in sets) == {"1": 13, "2": 4, "3": 3, "4": 2, "5": 3, "6": 1}


def test_one_rule_set_follows_another_without_a_gap():
    regimes = rows("regimes.csv")
    ends = [date.fromisoformat(one["valid_to"]) for one in regimes if one["valid_to"]]
    starts = [date.fromisoformat(one["valid_from"]) for one in regimes[1:]]

    assert [one["regime_id"] for one in regimes] == ["1048", "148", "148+1489", "26/2026"]
    assert [(start - end).days for start, end in zip(starts, ends, strict=True)] == [1, 1, -60]
    assert {sum(int(one[f"points_{part}"]) for part in "abc") for one in regimes} == {100}


def test_only_148_let_districts_decide():
    deciders = {one["regime_id"]: (one["decides_three"], one["decides_four"]) for one in rows("regimes.csv")}

    assert {key for key, (three, _) in deciders.items() if three == "district"} == {"148"}
    assert {four for _, four in deciders.values()} == {"province"}
    assert {one["decides_five"] for one in rows("regimes.csv")} == {"ministry"}


def test_seven_kinds_of_subject_are_named():
    named = {one["subject_type"]: one["name_vi"] for one in rows("subject_types.csv")}

    assert list(named) == [
        "company", "enterprise", "cooperative", "cooperative_group", "household", "farm", "tourism_organisation",
    ]  # fmt: skip
    assert named["household"] == "Hộ kinh doanh"


def test_the_mapping_equals_its_source(capsys):
    path = reference("vinh_long_old_to_new_units.csv", capsys)
    if path is None:
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        source = list(csv.DictReader(file))
    units = {one["id"]: one["name"] for one in rows("units.csv")}
    ours = {(one["former_id"], one["unit_id"], one["relation"]) for one in rows("unit_successions.csv")}
    theirs = {(f"{one['old_ward_code']}@{LAST}", one["new_ward_code"], one["relation"]) for one in source}

    assert {one for one in ours if one[0].endswith(LAST) and len(one[0]) == 16} == theirs
    assert all(units[f"{one['old_ward_code']}@{LAST}"] == one["old_ward"] for one in source)
    assert all(units[one["new_ward_code"]] == one["new_ward"] for one in source)


def test_the_sets_equal_the_rubric(capsys):
    path = reference("rubric_qd26_2026.json", capsys)
    if path is None:
        return
    rubric = {str(one["set"]): one["title"].casefold() for one in json.loads(path.read_text("utf-8"))["sets"]}

    assert {one["set_id"]: one["name"].casefold() for one in rows("product_sets.csv")} == rubric

"""`ocop import` takes a whole file or nothing of it, and names every fault by row and column."""

import json
from pathlib import Path

import pytest

from ocop.domain.accounts import OPERATOR
from ocop.services.subjects import list_subjects

HEADER = "name,subject_type,unit_code,tax_code"


@pytest.fixture
def table(tmp_path: Path):
    """Return a function that writes lines into a file and gives its path."""

    def write(*lines: str, encoding: str = "utf-8") -> str:
        path = tmp_path / "table.csv"
        path.write_bytes("\n".join(lines).encode(encoding))
        return str(path)

    return write


def names(app) -> list[str]:
    with app.app_context():
        return [one.name for one in list_subjects()[0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_right_table_is_taken_whole(encoding: str, table, run_ocop, app) -> None:
    path = table(HEADER, "Hộ Lành,household,29341,", "Công ty Sáp,company,29335,2100000000", encoding=encoding)

    done = run_ocop("import", "subjects", path, "--json")

    assert len(json.loads(done.stdout)["made"]) == 2
    assert names(app) == ["Công ty Sáp", "Hộ Lành"]


def test_a_semicolon_is_a_comma_too(table, run_ocop, app) -> None:
    run_ocop("import", "subjects", table(HEADER.replace(",", ";"), "Hộ Lành;household;29341;"))

    assert names(app) == ["Hộ Lành"]


def test_every_fault_is_named_and_nothing_kept(table, run_ocop, app) -> None:
    path = table(
        HEADER, "Hộ Lành,household,29341,", "Hộ Hai,vua,29341,", "Hộ Ba,household,99999,", "Hộ Bốn,household,29341,12"
    )

    done = run_ocop("import", "subjects", path, status=1)

    for row, column in ((3, "subject_type"), (4, "unit_code"), (5, "tax_code")):
        assert f"Dòng {row}, cột {column}: " in done.stderr
    assert names(app) == []


def test_a_dry_run_keeps_nothing(table, run_ocop, app) -> None:
    done = run_ocop("import", "subjects", table(HEADER, "Hộ Lành,household,29341,"), "--dry-run")

    assert "1 dòng" in done.stdout
    assert names(app) == []


def test_the_same_table_twice_is_told_apart(table, run_ocop, app) -> None:
    path = table(HEADER, "Hộ Lành,household,29341,")
    run_ocop("import", "subjects", path)

    done = run_ocop("import", "subjects", path, "--json", status=1)

    assert [fault["code"] for fault in json.loads(done.stdout)["faults"]] == ["import-duplicate"]
    assert names(app) == ["Hộ Lành"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["name,vua"], "import-columns"),
        (["name,name"], "import-columns"),
        ([""], "import-columns"),
        ([HEADER, "a,household,29341,,thừa"], "import-unreadable"),
        ([HEADER, "a\x00,household,29341,"], "import-unreadable"),
    ],
)
def test_what_is_no_table_is_refused(lines: list[str], code: str, table, run_ocop) -> None:
    assert run_ocop("import", "subjects", table(*lines), status=1).stderr.startswith(f"{code}: ")


def test_another_encoding_is_refused(table, run_ocop) -> None:
    path = table(HEADER, "Ho \xe0,household,29341,", encoding="latin-1")

    assert run_ocop("import", "subjects", path, status=1).stderr.startswith("import-unreadable: ")


def test_a_registry_is_filled_from_three_tables(table, run_ocop, app, make_subject) -> None:
    subject = make_subject(by=OPERATOR)
    products = table("subject_id,name,product_set,gtin", f"{subject.id},Mật hoa dừa,4,9521234543213")
    run_ocop("import", "products", products)

    certificates = table("code,number,signed_on,star,unit_code", "9521234543213,1/QĐ-UBND,2026-10-01,4,86")
    run_ocop("import", "certificates", certificates)

    figures = json.loads(run_ocop("stats", "--json").stdout)
    assert figures["products"]["by_rating"]["four_star"] == 1

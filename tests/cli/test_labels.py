"""`ocop labels` prints a file that an independent decoder has read back, and reads any file again."""

import json
from pathlib import Path

import pytest

GTIN = "9521234543213"


@pytest.mark.parametrize(("format", "begins"), [("pdf", b"%PDF-"), ("svg", b"<"), ("png", b"\x89PNG")])
def test_a_label_is_printed_in_each_format(
    format: str, begins: bytes, run_ocop, make_product, make_decision, tmp_path: Path
) -> None:
    product = make_product(gtin=GTIN)
    make_decision(product)
    path = tmp_path / "label"

    run_ocop("labels", "print", product.code, "--format", format, "-o", str(path))

    assert path.read_bytes().startswith(begins)


def test_a_sheet_begins_where_it_is_told(run_ocop, make_product, make_lot, tmp_path: Path) -> None:
    product = make_product(gtin=GTIN)
    make_lot(product, code="L1")
    path = tmp_path / "sheet.pdf"

    place = ["--stock", "a4-24-70x37", "--start", "23"]
    run_ocop("labels", "print", GTIN, "--lot", "L1", "--count", "3", *place, "-o", str(path))
    found = json.loads(run_ocop("labels", "verify", str(path), "--json").stdout)["codes"]

    addresses = [one["text"] for one in found if "QR" in one["format"].upper()]
    assert addresses == [f"HTTP://LOCALHOST:8000/01/0{GTIN}/10/L1"] * 3
    assert {one["page"] for one in found} == {1, 2}


def test_many_labels_with_numbers_of_their_own(run_ocop, make_product, make_lot, tmp_path: Path) -> None:
    product = make_product(gtin=GTIN)
    make_lot(product, code="L1")
    path = tmp_path / "many.pdf"

    asked = ["labels", "print", GTIN, "--lot", "L1", "--count", "30", "--serials", "--stock", "a4-24-70x37"]
    run_ocop(*asked, "-o", str(path))
    found = json.loads(run_ocop("labels", "verify", str(path), "--json").stdout)["codes"]

    serials = {one["text"] for one in found if one["format"] == "qr"}
    assert len(serials) == 30
    assert all("/10/L1/21/" in one for one in serials)
    refused = run_ocop(*asked, "--format", "png", "-o", str(tmp_path / "x.png"), status=2)
    assert refused.stderr.startswith("format-unknown: ")
    assert run_ocop(*asked[:3], *asked[5:], "-o", str(path), status=2).stderr.startswith("lot-missing: ")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["--stock", "a5"], "stock-unknown"),
        (["--stock", "a4-24-70x37", "--used", "99"], "start-out-of-range"),
        (["--nudge", "9,0,1,1"], "nudge-out-of-range"),
        (["--design", "carton"], "design-too-large"),
    ],
)
def test_a_wrong_choice_ends_with_its_code_and_no_file(run_ocop, make_product, tmp_path: Path, asked, code) -> None:
    product, path = make_product(), tmp_path / "label.pdf"

    refused = run_ocop("labels", "print", product.code, *asked, "-o", str(path), status=2)

    assert refused.stderr.startswith(f"{code}: ")
    assert not list(tmp_path.iterdir())


def test_a_missing_glyph_is_named(run_ocop, make_product, tmp_path: Path) -> None:
    product = make_product(name="Trà 蜂蜜 A")

    refused = run_ocop("labels", "print", product.code, "-o", str(tmp_path / "label.pdf"), status=2)

    assert refused.stderr.startswith("text-missing-glyph: ")
    assert "蜂" in refused.stderr


@pytest.mark.parametrize(
    "asked", [["--used", "a"], ["--nudge", "1,2"], ["--count", "10000000"], ["--design", "poster"]]
)
def test_misuse_is_told(run_ocop, make_product, tmp_path: Path, asked) -> None:
    run_ocop("labels", "print", make_product().code, *asked, "-o", str(tmp_path / "x.pdf"), status=2)


def test_copies_and_cut_marks_and_used_cells(run_ocop, make_product, make_lot, tmp_path: Path) -> None:
    product, path = make_product(), tmp_path / "labels.pdf"
    make_lot(product, code="L1")
    asked = [
        "labels",
        "print",
        product.code,
        "--stock",
        "a4-24-70x37",
        "--used",
        "1,2",
        "--cut-marks",
        "-o",
        str(path),
    ]

    for more in (
        ["--copies", "3", "--count", "5"],
        ["--copies", "3", "--count", "5", "--serials", "--lot", "L1", "--collate"],
    ):
        run_ocop(*asked, *more)
        found = json.loads(run_ocop("labels", "verify", str(path), "--json").stdout)["codes"]
        texts = [one["text"] for one in found if one["format"] == "qr"]
        assert (len(texts), len(set(texts))) == (15, 5 if "--serials" in more else 1)


def test_a_label_of_nothing_is_refused_and_no_file_made(run_ocop, tmp_path: Path) -> None:
    path = tmp_path / "label.pdf"

    refused = run_ocop("labels", "print", "0000001D", "-o", str(path), status=1)

    assert refused.stderr.startswith("product-unknown: ")
    assert not path.exists()


def test_what_holds_no_code_cannot_be_verified(run_ocop, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("không có mã nào")

    assert run_ocop("labels", "verify", str(path), status=1).stderr

import json

import pytest

from labels.__main__ import main

ORDER = ["--qr", "HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1", "--name", "Mật ong", "--producer", "Hộ Lê Văn Tám"]


def test_what_is_printed_can_be_verified(tmp_path, capsys):
    file = str(tmp_path / "out.pdf")
    sheet = ["--stock", "a4-24-70x37", "--start", "5", "--count", "3", "--stars", "4", "--line", "Lô T05"]

    assert main([*ORDER, "--gtin", "8930000000002", *sheet, "-o", file]) == 0
    assert "3 nhãn, 1 trang" in capsys.readouterr().out
    assert main(["verify", file]) == 0
    assert [json.loads(line)["text"] for line in capsys.readouterr().out.split("\n") if "ean13" in line] == [
        "8930000000002"
    ] * 3


def test_an_internal_code_is_printed_as_code128(tmp_path, capsys):
    file = str(tmp_path / "out.png")

    assert main([*ORDER, "--code", "0ABCDEF1", "--format", "png", "--specimen", "-o", file]) == 0
    assert main(["verify", file]) == 0
    assert '"code128", "text": "0ABCDEF1"' in capsys.readouterr().out


def test_a_qr_that_is_no_web_address_is_shown_as_it_is(tmp_path):
    order = ["--qr", "0ABCDEF1", *ORDER[2:]]

    assert main([*order, "--code", "0ABCDEF1", "--format", "svg", "-o", str(tmp_path / "out.svg")]) == 0


def test_a_refusal_writes_nothing_and_exits_with_one(tmp_path, capsys):
    file = tmp_path / "out.pdf"

    assert main([*ORDER, "--gtin", "8930000000003", "-o", str(file)]) == 1
    assert capsys.readouterr().err.startswith("gtin-check-digit: GTIN 8930000000003")
    assert not file.exists()


def test_a_file_without_codes_is_not_verified(tmp_path, capsys):
    (tmp_path / "empty.pdf").write_bytes(b"%PDF-1.4")

    assert main(["verify", str(tmp_path / "empty.pdf")]) == 1
    assert main(["verify", str(tmp_path / "absent.pdf")]) == 1
    assert "file-unreadable" in capsys.readouterr().err


def test_a_blank_picture_is_label_unreadable(tmp_path, capsys, blank):
    (tmp_path / "blank.png").write_bytes(blank)

    assert main(["verify", str(tmp_path / "blank.png")]) == 1
    assert capsys.readouterr().err.startswith("label-unreadable")


def test_misuse_exits_with_two(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--name", "Mật ong"])

    assert stopped.value.code == 2
    assert "--qr" in capsys.readouterr().err

import json
import subprocess
import sys

import pytest
from PIL import Image

from labels import read_back
from labels.__main__ import main

ORDER = ["--qr", "HTTPS://OCOP.EXAMPLE.VN/T/0ABCDEF1", "--name", "Mật ong", "--producer", "Hộ Lê Văn Tám"]


def codes(file) -> list[tuple[str, str]]:
    return [(one.format, one.text) for one in read_back(file.read_bytes())]


def test_what_is_printed_can_be_verified(tmp_path, capsys):
    file = str(tmp_path / "out.pdf")
    sheet = ["--stock", "a4-24-70x37", "--start", "5", "--count", "3", "--stars", "4", "--line", "Lô T05"]

    assert main(["print", *ORDER, "--gtin", "8930000000002", *sheet, "-o", file]) == 0
    assert "3 nhãn, 1 trang" in capsys.readouterr().out
    assert main(["verify", file]) == 0
    assert [json.loads(line)["text"] for line in capsys.readouterr().out.split("\n") if "ean13" in line] == [
        "8930000000002"
    ] * 3


def test_a_label_needs_no_command(tmp_path):
    file = tmp_path / "out.png"

    assert main([*ORDER, "--code", "0ABCDEF1", "--format", "png", "--specimen", "-o", str(file)]) == 0
    assert ("code128", "0ABCDEF1") in codes(file)


def test_everything_a_label_can_be_told(tmp_path):
    logo, file = tmp_path / "logo.png", tmp_path / "out.pdf"
    Image.new("RGB", (40, 40), "green").save(logo)
    told = [
        "--seat",
        "Ấp Long Trị, Trà Vinh",
        "--origin",
        "Xuất xứ: Việt Nam",
        "--notice",
        "Quét mã QR",
        "--serial",
        "0AB",
    ]
    paper = ["--stock", "avery-l7165", "--design", "carton", "--used", "1,3", "--cut-marks", "--nudge", "0.5,-0.5"]
    order = [*ORDER, "--gtin", "89300008", *told, *paper, "--scale", "1.001,0.999", "--logo", str(logo)]

    assert main([*order, "--count", "7", "-o", str(file)]) == 0
    assert codes(file).count(("ean8", "89300008")) == 7
    assert max(one.page for one in read_back(file.read_bytes())) == 2


def test_a_qr_that_is_no_web_address_is_shown_as_it_is(tmp_path):
    order = ["--qr", "0ABCDEF1", *ORDER[2:]]

    assert main([*order, "--code", "0ABCDEF1", "--format", "svg", "-o", str(tmp_path / "out.svg")]) == 0


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (["--gtin", "8930000000003"], "gtin-check-digit"),
        (["--gtin", ""], "gtin-length"),
        (["--code", "0ABCDEF1", "--stock", "a5"], "stock-unknown"),
        (["--code", "0ABCDEF1", "--stock", "9x9:70x37"], "stock-too-large"),
        (["--code", "0ABCDEF1", "--design", "carton"], "design-too-large"),
        (["--code", "0ABCDEF1", "--name", "蜂蜜"], "text-missing-glyph"),
        (["--code", "0ABCDEF1", "--name", ""], "text-empty"),
        (["--code", "0ABCDEF1", "--name", "x" * 201], "text-too-long"),
        (["--code", "0ABCDEF1", "--count", "10000000"], "count-out-of-range"),
        (["--code", "0ABCDEF1", "--used", "99"], "start-out-of-range"),
        (["--code", "0ABCDEF1", "--nudge", "50,0"], "nudge-out-of-range"),
    ],
)
def test_bad_input_writes_nothing_and_exits_with_two(order, code, tmp_path, capsys):
    assert main([*ORDER, *order, "-o", str(tmp_path / "out.pdf")]) == 2

    told = capsys.readouterr().err
    assert told.startswith(f"{code}: ")
    assert told.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_file_without_codes_is_not_verified(tmp_path, capsys):
    (tmp_path / "empty.pdf").write_bytes(b"%PDF-1.4")

    assert main(["verify", str(tmp_path / "empty.pdf")]) == 1
    assert main(["verify", str(tmp_path / "absent.pdf")]) == 1
    assert "file-unreadable" in capsys.readouterr().err


def test_a_blank_picture_is_label_unreadable(tmp_path, capsys, blank):
    (tmp_path / "blank.png").write_bytes(blank)

    assert main(["verify", str(tmp_path / "blank.png")]) == 1
    assert capsys.readouterr().err.startswith("label-unreadable")


@pytest.mark.parametrize(
    "words",
    [
        ["print", "--name", "Mật ong"], ["nothing"], ["symbol", "qr"],
        ["print", *ORDER, "--code", "A", "-o", "x", "--used", "one"],
        ["print", *ORDER, "--code", "A", "-o", "x", "--nudge", "1"],
        ["print", *ORDER, "--code", "A", "-o", "x", "--scale", "1,x"],
        ["csv", "x.csv", "--map", "name", "-o", "x"],
    ],
)  # fmt: skip
def test_misuse_exits_with_two(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(words)

    assert stopped.value.code == 2
    assert "error:" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["", "print", "csv", "symbol", "verify", "stocks", "designs", "calibrate"])
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([*([command] if command else []), "--help"])

    assert stopped.value.code == 0
    assert len(capsys.readouterr().out) > 100


def test_a_symbol_is_written_with_its_size(tmp_path, capsys):
    file = tmp_path / "ma.svg"

    assert main(["symbol", "ean8", "89300008", "--format", "svg", "--dpi", "300", "-o", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: mã ean8, ô 0,339 mm, đã được đọc lại.\n"
    assert file.read_bytes().startswith(b"<svg")


def test_a_symbol_finer_than_gs1_likes_is_printed_with_a_warning(tmp_path, capsys):
    order = ["qr", "OCOP", "--dpi", "203", "--module-mm", "0.375", "--no-text", "--level", "H", "--version", "2"]

    assert main(["symbol", *order, "-o", str(tmp_path / "ma.pdf")]) == 0
    assert capsys.readouterr().err.endswith("dưới mức GS1 tối thiểu 0,396 mm: có thể khó quét.\n")


def test_papers_and_designs_are_listed(capsys):
    assert main(["stocks", "--json"]) == 0
    papers = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert papers["herma-4606"]["cells"] == 65
    assert [name for name, one in papers.items() if not one["measured"]] == ["tomy-145", "tomy-103"]
    assert main(["designs", "--json"]) == 0
    assert {one["name"] for one in json.loads(capsys.readouterr().out)} >= {
        "wide",
        "square",
        "tag",
        "carton",
        "minimal",
    }
    assert main(["stocks"]) == main(["designs"]) == 0
    assert "avery-l7160" in capsys.readouterr().out


def test_a_calibration_page_is_written_and_its_reading_becomes_a_nudge(tmp_path, capsys):
    file = tmp_path / "page.pdf"

    assert main(["calibrate", "--stock", "a4-24-70x37", "-o", str(file)]) == 0
    assert file.read_bytes().startswith(b"%PDF-")
    capsys.readouterr()
    assert main(["calibrate", "--stock", "a4-24-70x37", "--read", "1,0.5,1.7,0.5"]) == 0
    assert capsys.readouterr().out == "--nudge 0.3,0.5 --scale 1.01,1\n"
    assert main(["calibrate", "--stock", "a4-24-70x37"]) == 2


def test_a_file_can_go_to_standard_output(capfdbinary):
    script = f"from labels.__main__ import main; main({[*ORDER, '--code', '0ABCDEF1', '-o', '-']!r})"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert {one.format for one in read_back(done.stdout)} == {"qr", "code128"}


def test_the_press_stands_alone(tmp_path):
    (tmp_path / "table.csv").write_text("name,producer,gtin\nMật ong,Hộ Tám,8930000000002\n", encoding="utf-8")
    script = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"flask", "sqlalchemy", "ocop", "marshmallow", "click"}:
            raise ImportError(name)

sys.meta_path.insert(0, Blocked())
from labels.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
    words = ["csv", "table.csv", "--text", "qr=HTTPS://OCOP.EXAMPLE.VN/01/0{gtin}", "-o", "out.pdf"]

    done = subprocess.run([sys.executable, "-c", script, *words], cwd=tmp_path, capture_output=True, check=False)

    assert done.stderr == b""
    assert ("qr", "HTTPS://OCOP.EXAMPLE.VN/01/08930000000002") in codes(tmp_path / "out.pdf")

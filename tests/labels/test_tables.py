import pytest

from labels import LabelError, read_back
from labels.__main__ import main
from labels.tables import MOST_BYTES, MOST_ROWS, read_table, rows_of

HEAD = "Tên,Chủ thể,GTIN,Lô,HSD,Số nhãn\n"
BODY = "Mật ong,Hộ Tám,8930000000002,L1,20/11/2027,2\nKẹo dừa,Hộ Năm,89300008,L2,,1\n"
TEXTS = {"qr": "HTTPS://OCOP.EXAMPLE.VN/01/{GTIN}"}
MAPPED = {"name": "Tên", "producer": "Chủ thể", "gtin": "GTIN", "copies": "Số nhãn"}
ORDER = [f"--map={name}={column}" for name, column in MAPPED.items()] + ["--text", f"qr={TEXTS['qr']}"]


def table(text: str) -> list[list[str]]:
    return read_table(text.encode())


def refused(text: str, **more) -> LabelError:
    with pytest.raises(LabelError) as told:
        rows_of(table(text), **({"mapped": MAPPED, "texts": TEXTS} | more))
    return told.value


def test_columns_go_to_fields_and_into_texts():
    first, second = rows_of(table(HEAD + BODY), mapped=MAPPED, texts=TEXTS, lines=["Lô {Lô}", "HSD: {HSD}"])

    assert (first.number, first.copies, first.content.name) == (2, 2, "Mật ong")
    assert first.content.qr == "HTTPS://OCOP.EXAMPLE.VN/01/8930000000002"
    assert first.content.address_in_words == "ocop.example.vn/01/8930000000002"
    assert first.content.lines == ("Lô L1", "HSD: 20/11/2027")
    assert second.content.lines == ("Lô L2",)
    assert (second.content.barcode.kind, second.copies) == ("ean8", 1)


def test_a_column_called_as_a_field_needs_no_word():
    (row,) = rows_of(
        table(
            "Name;producer;code;stars;seat;origin;notice;serial;address;qr\nMật;Hộ;0AB;4;Ấp;VN;Quét;0C;a.vn;HTTPS://A.VN\n"
        )
    )

    said = row.content
    assert (said.stars, said.seat, said.origin, said.notice, said.serial) == (4, "Ấp", "VN", "Quét", "0C")
    assert (said.address_in_words, said.barcode.kind) == ("a.vn", "code128")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_spreadsheets_mark_their_encoding(encoding):
    assert read_table((HEAD + BODY).encode(encoding))[0][0] == "Tên"


def test_an_encoding_can_be_said():
    assert read_table("tên\nMật ong\n".encode("cp1258", "ignore"), encoding="cp1258")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_found_out(mark):
    assert read_table(f"a{mark}b{mark}c\n1{mark}2{mark}3\n".encode()) == [["a", "b", "c"], ["1", "2", "3"]]


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        (HEAD.encode("utf-16-be"), {}, "table-encoding"),
        ("Tên\nMật ong".encode() + b"\n\xff", {}, "table-encoding"),
        (b"a", {"encoding": "klingon"}, "table-encoding"),
        (b"a,b\0\n", {}, "table-malformed"),
        (b'a,"b\n', {}, "table-malformed"),
        (b"", {}, "table-empty"),
        (b"\n\n", {}, "table-empty"),
        (b"x" * (MOST_BYTES + 1), {}, "table-too-large"),
    ],
)
def test_what_is_no_table_is_refused(data, options, code):
    with pytest.raises(LabelError) as told:
        read_table(data, **options)

    assert told.value.code == code


def test_a_wrong_encoding_names_the_row():
    with pytest.raises(LabelError, match="hàng 3") as told:
        read_table(b"name\nA\nM\xe2t ong\n")

    assert "utf-8" in told.value.message


@pytest.mark.parametrize(
    ("text", "more", "code"),
    [
        (HEAD + BODY, {"mapped": {**MAPPED, "name": "Ten"}}, "table-column-unknown"),
        (HEAD + BODY, {"mapped": {**MAPPED, "nom": "Tên"}}, "table-column-unknown"),
        (HEAD + BODY, {"texts": {}}, "table-column-unknown"),
        (HEAD + BODY, {"lines": ["{Ngày}"]}, "table-column-unknown"),
        (HEAD, {}, "table-empty"),
        (HEAD + ",,,,,\n", {}, "table-empty"),
        ("Tên,Tên\nA,B\n", {}, "table-malformed"),
        (HEAD + "\n".join(["x"] * (MOST_ROWS + 1)), {}, "table-too-large"),
    ],
)
def test_a_table_that_is_no_labels_is_refused(text, more, code):
    assert refused(text, **more).code == code


def test_every_fault_is_named_by_its_row():
    wrong = (
        "Mật ong,Hộ Tám,8930000000003,L1,,1\n蜂蜜,Hộ,89300008,,,1\n,Hộ,89300008,,,1\n"
        "A,Hộ,89300008,,,nhiều\nA,Hộ,89300008,,,0\nA,Hộ,89300008,,,1,thừa\n"
    )

    told = refused(HEAD + wrong)

    assert told.code == "table-faults"
    assert told.message.startswith("6 hàng")
    assert [words.split(":")[0] for words in told.faults] == [f"hàng {row}" for row in range(2, 8)]
    assert [code in words for code, words in zip(
        ["gtin-check-digit", "text-missing-glyph", "text-empty", "nhiều", "count-out-of-range", "7 ô"],
        told.faults, strict=True,
    )] == [True] * 6  # fmt: skip


def test_many_faults_are_told_in_part():
    assert refused(HEAD + "x,Hộ,1,,,1\n" * 30).faults[-1] == "và 10 hàng nữa"


def test_a_table_is_printed_with_copies_in_a_row_or_by_the_set(tmp_path):
    (tmp_path / "in.csv").write_text(HEAD + BODY, encoding="utf-8")
    for name, more, wanted in (("row", [], "112"), ("set", ["--collate"], "121")):
        file = tmp_path / f"{name}.pdf"

        words = ["csv", str(tmp_path / "in.csv"), *ORDER, *more, "--stock", "single-70x37", "-o", str(file)]
        assert main(words) == 0

        bars = [one.text for one in read_back(file.read_bytes()) if one.format.startswith("ean")]
        assert bars == [{"1": "8930000000002", "2": "89300008"}[which] for which in wanted]


def test_a_row_that_does_not_fit_is_named(tmp_path, capsys):
    rows = HEAD + "Mật,Hộ,89300008,,,1\n" + f"{'Mật ong ' * 20},Hộ,89300008,,,1\n"
    (tmp_path / "in.csv").write_text(rows, encoding="utf-8")

    words = ["csv", str(tmp_path / "in.csv"), *ORDER, "--stock", "avery-l4732", "--line", "{Tên}" * 2]
    assert main([*words, "-o", str(tmp_path / "out.pdf")]) == 2

    assert "hàng 3: " in capsys.readouterr().err
    assert not (tmp_path / "out.pdf").exists()

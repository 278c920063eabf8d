import pytest
import zint
from hypothesis import given, settings
from hypothesis import strategies as st

from labels import LabelError
from labels.elements import CHECKS, SEPARATOR, SET_82, parse_elements
from labels.gtins import check_digit
from labels.identifiers import IDENTIFIERS

GTIN = "09521234543213"
LOTS = st.text(SET_82, min_size=1, max_size=20).filter(lambda text: "(" not in text and ")" not in text)


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(LabelError) as refusal:
        parse_elements(text)
    return refusal.value.code, refusal.value.message.partition(":")[0]


def test_brackets_become_what_a_scanner_sends():
    said = parse_elements(f"(01){GTIN}(10)L1(17)261231")

    assert said.raw == f"01{GTIN}10L1{SEPARATOR}17261231"
    assert said.values == {"01": GTIN, "10": "L1", "17": "261231"}


@pytest.mark.parametrize("head", ["", "]C1", "]d2", "]Q3", SEPARATOR, f"]Q3{SEPARATOR}"])
def test_what_a_scanner_sends_becomes_brackets(head):
    said = parse_elements(f"{head}01{GTIN}10L1{SEPARATOR}17261231")

    assert said.readable == f"(01){GTIN}(10)L1(17)261231"


def test_a_separator_after_a_predefined_length_does_no_harm():
    assert parse_elements(f"01{GTIN}{SEPARATOR}10L1{SEPARATOR}").readable == f"(01){GTIN}(10)L1"


def test_brackets_within_a_lot_belong_to_the_lot():
    assert parse_elements(f"(01){GTIN}(10)L(1)x").values["10"] == "L(1)x"


@settings(max_examples=60, deadline=None)
@given(lot=LOTS, serial=LOTS, body=st.text("0123456789", min_size=13, max_size=13))
def test_both_ways_of_writing_say_the_same(lot, serial, body):
    said = parse_elements(f"(01){body}{check_digit(body)}(10){lot}(21){serial}")

    assert parse_elements(said.raw).values == parse_elements(said.readable).values == said.values


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("", "gs1-malformed", "Chuỗi phần tử GS1, vị trí 1"),
        ("]C1", "gs1-malformed", "Chuỗi phần tử GS1, vị trí 3"),
        ("x", "gs1-ai-unknown", "AI (x), vị trí 1"),
        (f"x(01){GTIN}", "gs1-ai-unknown", "AI (x(), vị trí 1"),
        ("(x)1", "gs1-malformed", "Chuỗi phần tử GS1, vị trí 1"),
        (f"(01){GTIN}(10)L1{SEPARATOR}", "gs1-malformed", "Chuỗi phần tử GS1, vị trí 25"),
        (f"(01){GTIN}(05)1", "gs1-ai-unknown", "AI (05), vị trí 20"),
        (f"01{GTIN}051", "gs1-ai-unknown", "AI (05), vị trí 17"),
        ("(01)09521234543214", "gs1-check-digit", "AI (01), vị trí 18"),
        ("(00)106141412345678907", "gs1-check-digit", "AI (00), vị trí 22"),
        ("(01)0952123454321", "gs1-length", "AI (01), vị trí 18"),
        ("(01)095212345432130", "gs1-length", "AI (01), vị trí 19"),
        (f"(01){GTIN}(10)", "gs1-length", "AI (10), vị trí 23"),
        (f"(01){GTIN}(10)123456789012345678901", "gs1-length", "AI (10), vị trí 43"),
        (f"(01){GTIN}(10)a b", "gs1-character", "AI (10), vị trí 24"),
        (f"(01){GTIN}(10)Mật", "gs1-character", "AI (10), vị trí 24"),
        ("(01)0952123454321३", "gs1-character", "AI (01), vị trí 18"),
        (f"(01){GTIN}(17)261331", "gs1-date", "AI (17), vị trí 25"),
        (f"(01){GTIN}(17)260229", "gs1-date", "AI (17), vị trí 27"),
        (f"(01){GTIN}(7006)261200", "gs1-date", "AI (7006), vị trí 29"),
        (f"(01){GTIN}(7003)2612312460", "gs1-date", "AI (7003), vị trí 31"),
        (f"(01){GTIN}(7003)2612312360", "gs1-date", "AI (7003), vị trí 33"),
        (f"(01){GTIN}(8008)26123124", "gs1-date", "AI (8008), vị trí 31"),
        (f"(01){GTIN}(8008)261231235961", "gs1-date", "AI (8008), vị trí 35"),
        (f"(01){GTIN}(8008)26123123591", "gs1-length", "AI (8008), vị trí 36"),
        (f"(01){GTIN}(7007)2612316", "gs1-length", "AI (7007), vị trí 32"),
        (f"(01){GTIN}(423)7047", "gs1-length", "AI (423), vị trí 27"),
        (f"(01){GTIN}(02){GTIN}(37)5", "gs1-combination", "AI (01), vị trí 2"),
        (f"(02){GTIN}", "gs1-combination", "AI (02), vị trí 2"),
        ("(37)5", "gs1-combination", "AI (37), vị trí 2"),
        (f"(01){GTIN}(37)5", "gs1-combination", "AI (01), vị trí 2"),
        ("(10)L1", "gs1-combination", "AI (10), vị trí 2"),
        ("(21)S1", "gs1-combination", "AI (21), vị trí 2"),
        ("(17)261231", "gs1-combination", "AI (17), vị trí 2"),
        (f"(01){GTIN}(10)A(10)B", "gs1-combination", "AI (10), vị trí 25"),
        (f"(01){GTIN}(3103)000500(3102)000500", "gs1-combination", "AI (3103), vị trí 20"),
        (f"(01){GTIN}(235)x(21)y", "gs1-combination", "AI (21), vị trí 26"),
        (f"(01){GTIN}(8001)00001000010010", "gs1-value", "AI (8001), vị trí 25"),
        ("(8006)095212345432130300", "gs1-value", "AI (8006), vị trí 21"),
        ("(8003)19521234543213", "gs1-value", "AI (8003), vị trí 7"),
        ("(00)106141412345678908(4321)2", "gs1-value", "AI (4321), vị trí 29"),
        ("(8010)1234A(8011)01", "gs1-value", "AI (8011), vị trí 18"),
        ("(8013)1987654Ad4X4bL5ttr2310cXK", "gs1-check-digit", "AI (8013), vị trí 30"),
        ("(8013)22", "gs1-length", "AI (8013), vị trí 7"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_identifier_and_the_place(text, code, where):
    assert refused(text) == (code, where)


@pytest.mark.parametrize(
    "text",
    [
        f"(01){GTIN}(17)261200",
        f"(01){GTIN}(17)240229",
        f"(02){GTIN}(37)12(10)L1",
        "(00)106141412345678908(02)09521234543213(37)24",
        f"(8006){GTIN}0103(21)S",
        f"(01){GTIN}(3103)000500(15)261231",
        f"(01){GTIN}(7007)261201261231",
        f"(01){GTIN}(8008)26123123",
        f"(01){GTIN}(3922)1250(3103)000500",
        "(8013)1987654Ad4X4bL5ttr2310c2K",
        "(253)9521234543213",
        "(8003)09521234543213ABC",
    ],
)
def test_what_gs1_allows_is_let_through(text):
    assert parse_elements(text).readable == text


def sizes_that_zint_takes(code: str, character: str) -> set[int]:
    """Return the lengths of values that another table of identifiers allows."""
    taken = set()
    for size in range(1, 93):
        symbol = zint.Symbol()
        symbol.symbology, symbol.warn_level = zint.Symbology.DATAMATRIX, zint.WarningLevel.FAIL_ALL
        symbol.input_mode = zint.InputMode.GS1
        try:
            symbol.encode(f"[{code}]{character * size}")
        except RuntimeError as error:
            if "length" in str(error) and "prefix" not in str(error).lower():
                continue
        taken.add(size)
    return taken


@pytest.mark.parametrize(
    "code", ["00", "10", "242", "3103", "3912", "421", "4308", "7007", "7040", "8011", "8020", "90"]
)
def test_lengths_agree_with_another_table(code):
    identifier = IDENTIFIERS[code]

    taken = sizes_that_zint_takes(code, "1")

    assert (min(taken), max(taken)) == (identifier.least, identifier.most)


def test_every_check_in_the_table_is_known():
    named = {part.check for identifier in IDENTIFIERS.values() for part in identifier.parts if part.check}

    assert named == set(CHECKS)


def test_every_rule_names_identifiers_that_exist():
    patterns = {
        pattern
        for identifier in IDENTIFIERS.values()
        for pattern in (*identifier.excludes, *(code for needed in identifier.needs for code in needed))
    }

    assert {code for code in patterns if "n" not in code} <= set(IDENTIFIERS)

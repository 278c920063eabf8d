"""GS1 Digital Link URIs, against GS1's own vectors and against tables of ours."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.domain.application_identifiers import IDENTIFIERS, PRIMARY_KEYS, path_sequences, value_fault
from ocop.domain.digital_links import LONGEST, DigitalLink, build_uri, escaped, parse_target, parse_uri, unescaped
from ocop.domain.element_checks import CHECKS, CSET82
from ocop.domain.refusals import Unreadable
from tests.vectors import vector_rows

GTIN = "09521234543213"


def read(uri, **more):
    """Return the element string of an address, or nothing where it is refused."""
    try:
        return parse_uri(uri, **more).element_string
    except Unreadable:
        return ""


def test_every_uri_vector_holds():
    rows = vector_rows("digital_link/uri_vectors.jsonl")
    wrong = []
    for row in rows:
        if row["kind"] == "parse" and read(row["in"]) != row["out"]:
            wrong.append(row)
        if row["kind"] in ("escape", "unescape"):
            turn = escaped if row["kind"] == "escape" else unescaped
            if (turn(row["in"]), turn(row["in"], in_query=True)) != (row["path"], row["query"]):
                wrong.append(row)
        if row["kind"] == "generate":
            elements = re.findall(r"\((\d{2,4})\)([^(]*)", row["in"])
            try:
                made = build_uri(elements, row["stem"] or "https://id.gs1.org")
            except Unreadable:
                made = ""
            if made != row["out"]:
                wrong.append((row, made))

    assert wrong == []
    assert not rows or Counter(row["kind"] for row in rows) == Counter(
        parse=100, pathseq=39, unescape=21, generate=20, escape=10
    )


def test_paths_are_those_of_gs1_and_no_others():
    told = {
        tuple(row["in"].split()) for row in vector_rows("digital_link/uri_vectors.jsonl") if row["kind"] == "pathseq"
    }
    ours = set(path_sequences())

    # The table also has the key of an invoice, with the reference that it requires.
    assert not told or (ours - told == {("415", "8020")} and told <= ours)
    assert len(PRIMARY_KEYS) == 16


def test_every_linter_vector_holds():
    rows = vector_rows("digital_link/linter_vectors.jsonl")

    assert [row for row in rows if (CHECKS[row["linter"]](row["in"]) is None) != bool(row["ok"])] == []


@pytest.mark.parametrize(
    ("target", "code", "position"),
    [
        ("/01/09521234543214", "link-check-digit", 18),
        ("/01/095212345432x3", "link-value-malformed", 17),
        ("/01/9521234543213", "link-value-malformed", 17),
        (f"/01/{GTIN}/21/S/10/L", "link-order", 25),
        (f"/01/{GTIN}/10/L/10/L", "link-repeated", 25),
        (f"/01/{GTIN}/10/L/235/X", "link-order", 25),
        (f"/01/{GTIN}/10/", "link-value-empty", 23),
        (f"/01/{GTIN}/1234/x", "link-ai-unknown", 20),
        (f"/01/{GTIN}/10/C%C3%A0", "link-value-malformed", 24),
        (f"/01/{GTIN}/10/C%C0%AF", "link-value-malformed", 24),
        (f"/01/{GTIN}/10/A%00", "link-value-malformed", 24),
        (f"/01/{GTIN}/10/" + "L" * 21, "link-value-malformed", 43),
        (f"/01/{GTIN}/10/Lô", "link-malformed", 24),
        (f"/01/{GTIN}/foo", "link-key-missing", 1),
        ("/gtin/09521234543213", "link-key-missing", 1),
        (f"/01/{GTIN}?10=L", "link-attribute", 20),
        (f"/01/{GTIN}?21=S", "link-attribute", 20),
        (f"/01/{GTIN}?01={GTIN}", "link-repeated", 20),
        (f"/01/{GTIN}?17=", "link-value-empty", 23),
        (f"/01/{GTIN}?17=261301", "link-value-malformed", 25),
        (f"/01/{GTIN}?1234=1", "link-ai-unknown", 20),
        (f"/01/{GTIN}?37=5", "link-pairing", 1),
        (f"/01/{GTIN}?250=X", "link-pairing", 1),
        ("/8018/952012345678901234/8019/1?8017=795260646688514634", "link-check-digit", 24),
        ("/415/9520123456788", "link-pairing", 1),
        ("/" + "a" * LONGEST, "link-too-long", LONGEST + 1),
    ],
)
def test_what_is_wrong_is_told_with_its_place(target, code, position):
    with pytest.raises(Unreadable) as told:
        parse_target(target)

    assert (told.value.code, told.value.params["position"]) == (code, position)
    assert f"ký tự thứ {position}" in told.value.message


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/01/9521234543213/10/L", f"/01/{GTIN}/10/L"),
        ("/01/02345673", "/01/00000002345673"),
        (f"/01/{GTIN}/10/A%2fB", f"/01/{GTIN}/10/A%2FB"),
        (f"/01/{GTIN}/10/L+1", f"/01/{GTIN}/10/L%2B1"),
        ("/415/9520123456788/8020/R1", "/415/9520123456788/8020/R1"),
        ("/8013/1987654Ad4X4bL5ttr2310c2K", "/8013/1987654Ad4X4bL5ttr2310c2K"),
        ("/8006/095201234567880102/22/A", "/8006/095201234567880102/22/A"),
    ],
)
def test_what_may_be_read_is_written_as_the_standard_does(target, path):
    assert parse_target(target, pads_gtins=True).address == path


@pytest.mark.parametrize(
    ("ai", "value", "is_right"),
    [
        ("4309", "18000000003600000000", True),
        ("4309", "18000000013600000000", False),
        ("4324", "2612312359", True),
        ("4324", "2612312460", False),
        ("4330", "012345-", True),
        ("4330", "012345+", False),
        ("4300", "A%20B", True),
        ("4300", "A%2", False),
        ("4307", "VN", True),
        ("4321", "2", False),
        ("7040", "1AB-", True),
        ("7040", "1AB+", False),
        ("7258", "1/3", True),
        ("8001", "12345678901231", False),
        ("8001", "12341234512391", True),
        ("8003", "19521234543213X", False),
        ("8006", "095201234567880302", False),
        ("8007", "GB82WEST12345698765432", True),
        ("8007", "GB83WEST12345698765432", False),
        ("8008", "2612312360", False),
        ("8010", "952012345a", False),
        ("8011", "012", False),
        ("8013", "1987654Ad4X4bL5ttr2310c2L", False),
        ("8014", "9876543210Bm", False),
        ("8030", "abc-_=", True),
        ("8110", "10614141543210710123456700", True),
        ("7041", "1A", True),
        ("7241", "10", True),
        ("7252", "3", False),
        ("7250", "20000230", False),
        ("422", "70", False),
        ("423", "704116", True),
        ("423", "7041", False),
        ("401", "952a1", False),
        ("3105", "000195", True),
    ],
)
def test_values_are_held_to_their_identifier(ai, value, is_right):
    assert (value_fault(ai, value) is None) == is_right


def test_a_measure_has_six_identifiers_and_excludes_its_like():
    assert [ai for ai in IDENTIFIERS if ai.startswith("310")] == [f"310{digit}" for digit in range(6)]
    assert read(f"https://a/01/{GTIN}?3102=000195&3103=000195") == ""


@pytest.mark.parametrize(
    "elements",
    [[("77", "1")], [("01", GTIN), ("10", "A"), ("10", "B")], [("10", "A")], [("01", GTIN), ("10", "Cà")]],
)
def test_what_no_address_can_say_is_refused(elements):
    with pytest.raises(Unreadable):
        build_uri(elements)


@given(
    lot=st.text(CSET82, min_size=1, max_size=20),
    serial=st.text(CSET82, min_size=1, max_size=20),
    best=st.dates().map(lambda day: day.strftime("%y%m%d")),
)
def test_what_is_written_is_read_again(lot, serial, best):
    uri = build_uri([("21", serial), ("17", best), ("01", GTIN), ("10", lot)], "https://ocop.example.vn")

    assert parse_uri(uri) == DigitalLink((("01", GTIN), ("10", lot), ("21", serial)), (("17", best),))


@given(st.text(max_size=80))
def test_anything_is_read_or_refused_with_a_reason(text):
    told = None
    try:
        parse_target("/01/" + text)
    except Unreadable as refusal:
        told = refusal

    assert told is None or (told.params["position"] >= 1 and told.message)

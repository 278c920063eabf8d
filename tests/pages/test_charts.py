from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from ocop.pages.charts import Item, Row, bars, columns, share, stacked
from ocop.pages.stars import star_row

WORDS = {"title": "Theo hạng sao", "description": "Sản phẩm đang được công nhận."}
RATINGS = [Item("5 sao", 3, "/products?rating=five_star&q=dừa"), Item("3 sao", 337)]
HOSTILE = 'Dừa <script>alert("x")</script> & "sáp"'
SVG = "{http://www.w3.org/2000/svg}"
EVERY_KIND = {
    "bars": lambda label: bars([Item(label, 3, "/a"), Item("Không", 0)], **WORDS),
    "stacked": lambda label: stacked([Row(label, (2, 1), "/a")], [label, "Hợp tác xã"], **WORDS),
    "columns": lambda label: columns([Item(label, 48, "/a"), Item("2022", 0)], **WORDS),
    "share": lambda label: share(319, 393, label=label, **WORDS),
}


def drawn(chart: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(chart))


def texts(chart: Markup) -> list[str]:
    return ["".join(text.itertext()) for text in drawn(chart).iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_chart_is_sound_and_says_what_it_is(kind):
    root = drawn(EVERY_KIND[kind]("Hộ kinh doanh"))

    assert root.find(f"{SVG}title").text == WORDS["title"]
    assert root.find(f"{SVG}desc").text == WORDS["description"]
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_hostile_label_stays_text(kind):
    chart = EVERY_KIND[kind](HOSTILE)

    assert "<script" not in chart
    assert not list(drawn(chart).iter(f"{SVG}script"))
    assert HOSTILE.replace(" ", "") in "".join(texts(chart)).replace(" ", "")


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_chart_obeys_the_content_policy(kind):
    names = {name for part in drawn(EVERY_KIND[kind]("A")).iter() for name in part.attrib}

    assert not {name for name in names if name == "style" or name.startswith("on")}


def test_bars_show_every_label_with_its_value():
    assert texts(bars(RATINGS, **WORDS)) == ["5 sao", "3", "3 sao", "337"]


def test_only_bars_that_lead_somewhere_are_links():
    links = [link.get("href") for link in drawn(bars(RATINGS, **WORDS)).iter(f"{SVG}a")]

    assert links == ["/products?rating=five_star&q=dừa"]


def test_links_are_reachable_inside_a_group_not_a_picture():
    assert drawn(bars(RATINGS, **WORDS)).get("role") == "group"
    assert drawn(bars([Item("3 sao", 337)], **WORDS)).get("role") == "img"


def test_a_chart_refuses_links_that_run_code():
    with pytest.raises(ValueError, match="javascript"):
        bars([Item("x", 1, "javascript:alert(1)")], **WORDS)


def test_a_stack_shows_the_sum_of_its_row():
    chart = stacked([Row("4 sao", (14, 3, 29))], ["Công ty", "Doanh nghiệp", "Hộ kinh doanh"], **WORDS)

    assert texts(chart) == ["Công ty", "Doanh nghiệp", "Hộ kinh doanh", "4 sao", "46"]


@pytest.mark.parametrize("values", [(337, 0), (1, 999_999), (2, 1)])
def test_pieces_of_a_stack_never_leave_the_track(values):
    root = drawn(stacked([Row("x", values)], ["A", "B"], as_shares=True, **WORDS))

    pieces = [part for part in root.iter(f"{SVG}rect") if "chart-gap" in part.get("class", "")]
    ends = [float(p.get("x")[:-1]) + float(p.get("width")[:-1]) for p in pieces]

    assert len(pieces) == sum(1 for value in values if value)
    assert max(ends) == pytest.approx(100, abs=0.01)


def test_a_stack_refuses_a_row_that_lacks_a_series():
    with pytest.raises(ValueError, match="zip"):
        stacked([Row("x", (1,))], ["A", "B"], **WORDS)


def test_a_tiny_value_is_still_seen_beside_a_huge_one():
    root = drawn(bars([Item("a", 1_000_000), Item("b", 1), Item("c", 0)], **WORDS))

    widths = [part.get("width") for part in root.iter(f"{SVG}rect") if part.get("class") == "chart-1"]

    assert widths == ["100.0%", "0.8%"]


@pytest.mark.parametrize(
    "chart",
    [
        bars([], **WORDS),
        stacked([], [], **WORDS),
        stacked([Row("x", (0, 0))], ["A", "B"], **WORDS),
        columns([], **WORDS),
        columns([Item("2025", 0)], **WORDS),
        share(0, 0, label="–", **WORDS),
    ],
)
def test_nothing_to_count_is_drawn_without_a_fault(chart):
    assert drawn(chart).tag == f"{SVG}svg"


def test_a_long_label_is_cut_between_words():
    name = "Xã Hùng Hòa (gồm xã Hùng Hòa, xã Tân Hùng và một phần xã Ngãi Hùng cũ)"

    lines = [line.text for line in drawn(bars([Item(name, 1)], **WORDS)).iter(f"{SVG}tspan")]

    assert (" ".join(lines), max(map(len, lines)) <= 34) == (name, True)


def test_many_columns_label_every_few_and_the_peak():
    months = [Item(f"T{month}", 104 if month == 12 else month) for month in range(1, 15)]

    assert texts(columns(months, **WORDS)) == ["T2", "T5", "T8", "T11", "104", "T14"]


@pytest.mark.parametrize(
    ("part", "whole", "words"), [(319, 393, "81,2 %"), (1, 2, "50 %"), (0, 0, "0 %"), (9, 3, "100 %")]
)
def test_a_share_is_written_as_vietnamese_write_it(part, whole, words):
    assert texts(share(part, whole, label="x", **WORDS))[0] == words


@pytest.mark.parametrize("count", [0, 3, 5])
def test_a_row_of_stars_fills_as_many_as_were_given(count):
    row = star_row(count, f"{count} sao")

    assert (row.count("star-full"), row.count("star-none")) == (count, 5 - count)
    assert ElementTree.fromstring(str(row)).get("role") == "img"


@pytest.mark.parametrize("count", [-1, 6])
def test_a_sixth_star_is_refused(count):
    with pytest.raises(ValueError, match="stars"):
        star_row(count, "x")

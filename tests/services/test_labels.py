"""What a product's label says today, on what it is printed, and what whoever prints should know."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from ocop.domain.accounts import OPERATOR
from ocop.domain.refusals import NotFound
from ocop.models.database import db
from ocop.models.printing import Logo
from ocop.services.acts import acts_of
from ocop.services.labels import (
    MOST,
    Order,
    calibration_page,
    cells_of,
    codes_read_back,
    content_of,
    drawn_logo,
    label_of,
    label_words,
    run_of,
    stocks,
    warnings_of,
)
from ocop.services.logos import find_logo, logo_of, set_logo
from ocop.services.printers import MOST_SETUPS, drop_setup, find_setup, keep_setup, nudge_of_setup, setups_of
from ocop.services.products import update_product
from ocop.services.work import unit_of_work

pytestmark = pytest.mark.usefixtures("context")
PLACE = {"base_url": "https://ocop.example.vn", "sample": False}


def picture(colour="green") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def said(clock):
    """Return a function that tells what a product's label says."""
    return lambda product, lot=None: content_of(product, lot, today=clock.today, **PLACE)


def test_a_label_says_what_the_goods_label_rules_ask_for(make_subject, make_product, make_decision, make_lot, said):
    product = make_product(subject=make_subject(address="Ấp Cây Hẹ"), net_weight="200 g", gtin=True)
    decision = make_decision(product)
    lot = make_lot(product, code="L1")

    content = said(product, lot)

    assert content.seat == "Ấp Cây Hẹ, xã Tiểu Cần, tỉnh Vĩnh Long"
    assert content.origin == "Xuất xứ: Việt Nam"
    assert (content.stars, content.specimen, content.logo) == (4, False, None)
    assert content.lines[:4] == (
        "Lô: L1",
        f"NSX: {lot.made_on:%d/%m/%Y}",
        f"HSD: {lot.best_before:%d/%m/%Y}",
        "Khối lượng: 200 g",
    )
    assert content.lines[4].startswith("GCN ")
    assert decision.number


def test_an_address_that_names_the_commune_is_not_told_twice(make_subject, make_product, said):
    product = make_product(subject=make_subject(address="Ấp Cây Hẹ, xã Tiểu Cần, Vĩnh Long"))

    assert said(product).seat == "Ấp Cây Hẹ, xã Tiểu Cần, Vĩnh Long"


def test_a_notice_promises_only_what_the_electronic_label_tells(make_product, clock, said):
    product = make_product()
    assert said(product).notice == ""

    with unit_of_work():
        update_product(OPERATOR, clock(), product, storage="Nơi khô mát.", warnings="Có lạc.")

    assert said(product).notice == "Quét mã QR để xem bảo quản và cảnh báo trên nhãn điện tử."


@pytest.mark.parametrize("design", [None, "bottle", "carton", "square", "tag", "minimal"])
def test_a_label_is_printed_by_any_design(make_product, clock, design):
    stock = {None: "single-70x37", "tag": "1x1:50x90/50x90", "square": "1x1:50x50/50x50", "minimal": "roll-40x30"}
    order = Order(stock.get(design, "avery-l7165"), design=design, cut_marks=True, nudge=(0.2, 0.1, 1.0, 1.0))

    file = label_of(make_product(), today=clock.today, count=2, order=order, **PLACE)

    assert [one["format"] for one in codes_read_back(file.data)].count("qr") == 2


@pytest.mark.parametrize(
    ("order", "more", "code", "field"),
    [
        (Order("a5"), {}, "stock-unknown", "stock"),
        (Order("9x9:70x37"), {}, "stock-too-large", "stock"),
        (Order(used=(2,)), {}, "start-out-of-range", "start"),
        (Order(design="poster"), {}, "design-unknown", "design"),
        (Order(nudge=(9, 0, 1, 1)), {}, "nudge-out-of-range", "nudge"),
        (Order(dpi=72), {}, "dpi-unknown", "dpi"),
        (Order("roll-40x30"), {"count": MOST + 1}, "count-out-of-range", "count"),
        (Order(), {"format": "gif"}, "format-unknown", "format"),
        (Order(), {"format": "svg", "count": 2}, "format-one-page", "format"),
    ],
)
def test_a_wrong_choice_is_refused_at_its_field(make_product, clock, refuses, order, more, code, field):
    product = make_product()

    with refuses(code) as refused:
        label_of(product, today=clock.today, order=order, **more, **PLACE)

    assert refused.value.field == field


def test_a_character_without_a_glyph_is_refused_by_name(make_product, clock, refuses):
    product = make_product(name="Trà 蜂蜜 A")

    with refuses("text-missing-glyph") as refused:
        label_of(product, today=clock.today, **PLACE)

    assert "蜂" in refused.value.message


def test_whoever_prints_is_told_of_a_date_after_the_certificate_s_last_day(
    make_product, make_decision, make_lot, clock
):
    product = make_product()
    make_decision(product)
    near = make_lot(product)
    far = make_lot(product, best_before=clock.today + timedelta(days=365 * 4))

    def told(lot, stock="a4-24-70x37"):
        return [
            words % {name: f"{day:%d/%m/%Y}" for name, day in days.items()}
            for words, days in warnings_of(product, lot, stock, today=clock.today)
        ]

    assert told(near) == told(None) == []
    assert [f"{far.best_before:%d/%m/%Y}" in words for words in told(far)] == [True]
    assert "chưa ai đo" in told(near, "tomy-145")[0]


def test_whoever_prints_is_told_that_there_are_no_stars(make_product, clock):
    ((words, _),) = warnings_of(make_product(), None, "roll-50x30", today=clock.today)

    assert "không có sao" in words


def test_a_stock_tells_its_cells_and_the_designs_that_suit():
    cells = cells_of("herma-4606")

    assert (cells.columns, cells.rows, cells.width, cells.usual) == (5, 13, 38, "minimal")
    assert cells.designs == ("minimal",)
    assert set(cells_of("avery-l7165").designs) == {"wide", "bottle", "carton", "minimal"}
    assert stocks()["tomy-103"][1] == 12


# -- marks


def test_a_mark_is_on_labels_until_it_is_taken_off(make_subject, make_product, clock, said):
    subject = make_subject()
    product = make_product(subject=subject)
    with unit_of_work():
        set_logo(OPERATOR, clock(), subject, drawn_logo(picture()))
    with_mark = said(product)
    words = label_words(product, None, today=clock.today, **PLACE)

    with unit_of_work():
        set_logo(OPERATOR, clock(), subject, None)

    assert with_mark.logo is not None
    assert said(product).logo is None
    assert words["logo"] == find_logo(words["logo"]).hash
    assert run_of(words, Order("a4-24-70x37"), serials=True).pages(0, 24) == [(0, 24)]
    assert [act.verb for act in acts_of("subject", subject.id)][-2:] == ["change-logo", "change-logo"]


def test_the_same_mark_is_kept_once_and_noted_once(make_subject, clock):
    one, other = make_subject(), make_subject()
    for subject in (one, other, one):
        with unit_of_work():
            set_logo(OPERATOR, clock(), subject, drawn_logo(picture("navy")))
    with unit_of_work():
        set_logo(OPERATOR, clock(), one, drawn_logo(picture("red")))

    assert db.session.query(Logo).count() == 2
    assert [act.verb for act in acts_of("subject", one.id)].count("change-logo") == 2
    assert logo_of(other.id).hash != logo_of(one.id).hash


def test_what_is_no_mark_is_refused(refuses):
    with refuses("logo-unreadable") as refused:
        drawn_logo(b"GIF89a")

    assert refused.value.field == "logo"
    with pytest.raises(NotFound):
        find_logo("0" * 64)


# -- printers


def test_a_printer_is_measured_and_measured_again(make_subject, clock):
    subject = make_subject()
    keep = {"printer": "Canon", "stock": "a4-24-70x37"}
    with unit_of_work():
        keep_setup(OPERATOR, clock(), subject, **keep, a=(1.0, 0.5), b=(1.7, 0.5))
    (first,) = setups_of(subject.id)
    assert nudge_of_setup(first) == (0.3, 0.5, 1.01, 1.0)
    assert calibration_page("a4-24-70x37", nudge_of_setup(first)).startswith(b"%PDF")

    with unit_of_work():
        keep_setup(OPERATOR, clock(), subject, **keep, a=(0.0, 0.0), b=(0.0, 0.0))
        keep_setup(OPERATOR, clock(), subject, **keep | {"stock": "avery-l7160"}, a=(0.5, 0.0), b=(0.5, 0.0))

    assert [nudge_of_setup(one)[0] for one in setups_of(subject.id)] == [0.0, 0.5]


def test_another_s_printer_is_not_found(make_subject, clock, refuses):
    subject, other = make_subject(), make_subject()
    with unit_of_work():
        mine = keep_setup(OPERATOR, clock(), subject, printer="A", stock="roll-50x30", a=(0, 0), b=(0, 0))

    with refuses("printer-unknown"):
        find_setup(other.id, mine.id)
    with refuses("printer-unknown"):
        find_setup(mine.subject_id, "x")
    with unit_of_work():
        drop_setup(OPERATOR, clock(), find_setup(mine.subject_id, mine.id))
    assert setups_of(mine.subject_id) == []


def test_a_printer_that_is_far_off_is_not_kept(make_subject, clock, refuses):
    subject = make_subject()

    with refuses("nudge-out-of-range"), unit_of_work():
        keep_setup(OPERATOR, clock(), subject, printer="A", stock="a4-24-70x37", a=(0, 0), b=(5, 5))

    assert setups_of(subject.id) == []


def test_there_is_an_end_to_printers(make_subject, clock, refuses):
    subject = make_subject()
    with unit_of_work():
        for number in range(MOST_SETUPS):
            keep_setup(OPERATOR, clock(), subject, printer=f"M{number}", stock="roll-50x30", a=(0, 0), b=(0, 0))

    with refuses("printers-full"), unit_of_work():
        keep_setup(OPERATOR, clock(), subject, printer="one more", stock="roll-50x30", a=(0, 0), b=(0, 0))

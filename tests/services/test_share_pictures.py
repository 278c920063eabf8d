"""Share pictures: their size and weight, what stands on them, and that they are drawn once."""

import io
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image

from ocop.domain.accounts import OPERATOR
from ocop.services.photos import add_photo
from ocop.services.products import find_product, update_product
from ocop.services.share_pictures import HEAVIEST, SIZE, ShareCard, drawn, share_card, share_picture
from ocop.services.work import unit_of_work

CARD = ShareCard(
    code="21SD1T7Z",
    name="Kẹo dừa",
    maker="Hộ kinh doanh Sáp",
    place="xã Tiểu Cần, tỉnh Vĩnh Long",
    host="ocop.example",
)
LONG = "Nước mắm rươi truyền thống ủ chượp thùng gỗ ba mươi sáu tháng của làng nghề Ba Động, chai thủy tinh " * 2


def picture(data: bytes) -> Image.Image:
    opened = Image.open(io.BytesIO(data))
    opened.load()
    return opened


def noise(width: int = 900, height: int = 700) -> bytes:
    """Return the photograph that packs worst of all."""
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        {"name": "Mè"},
        {"name": LONG[:200], "maker": LONG[:200], "place": LONG[:200]},
        {"name": "Cốm dẹp អំបុក ស្រូវដំណើប"},
        {"name": "ន" * 200},
        {"name": "W" * 200, "host": "a." * 120 + "vn"},
        {"name": "🍯"},
        {"name": "Mật ong", "is_sample": True},
    ],
    ids=["short", "long", "khmer", "khmer without spaces", "one word", "nothing to draw", "sample"],
)
def test_a_picture_has_the_size_that_readers_ask_for(words):
    data = drawn(replace(CARD, **words))

    shown = picture(data)
    assert (shown.format, shown.size) == ("PNG", SIZE)
    assert len(data) <= HEAVIEST


def test_letters_stay_inside_their_column(tmp_path):
    path = tmp_path / "photo"
    Image.new("RGB", (800, 800), "#3366cc").save(path, "PNG")

    shown = picture(drawn(replace(CARD, name="W" * 200, photo=path))).convert("RGB")

    gap = shown.crop((740, 110, 798, 630)).getcolors()
    assert gap is not None
    assert len(gap) == 1, "letters reach into the margin before the photograph"
    assert shown.getpixel((1000, 400)) == (0x33, 0x66, 0xCC)


def test_the_worst_photograph_stays_under_the_weight(tmp_path):
    path = tmp_path / "photo"
    path.write_bytes(noise())

    data = drawn(replace(CARD, photo=path))

    assert len(data) <= HEAVIEST


def test_a_photograph_that_cannot_be_read_is_left_out(tmp_path):
    path = tmp_path / "photo"
    path.write_bytes(b"no picture")

    assert drawn(replace(CARD, photo=path)) == drawn(CARD)


def test_khmer_is_shaped_and_not_laid_letter_by_letter():
    shaped, broken = (drawn(replace(CARD, name=name)) for name in ("ស្រូវ", "ស\u200c្\u200cរ\u200cូ\u200cវ"))

    assert shaped != broken


@pytest.mark.parametrize("name", ["★ Kẹo dừa ★★★★", "Kẹo ☆ dừa", "⭐Kẹo dừa", "Kẹo dừa 🌟"])
def test_no_star_is_drawn_whoever_typed_it(name):
    assert drawn(replace(CARD, name=name)) == drawn(CARD)


def test_decomposed_letters_are_drawn_as_composed_ones():
    assert drawn(replace(CARD, name="Ke\u0323o du\u031b\u0300a")) == drawn(CARD)


@pytest.mark.parametrize(
    "change", [{"name": "Khác"}, {"maker": "Khác"}, {"place": "Khác"}, {"host": "khac.vn"}, {"is_sample": True}]
)
def test_what_is_shown_decides_the_key(change):
    assert replace(CARD, **change).key != CARD.key


def test_many_who_ask_at_once_get_one_picture(tmp_path):
    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(lambda _: share_picture(CARD, tmp_path), range(6)))

    assert len(set(got)) == 1
    assert len(list(tmp_path.rglob("*.*"))) == 1


def test_a_picture_is_drawn_once_and_its_former_one_goes(tmp_path):
    drawn_first = share_picture(CARD, tmp_path)
    (first,) = tmp_path.rglob("*.png")
    first.write_bytes(b"kept")
    kept = share_picture(CARD, tmp_path)
    changed = share_picture(replace(CARD, name="Kẹo chuối"), tmp_path)

    assert (drawn_first, kept) == (drawn(CARD), b"kept")
    assert [path.read_bytes() for path in tmp_path.rglob("*.*")] == [changed]


@pytest.mark.usefixtures("context")
def test_a_card_has_the_facts_and_nothing_of_the_certificate(make_product, make_decision, tmp_path):
    product = make_product(name="Kẹo dừa")
    before = share_card(product, base_url="https://ocop.example.vn", is_sample=False, folder=tmp_path)
    make_decision(product, star=4)

    card = share_card(
        find_product(product.code), base_url="https://ocop.example.vn", is_sample=False, folder=tmp_path
    )

    assert (card.name, card.host, card.photo) == ("Kẹo dừa", "ocop.example.vn", None)
    assert card.place == "xã Tiểu Cần, tỉnh Vĩnh Long"
    assert card == before


@pytest.mark.usefixtures("context")
def test_a_photograph_or_another_name_makes_another_picture(make_product, clock, tmp_path):
    product = make_product()
    before = share_card(product, base_url="https://a.vn", is_sample=False, folder=tmp_path)
    with unit_of_work():
        name = add_photo(OPERATOR, clock(), find_product(product.code), noise(40, 30), folder=tmp_path)
    pictured = share_card(find_product(product.code), base_url="https://a.vn", is_sample=False, folder=tmp_path)
    with unit_of_work():
        update_product(OPERATOR, clock(), find_product(product.code), name="Tên mới")
    renamed = share_card(find_product(product.code), base_url="https://a.vn", is_sample=False, folder=tmp_path)

    assert pictured.photo is not None
    assert pictured.photo.name == name
    assert len({before.key, pictured.key, renamed.key}) == 3

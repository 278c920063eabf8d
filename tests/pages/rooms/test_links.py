"""A producer's links in its room: added in words, taken off, nobody else's."""

import re

import pytest

LINK = {"link_type": "recipeInfo", "href": "https://www.youtube.com/watch?v=abc", "title": "Nấu với mật dừa"}


@pytest.fixture
def maker(enter, make_subject):
    return enter(subject=make_subject())


@pytest.fixture
def base(maker, make_product):
    return f"/producer/products/{make_product(subject_id=maker.user.subject_id).code}/links"


def removal_in(page):
    return re.search(r'action="(/producer/products/[^"]+/removal)"', page)[1]


def test_a_link_is_added_in_words_and_taken_off(maker, base):
    empty = maker.get(base).text
    added = maker.post(base, LINK | {"hreflang": "vi"})
    page = maker.get(base).text
    removed = maker.post(removal_in(page))

    assert "Chưa có liên kết nào" in empty
    assert "Công thức món ăn" in empty
    assert (added.status_code, added.location) == (303, base)
    assert "Đã thêm liên kết “Nấu với mật dừa”" in page
    assert "Công thức món ăn · www.youtube.com · vi" in page
    assert removed.status_code == 303
    assert "Chưa có liên kết nào" in maker.get(base).text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"href": "https://evil.com/"}, "Chưa dẫn được tới “evil.com”"),
        ({"href": ""}, "Cần điền mục này"),
        ({"title": ""}, "Cần điền mục này"),
        ({"lot": "KHONG-CO"}, "hãy mở lô trước"),
        ({"serial": "1", "lot": "L1"}, "không ghi thêm lô"),
    ],
)
def test_what_cannot_be_is_said_beside_what_was_typed(maker, base, more, words):
    refused = maker.post(base, LINK | more)

    assert refused.status_code == 422
    assert words in refused.text
    assert LINK["title"] in refused.text or more.get("title") == ""


def test_a_link_is_nobody_else_s(maker, enter, base, make_subject):
    maker.post(base, LINK)
    removal = removal_in(maker.get(base).text)
    other = enter(subject=make_subject())

    answers = [other.get(base), other.post(base, LINK), other.post(removal)]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert removal in maker.get(base).text

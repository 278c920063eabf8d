"""The macro that draws a map of origin into a page."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from flask import render_template_string

from ocop.app import create_app
from ocop.domain.refusals import RuleBroken
from ocop.domain.tile_maps import NAMES
from ocop.services.origin_maps import origin_map, read_boundaries
from ocop.web.settings import boundaries
from tests.maps import country, encoded

PAGE = "{% from 'macros/maps.html' import origin_map %}{{ origin_map(drawing, place) }}"
#: The longest name of a place that stands on a page.
PLACE = "xã Phước Mỹ Trung <&>, thành phố Hồ Chí Minh"
MOST_BYTES = 3 * 1024


def markup(app, drawing):
    with app.test_request_context():
        return render_template_string(PAGE, drawing=drawing, place=PLACE)


@pytest.mark.parametrize("code", [*NAMES, None])
@pytest.mark.parametrize("is_own", [False, True], ids=["tiles", "outlines"])
def test_every_map_is_light_and_names_both_archipelagos(app, tmp_path, code, is_own):
    file = tmp_path / "map.geojson"
    file.write_bytes(encoded(country()))

    drawn = markup(app, origin_map(code, read_boundaries(file) if is_own else None))

    assert len(drawn.encode()) <= MOST_BYTES
    assert "style=" not in drawn
    svg = ElementTree.fromstring(drawn)
    texts = ["".join(one.itertext()) for one in svg.iter("text")]
    assert texts[:2] == ["Hoàng Sa(Đà Nẵng)", "Trường Sa(Khánh Hòa)"]
    assert texts[2:] == ([NAMES[code]] if code else [])
    assert len(svg.findall("path[@class]")) == (4 if code else 3)


def test_a_screen_reader_is_told_the_place_and_the_islands(app):
    svg = ElementTree.fromstring(markup(app, origin_map("86")))

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "map-t map-d"
    assert svg.findtext("title") == f"Nơi làm ra: {PLACE}"
    assert "Hoàng Sa (Đà Nẵng)" in (svg.findtext("desc") or "")


def test_every_class_of_a_map_has_its_look(app):
    drawn = "".join(markup(app, origin_map(code)) for code in ("48", "86"))
    with app.test_client().get("/static/ocop.css") as answer:
        sheet = answer.text

    names = {name for told in re.findall(r'class="([^"]+)"', drawn) for name in told.split()}

    assert {name for name in names if f".{name} " not in sheet} == set()


def test_an_operators_map_is_checked_at_start(store, tmp_path):
    good, bad = tmp_path / "good.geojson", tmp_path / "bad.geojson"
    good.write_bytes(encoded(country()))
    lacking = country()
    for one in lacking["features"]:
        del one["geometry"]["coordinates"][1:]
    bad.write_bytes(encoded(lacking))

    with create_app(store.settings(map_file=good)).app_context():
        assert boundaries() == read_boundaries(good)
    with pytest.raises(RuleBroken) as caught:
        create_app(store.settings(map_file=bad))
    assert caught.value.code == "map-lacks-islands"


def test_without_a_file_maps_are_tiles(app):
    with app.app_context():
        assert boundaries() is None

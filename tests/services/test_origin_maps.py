"""Maps of origin: the province of a product on our tiles or on an operator's outlines, small enough for a page."""

import pytest

from ocop.domain.refusals import RuleBroken
from ocop.domain.tile_maps import NAMES
from ocop.services.origin_maps import map_of, origin_map, read_boundaries
from tests.maps import country, encoded


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "vietnam.geojson"
    path.write_bytes(encoded(country()))
    return path


@pytest.mark.usefixtures("context")
def test_a_product_is_shown_in_the_province_of_today(make_product):
    product = make_product()

    assert (map_of(product).name, map_of(product)) == ("Vĩnh Long", origin_map("86"))


@pytest.mark.usefixtures("context")
def test_an_operators_outlines_take_the_place_of_tiles(make_product, file):
    drawing = map_of(make_product(), read_boundaries(file))

    assert (drawing.name, drawing.is_schematic) == ("Vĩnh Long", False)
    assert drawing != origin_map("86")


@pytest.mark.parametrize("content", [None, b"{}", b" " * (8 * 1024 * 1024 + 1)], ids=["none", "empty", "too large"])
def test_a_file_that_cannot_be_drawn_is_refused(tmp_path, content):
    path = tmp_path / "map.geojson"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(RuleBroken) as caught:
        read_boundaries(path)

    assert caught.value.code == "map-unreadable"


@pytest.mark.parametrize("code", ["48", None])
def test_both_kinds_are_drawn_by_one_interface(code, file):
    tiles, outlines = origin_map(code), origin_map(code, read_boundaries(file))

    assert [one.name for one in tiles.archipelagos] == [one.name for one in outlines.archipelagos]
    assert tiles.name == outlines.name == NAMES.get(code or "")

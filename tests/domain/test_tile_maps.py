"""The tile map: every province once, one shown, and both archipelagos on each picture."""

import csv

import pytest

from ocop.config import locate
from ocop.domain.tile_maps import HEIGHT, NAMES, TILES, WIDTH, tile_map


def provinces_of_today() -> dict[str, str]:
    with (locate("seed_data") / "units.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "province" and not row["valid_to"]]
    return {row["code"]: row["name"].removeprefix("Tỉnh ").removeprefix("Thành phố ") for row in rows}


def test_every_province_of_today_has_its_tile_and_name():
    assert provinces_of_today() == NAMES
    assert set(TILES) == set(NAMES)


def test_no_two_provinces_share_a_tile():
    assert len(set(TILES.values())) == len(TILES) == 34


@pytest.mark.parametrize(
    ("north", "south"), [("04", "01"), ("01", "38"), ("40", "46"), ("46", "48"), ("48", "56"), ("79", "96")]
)
def test_the_grid_resembles_the_country(north, south):
    assert TILES[north][1] <= TILES[south][1]


@pytest.mark.parametrize("code", [*NAMES, None, "", "00", "842"])
def test_every_picture_holds_both_archipelagos(code):
    drawing = tile_map(code)

    assert [(one.name, one.unit_code) for one in drawing.archipelagos] == [("hoang-sa", "48"), ("truong-sa", "56")]
    assert all(one.path.count("M") >= 5 for one in drawing.archipelagos)
    assert [one.is_shown for one in drawing.archipelagos] == [code == "48", code == "56"]
    assert drawing.land.count("M") + drawing.shown.count("M") == 34
    assert drawing.name == NAMES.get(code or "")


def test_the_archipelagos_lie_out_at_sea_where_they_are():
    hoang_sa, truong_sa = tile_map("86").archipelagos
    land = max((column + 1) * 17 for column, _ in TILES.values())

    for one in (hoang_sa, truong_sa):
        xs = [int(step.split(" ")[0]) for step in one.path.split("M")[1:]]
        assert min(xs) > land + 30
        assert 0 < one.x < WIDTH
        assert 0 < one.y < HEIGHT - 11
    assert hoang_sa.y < truong_sa.y


def test_an_unknown_code_shows_the_country_alone():
    drawing = tile_map("84")

    assert (drawing.shown, drawing.label, drawing.name) == ("", None, None)

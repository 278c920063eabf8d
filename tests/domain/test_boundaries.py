"""An operator's outlines: what is taken, what is refused, and how light they are drawn."""

import json
import math

import pytest

from ocop.domain.boundaries import LARGEST, MOST_LETTERS, boundaries_of, boundary_map
from ocop.domain.refusals import RuleBroken
from ocop.domain.tile_maps import NAMES, TILES
from tests.maps import HOANG_SA, TRUONG_SA, country, encoded, feature, square


def refusal(data: bytes) -> RuleBroken:
    with pytest.raises(RuleBroken) as caught:
        boundaries_of(data)
    assert caught.value.message
    return caught.value


def without(code: str) -> dict:
    """Return the country with only the mainland of a province."""
    made = country()
    for one in made["features"]:
        if one["properties"]["code"] == code:
            del one["geometry"]["coordinates"][1:]
    return made


def changed(**geometry) -> dict:
    made = country()
    made["features"][4]["geometry"] |= geometry
    return made


@pytest.mark.parametrize("code", NAMES)
def test_every_picture_holds_both_archipelagos(code):
    drawing = boundary_map(boundaries_of(encoded(country())), code)

    assert [(one.name, one.unit_code, one.path.count("M")) for one in drawing.archipelagos] == [
        ("hoang-sa", "48", len(HOANG_SA)),
        ("truong-sa", "56", len(TRUONG_SA)),
    ]
    assert [one.is_shown for one in drawing.archipelagos] == [code == "48", code == "56"]
    assert (drawing.land.count("M"), drawing.shown.count("M"), drawing.name) == (33, 1, NAMES[code])


def test_an_unknown_code_shows_the_country_alone():
    drawing = boundary_map(boundaries_of(encoded(country())), "842")

    assert (drawing.shown, drawing.label, drawing.land.count("M")) == ("", None, 34)


def far_islands(owner: str) -> dict:
    """Return the country with all islands at sea given to one province."""
    made = without("48")
    for one in made["features"]:
        if one["properties"]["code"] == "56":
            del one["geometry"]["coordinates"][1:]
        if one["properties"]["code"] == owner:
            one["geometry"]["coordinates"] += [square(x, y, 0.02) for x, y in (*HOANG_SA, *TRUONG_SA)]
    return made


def also_claimed() -> dict:
    """Return the country with one island of Trường Sa given to another province besides."""
    made = country()
    made["features"][0]["geometry"]["coordinates"].append(square(114.3, 10.4, 0.02))
    return made


def near_the_shore() -> dict:
    made = without("48")
    made["features"][[one["properties"]["code"] for one in made["features"]].index("48")]["geometry"][
        "coordinates"
    ].append(square(109.1, 15.9, 0.02))
    return made


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (without("48"), "Hoàng Sa"),
        (without("56"), "Trường Sa"),
        (far_islands("48"), "Trường Sa"),
        (far_islands("56"), "Hoàng Sa"),
        (far_islands("51"), "Hoàng Sa"),
        (also_claimed(), "Trường Sa"),
        (near_the_shore(), "Hoàng Sa"),
    ],
    ids=["no Hoàng Sa", "no Trường Sa", "all of Đà Nẵng", "all of Khánh Hòa", "another's", "two claims", "too near"],
)
def test_a_map_without_the_archipelagos_is_refused(made, name):
    refused = refusal(encoded(made))

    assert refused.code == "map-lacks-islands"
    assert name in refused.message.split(";")[1]


CLOSED = [[103.0, 20.0], [104.0, 20.0], [104.0, 21.0], [103.0, 20.0]]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[" * 200_000,
        b"null",
        b"[]",
        b'{"type": "Feature"}',
        b'{"type": "FeatureCollection"}',
        b'{"type": "FeatureCollection", "features": {}}',
        b'{"type": "FeatureCollection", "features": []}',
        b'{"type": "FeatureCollection", "features": [1]}',
        b'{"type": "FeatureCollection", "features": [{"properties": []}]}',
        b" " * (LARGEST + 1),
        encoded({**country(), "features": country()["features"][1:]}),
        encoded({**country(), "features": [*country()["features"], feature([square(110, 20, 0.5)], name="Hải Nam")]}),
        encoded(changed(type="LineString")),
        encoded(changed(coordinates=None)),
        encoded(changed(coordinates=[[]])),
        encoded(changed(type="Polygon", coordinates=None)),
        encoded(changed(coordinates=[[None]])),
        encoded(changed(coordinates=[[CLOSED[:3]]])),
        encoded(changed(coordinates=[[[*CLOSED[:3], [103.1, 20.0]]]])),
        encoded(changed(coordinates=[[[CLOSED[0], CLOSED[1], CLOSED[1], CLOSED[0]]]])),
        encoded(changed(coordinates=[[[[20.0, 103.0], [20.0, 104.0], [21.0, 104.0], [20.0, 103.0]]]])),
        encoded(changed(coordinates=[[[[103.0], *CLOSED[1:3], [103.0]]]])),
        encoded(changed(coordinates=[[[["103", "20"], *CLOSED[1:3], ["103", "20"]]]])),
        encoded(changed(coordinates=[[[[True, True], *CLOSED[1:3], [True, True]]]])),
        encoded(changed(coordinates=[[CLOSED, [[0.0, 0.0]]]])),
        json.dumps(changed(coordinates=[[[[math.nan, 20.0], *CLOSED[1:3], [math.nan, 20.0]]]])).encode(),
        json.dumps(changed(coordinates=[[[[math.inf, 20.0], *CLOSED[1:3], [math.inf, 20.0]]]])).encode(),
        encoded(changed(coordinates=[square(111.5, 14.0, 0.1), square(112.0, 9.0, 0.1)])),
    ],
)
def test_what_is_no_map_of_the_provinces_is_refused(data):
    assert refusal(data).code in ("map-unreadable", "map-lacks-islands")


def test_a_province_that_lies_at_sea_alone_is_refused():
    made = country()
    for one in made["features"]:
        if one["properties"]["code"] == "48":
            del one["geometry"]["coordinates"][0]

    assert refusal(encoded(made)).code == "map-unreadable"


def test_a_feature_is_told_by_its_code_or_its_name():
    made = country()
    for place, one in enumerate(made["features"]):
        code, name = one["properties"]["code"], one["properties"]["name"]
        told = [{"ma": int(code)}, {"ten": name}, {"NAME_1": f"Thành phố {name}"}, {"n": f"Tỉnh {name}", "v": "x"}]
        one["properties"] = told[place % 4]
    taken = boundaries_of(encoded(made))

    assert taken == boundaries_of(encoded(country()))


def test_an_archipelago_may_be_a_feature_of_its_own():
    made = without("48")
    made["features"].append(feature([square(x, y, 0.02) for x, y in HOANG_SA], code="48", name="Hoàng Sa"))

    assert boundaries_of(encoded(made)) == boundaries_of(encoded(country()))


def test_a_polygon_is_taken_as_a_multipolygon_of_one():
    made = country()
    first = made["features"][0]["geometry"]
    made["features"][0]["geometry"] = {"type": "Polygon", "coordinates": first["coordinates"][0]}

    assert boundaries_of(encoded(made)) == boundaries_of(encoded(country()))


def coast(x: float, y: float, wave: int) -> list:
    """Return a ring of 800 points with bays."""
    steps = [2 * math.pi * step / 800 for step in range(800)]
    ring = [
        [x + 0.6 * (1 + 0.2 * math.sin(wave * at)) * f for f in (math.cos(at),)]
        + [y + 0.6 * (1 + 0.2 * math.sin(wave * at)) * math.sin(at)]
        for at in steps
    ]
    return [[*ring, ring[0]]]


@pytest.mark.parametrize("wave", [5, 40])
def test_outlines_of_any_detail_are_drawn_light(wave):
    made = country()
    for one in made["features"]:
        column, row = TILES[one["properties"]["code"]]
        one["geometry"]["coordinates"][0] = coast(103.4 + column * 1.1, 22.6 - row * 0.98, wave)
        bits = [square(105 + step % 20 / 10, 21 - step // 20 / 10, 0.004) for step in range(100)]
        one["geometry"]["coordinates"] += bits

    taken = boundaries_of(encoded(made))

    assert sum(map(len, taken.paths.values())) <= MOST_LETTERS
    assert all(path.startswith("M") and path.endswith("z") for path in taken.paths.values())
    assert all(path.count("M") == 1 for path in taken.paths.values()), "specks are left out"


def test_islands_that_can_be_seen_are_drawn_with_their_province():
    made = country()
    made["features"][0]["geometry"]["coordinates"].append(square(104.0, 9.9, 0.3))
    code = made["features"][0]["properties"]["code"]

    assert boundaries_of(encoded(made)).paths[code].count("M") == 2


def test_a_speck_of_a_province_stays_visible():
    made = country()
    made["features"][0]["geometry"]["coordinates"] = [square(105, 20, 0.001)]
    code = made["features"][0]["properties"]["code"]

    assert boundaries_of(encoded(made)).paths[code].endswith("l2 0 0 2-2 0z")


def test_many_islands_become_few_dots():
    made = country()
    for one in made["features"]:
        if one["properties"]["code"] == "56":
            one["geometry"]["coordinates"] += [
                square(111.5 + step % 10 / 2, 7 + step // 10, 0.01) for step in range(50)
            ]

    truong_sa = boundaries_of(encoded(made)).islands["truong-sa"]

    assert 6 <= len(truong_sa) <= 12


def test_a_name_gives_way_to_islands():
    made = country()
    for one in made["features"]:
        if one["properties"]["code"] == "48":
            one["geometry"]["coordinates"][0] = square(108.2, 15.9, 0.5)
    taken = boundaries_of(encoded(made))

    da_nang, vinh_long = boundary_map(taken, "48"), boundary_map(taken, "86")

    assert (da_nang.is_label_left, vinh_long.is_label_left) == (True, False)
    assert da_nang.label is not None
    assert da_nang.label[0] < taken.edges["48"][0]

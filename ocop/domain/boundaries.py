"""An operator's own outlines of the provinces: a GeoJSON that is checked before it is drawn, and drawn small.

What is taken is a FeatureCollection of Polygon and MultiPolygon in degrees (RFC 7946, longitude first), in
which every feature is one of the 34 provinces and cities of today, told by a `code` or by its name. A picture
of the country without Hoàng Sa (Đà Nẵng) or Trường Sa (Khánh Hòa) is refused.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from ocop.domain.refusals import RuleBroken
from ocop.domain.texts import folded
from ocop.domain.tile_maps import BELONGS_TO, HOANG_SA, NAMES, TRUONG_SA, MapDrawing, archipelago

Point = tuple[float, float]
Ring = tuple[Point, ...]
Spot = tuple[int, int]

#: The largest file, in bytes.
LARGEST = 8 * 1024 * 1024
#: West, south, east, north of what a map of the country may reach, in degrees.
FRAME = (101.0, 5.0, 119.0, 24.0)
#: The same for each archipelago: what lies there out at sea.
WATERS = {HOANG_SA: (111.0, 15.7, 113.0, 17.2), TRUONG_SA: (111.0, 6.0, 117.5, 12.0)}
#: The most characters of the paths of all provinces: a page on a slow phone carries them.
MOST_LETTERS = 2000
#: Properties that may hold a province's code; every property of text may hold its name.
_CODES = ("code", "province_code", "ma", "ma_tinh")
_KINDS = ("tinh ", "thanh pho ", "tp ")
#: Where the drawing begins in degrees, and units per degree: a degree of longitude is 0.96 of one of latitude here.
_WEST, _NORTH, _ACROSS, _DOWN = 101.8, 23.7, 13.9, 14.5
_WIDTH, _HEIGHT = 226, 284
#: How far an outline may be from what was given, in units of the drawing; the first that is light enough is taken.
_TOLERANCES = (0.5, 0.8, 1.2, 1.8, 2.5, 3.5, 5.0, 8.0)
#: The least area of an island that is drawn, in square units, and the most dots of an archipelago.
_LEAST_AREA, _MOST_DOTS = 3.0, 12
#: The room before a name, the width of its letters about, and the height that islands leave it.
_GAP, _LETTER, _NAME_ROOM = 3, 6.5, 10


@dataclass(frozen=True)
class Boundaries:
    """Outlines ready to be drawn: paths and edges (left, right, middle) by province code, islands by archipelago."""

    paths: Mapping[str, str]
    edges: Mapping[str, tuple[int, int, int]]
    islands: Mapping[str, tuple[Spot, ...]]


def boundaries_of(data: bytes) -> Boundaries:
    """Return the outlines in a GeoJSON, made small.

    Raises RuleBroken `map-unreadable` for what is no map of the provinces of today, and `map-lacks-islands` for
    one that leaves out Hoàng Sa or Trường Sa, or gives them to another.
    """
    provinces: dict[str, list[Ring]] = {code: [] for code in NAMES}
    for place, feature in enumerate(_features(data), start=1):
        provinces[_province_of(feature, place)].extend(_rings(feature, place))
    missing = [NAMES[code] for code, rings in provinces.items() if not rings]
    if missing:
        raise _unreadable("thiếu %(names)s", names=", ".join(missing[:5]))
    islands = {name: _islands(provinces, name) for name in WATERS}
    mainland = {code: [ring for ring in rings if _waters_of(ring) is None] for code, rings in provinces.items()}
    return Boundaries(_light_paths(mainland), {code: _edges(rings) for code, rings in mainland.items()}, islands)


def boundary_map(boundaries: Boundaries, unit_code: str | None) -> MapDrawing:
    """Return the map drawn of an operator's outlines, with one province shown; an unknown code shows none."""
    shown = unit_code if unit_code in boundaries.paths else None
    label, is_left = _label(boundaries, shown) if shown else (None, False)
    return MapDrawing(
        width=_WIDTH,
        height=_HEIGHT,
        land="".join(path for code, path in boundaries.paths.items() if code != shown),
        shown=boundaries.paths[shown] if shown else "",
        archipelagos=tuple(
            archipelago(name, islands, width=_WIDTH, shown_code=shown) for name, islands in boundaries.islands.items()
        ),
        label=label,
        name=NAMES[shown] if shown else None,
        is_label_left=is_left,
        is_schematic=False,
    )


# -- reading


def _unreadable(what: str, **params: Any) -> RuleBroken:
    return RuleBroken(
        "map-unreadable", "Tệp OCOP_MAP_FILE không dùng được: " + what + ".", field="OCOP_MAP_FILE", **params
    )


def _features(data: bytes) -> list[Any]:
    if len(data) > LARGEST:
        raise _unreadable("lớn hơn %(most)s MB", most=LARGEST // 1024 // 1024)
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise _unreadable("không phải JSON") from fault
    features = read.get("features") if isinstance(read, dict) and read.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise _unreadable("không phải FeatureCollection của GeoJSON")
    return features


def _province_of(feature: Any, place: int) -> str:
    """Return the code of the province that a feature is, or is a part of."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    told = properties if isinstance(properties, dict) else {}
    for name in _CODES:
        if name in told:
            code = str(told[name]).zfill(2)
            if code in NAMES:
                return code
    names = {_bare(text) for text in told.values() if isinstance(text, str)}
    found = [code for code, name in NAMES.items() if folded(name) in names]
    if len(found) != 1:
        raise _unreadable("đối tượng thứ %(place)s không phải một trong 34 tỉnh, thành phố hiện nay", place=place)
    return found[0]


def _bare(name: str) -> str:
    """Return a folded name without its kind of unit."""
    text = folded(name[:200])
    return next((text.removeprefix(kind) for kind in _KINDS if text.startswith(kind)), text)


def _rings(feature: Mapping[str, Any], place: int) -> Iterator[Ring]:
    """Yield the outer ring of every polygon; what lies in a hole is another feature's."""
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _unreadable("đối tượng thứ %(place)s không phải Polygon hay MultiPolygon", place=place)
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not all(isinstance(one, list) and one for one in polygons):
        raise _unreadable("đối tượng thứ %(place)s không có tọa độ", place=place)
    for polygon in polygons:
        for ring in polygon:
            _check_ring(ring, place)
        yield tuple((float(point[0]), float(point[1])) for point in polygon[0])


def _check_ring(ring: Any, place: int) -> None:
    if not isinstance(ring, list) or len(ring) < 4 or not all(_is_inside(point) for point in ring):
        raise _unreadable(
            "đối tượng thứ %(place)s có tọa độ sai, hoặc ngoài khung %(west)s–%(east)s°Đ, %(south)s–%(north)s°B",
            place=place, **dict(zip(("west", "south", "east", "north"), FRAME, strict=True)),
        )  # fmt: skip
    if ring[0] != ring[-1] or _area([(point[0], point[1]) for point in ring]) == 0:
        raise _unreadable("đối tượng thứ %(place)s có vòng chưa khép kín", place=place)


def _is_inside(point: Any) -> bool:
    if not isinstance(point, list) or len(point) < 2 or not all(type(one) in (int, float) for one in point[:2]):
        return False
    west, south, east, north = FRAME
    return bool(west <= point[0] <= east and south <= point[1] <= north)


# -- the archipelagos


def _waters_of(ring: Ring) -> str | None:
    """Return the archipelago in whose waters the middle of a ring lies, or None."""
    x, y = _middle(ring)
    for name, (west, south, east, north) in WATERS.items():
        if west <= x <= east and south <= y <= north:
            return name
    return None


def _islands(provinces: Mapping[str, Sequence[Ring]], name: str) -> tuple[Spot, ...]:
    """Return where the islands of an archipelago are drawn. Raises RuleBroken `map-lacks-islands`."""
    found = {code: [ring for ring in rings if _waters_of(ring) == name] for code, rings in provinces.items()}
    owner = BELONGS_TO[name]
    if not found[owner] or any(rings for code, rings in found.items() if code != owner):
        raise RuleBroken(
            "map-lacks-islands",
            "Bản đồ trong OCOP_MAP_FILE phải có quần đảo Hoàng Sa thuộc Đà Nẵng và quần đảo Trường Sa thuộc "
            "Khánh Hòa; tệp này thiếu hoặc vẽ sai %(name)s.",
            field="OCOP_MAP_FILE",
            name="Hoàng Sa" if name == HOANG_SA else "Trường Sa",
        )
    apart: dict[Spot, Spot] = {}
    for ring in found[owner]:
        x, y = _spot(_middle(ring))
        apart.setdefault((x // 4, y // 4), (x, y))
    places = sorted(apart.values())
    return tuple(places[:: -(-len(places) // _MOST_DOTS)])


# -- drawing


def _middle(ring: Sequence[Point]) -> Point:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _spot(point: Point) -> Spot:
    return round((point[0] - _WEST) * _ACROSS), round((_NORTH - point[1]) * _DOWN)


def _area(ring: Sequence[Point]) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))) / 2


def _edges(rings: Sequence[Ring]) -> tuple[int, int, int]:
    """Return the left and right edge of a province's largest part, and the middle of its height."""
    largest = [_spot(point) for point in max(rings, key=_area)]
    xs, ys = [x for x, _ in largest], [y for _, y in largest]
    return min(xs), max(xs), (min(ys) + max(ys)) // 2


def _label(boundaries: Boundaries, code: str) -> tuple[Spot, bool]:
    """Return where a province's name stands, and whether it ends there: on the left where islands lie in its way."""
    left, right, middle = boundaries.edges[code]
    end = right + _GAP + _LETTER * len(NAMES[code])
    is_in_way = any(x < end + _GAP and abs(y - middle) < _NAME_ROOM for x, y in chain(*boundaries.islands.values()))
    return ((left - _GAP if is_in_way else right + _GAP), middle + 4), is_in_way


def _light_paths(mainland: Mapping[str, Sequence[Ring]]) -> dict[str, str]:
    """Return the path of every province, as near to what was given as the weight of a page allows."""
    empty = [NAMES[code] for code, rings in mainland.items() if not rings]
    if empty:
        raise _unreadable("thiếu phần đất liền của %(names)s", names=", ".join(empty[:5]))
    for tolerance in _TOLERANCES:
        paths = {code: _path(rings, tolerance) for code, rings in mainland.items()}
        if sum(map(len, paths.values())) <= MOST_LETTERS:
            break
    return paths


def _path(rings: Sequence[Ring], tolerance: float) -> str:
    """Return a province's path: its largest part, and those others that can be seen."""
    largest = max(rings, key=_area)
    drawn = [_simplified([_spot(point) for point in largest], tolerance)]
    for ring in rings:
        spots = [_spot(point) for point in ring] if ring is not largest else []
        if spots and _area(spots) >= _LEAST_AREA * (1 + 4 * tolerance):
            drawn.append(_simplified(spots, tolerance))
    return "".join(_as_path(spots) for spots in drawn)


def _as_path(spots: Sequence[Spot]) -> str:
    """Return a closed ring in relative steps, with no more signs than a reader of SVG needs."""
    steps = ((x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(spots[:-1]))
    told = "".join(f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}" for dx, dy in steps)
    return f"M{spots[0][0]} {spots[0][1]}l{told.strip()}z"


def _simplified(spots: Sequence[Spot], tolerance: float) -> list[Spot]:
    """Return a closed ring with fewer corners (Douglas and Peucker); what shrinks to nothing stays a small square."""
    apart = [spot for spot, after in pairwise(spots) if spot != after] or list(spots[:1])
    far = max(range(len(apart)), key=lambda index: _square(apart[0], apart[index]))
    halves = (apart[: far + 1], [*apart[far:], apart[0]])
    kept = list(chain.from_iterable(_thinned(half, tolerance)[:-1] for half in halves))
    if len(kept) < 3:
        x, y = apart[0]
        kept = [(x, y), (x + 2, y), (x + 2, y + 2), (x, y + 2)]
    return [*kept, kept[0]]


def _thinned(line: Sequence[Spot], tolerance: float) -> list[Spot]:
    """Return a line without the corners that lie within a tolerance of what remains; no recursion, lines are long."""
    if len(line) < 2:
        return [*line, *line][:2]
    kept, open_spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        away, index = max(_distances(line, first, last), default=(0.0, 0))
        if away > tolerance:
            kept.add(index)
            open_spans += [(first, index), (index, last)]
    return [line[index] for index in sorted(kept)]


def _distances(line: Sequence[Spot], first: int, last: int) -> Iterable[tuple[float, int]]:
    (x0, y0), (x1, y1) = line[first], line[last]
    length = _square(line[first], line[last]) ** 0.5
    for index in range(first + 1, last):
        x, y = line[index]
        away = (
            abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length
            if length
            else _square(line[first], (x, y)) ** 0.5
        )
        yield away, index


def _square(one: Spot, other: Spot) -> float:
    return float((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)

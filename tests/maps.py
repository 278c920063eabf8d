"""A GeoJSON of the country for tests: rough squares where the tiles lie, and the two archipelagos."""

import json
from typing import Any

from ocop.domain.tile_maps import NAMES, TILES

#: Middles of islands, in degrees east and north.
HOANG_SA = ((111.6, 16.5), (112.3, 16.9), (111.2, 15.8))
TRUONG_SA = ((111.9, 8.65), (113.8, 9.9), (114.4, 11.0), (114.9, 8.0))


def square(x: float, y: float, half: float) -> list[list[list[float]]]:
    """Return the coordinates of a polygon around a point."""
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [[[round(x + half * dx, 6), round(y + half * dy, 6)] for dx, dy in corners]]


def feature(polygons: list[Any], **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def country(**more: dict[str, list[Any]]) -> dict[str, Any]:
    """Return a map that is taken: features by code, the archipelagos as parts of theirs."""
    polygons = {
        code: [square(102.9 + column * 1.3, 22.6 - row * 0.98, 0.45)] for code, (column, row) in TILES.items()
    }
    polygons["48"] += [square(x, y, 0.02) for x, y in HOANG_SA]
    polygons["56"] += [square(x, y, 0.02) for x, y in TRUONG_SA]
    polygons |= more.get("polygons", {})
    features = [feature(parts, code=code, name=NAMES[code]) for code, parts in polygons.items()]
    return {"type": "FeatureCollection", "features": features}


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()

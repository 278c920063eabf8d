"""A map of the country in tiles: every province and city of today as one square, where one would look for it.

It is drawn by us and claims no border. A picture of the whole country always shows Hoàng Sa, of Đà Nẵng,
and Trường Sa, of Khánh Hòa (Nghị quyết 202/2025/QH15), out at sea where they lie.

    drawing = tile_map("86")
    drawing.land          the path of all provinces but the one shown
    drawing.shown         the path of the one shown, empty where none is
    drawing.archipelagos  Hoàng Sa and Trường Sa, each with its islands and the place of its words
"""

from collections.abc import Iterable
from dataclasses import dataclass

#: Columns from the west, rows from the north, of the 34 provinces and cities since 01/07/2025.
TILES = {
    "12": (0, 0), "15": (1, 0), "08": (2, 0), "04": (3, 0),
    "11": (0, 1), "14": (1, 1), "25": (2, 1), "19": (3, 1), "20": (4, 1),
    "01": (2, 2), "24": (3, 2), "22": (4, 2),
    "37": (2, 3), "33": (3, 3), "31": (4, 3),
    "38": (2, 4),
    "40": (2, 5),
    "42": (2, 6), "44": (3, 6),
    "46": (3, 7), "48": (4, 7),
    "51": (4, 8),
    "52": (4, 9),
    "66": (4, 10),
    "80": (1, 11), "75": (2, 11), "68": (3, 11), "56": (4, 11),
    "91": (0, 12), "82": (1, 12), "79": (2, 12),
    "92": (0, 13), "86": (1, 13),
    "96": (0, 14),
}  # fmt: skip
#: Names of today without the kind of unit, as people say them.
NAMES = {
    "01": "Hà Nội", "04": "Cao Bằng", "08": "Tuyên Quang", "11": "Điện Biên", "12": "Lai Châu", "14": "Sơn La",
    "15": "Lào Cai", "19": "Thái Nguyên", "20": "Lạng Sơn", "22": "Quảng Ninh", "24": "Bắc Ninh", "25": "Phú Thọ",
    "31": "Hải Phòng", "33": "Hưng Yên", "37": "Ninh Bình", "38": "Thanh Hóa", "40": "Nghệ An", "42": "Hà Tĩnh",
    "44": "Quảng Trị", "46": "Huế", "48": "Đà Nẵng", "51": "Quảng Ngãi", "52": "Gia Lai", "56": "Khánh Hòa",
    "66": "Đắk Lắk", "68": "Lâm Đồng", "75": "Đồng Nai", "79": "Hồ Chí Minh", "80": "Tây Ninh", "82": "Đồng Tháp",
    "86": "Vĩnh Long", "91": "An Giang", "92": "Cần Thơ", "96": "Cà Mau",
}  # fmt: skip
#: The archipelagos, each with the code of what it belongs to.
HOANG_SA, TRUONG_SA = "hoang-sa", "truong-sa"
BELONGS_TO = {HOANG_SA: "48", TRUONG_SA: "56"}

#: Width and height of the drawing, the step from tile to tile and the side of a tile.
WIDTH, HEIGHT = 210, 258
STEP, SIDE = 17, 15
#: Where the islands of the tile map lie.
_ISLANDS = {
    HOANG_SA: ((156, 117), (164, 113), (172, 118), (161, 124), (170, 126)),
    TRUONG_SA: ((158, 207), (166, 201), (175, 204), (185, 209), (164, 216), (173, 213), (181, 219), (190, 215)),
}
#: Height of a line of words, and the least distance of their middle from the edges.
_LINE, _HALF_WORD = 11, 26


@dataclass(frozen=True)
class Archipelago:
    """Islands out at sea: which, the code of what they belong to, their path, and the foot of their words' middle."""

    name: str
    unit_code: str
    path: str
    x: int
    y: int
    is_shown: bool


@dataclass(frozen=True)
class MapDrawing:
    """A map as paths in a frame of `width` by `height`; `label` is where the name of the shown begins or ends."""

    width: int
    height: int
    land: str
    shown: str
    archipelagos: tuple[Archipelago, ...]
    label: tuple[int, int] | None = None
    name: str | None = None
    is_label_left: bool = False
    is_schematic: bool = True


def tile_map(unit_code: str | None) -> MapDrawing:
    """Return the tile map with one province or city shown; an unknown code shows the country alone."""
    shown = TILES.get(unit_code or "")
    return MapDrawing(
        width=WIDTH,
        height=HEIGHT,
        land="".join(_tile(*place) for place in TILES.values() if place != shown),
        shown=_tile(*shown) if shown else "",
        archipelagos=tuple(
            archipelago(name, islands, width=WIDTH, shown_code=unit_code) for name, islands in _ISLANDS.items()
        ),
        label=_label(*shown) if shown else None,
        name=NAMES[unit_code] if unit_code and shown else None,
    )


def archipelago(
    name: str, islands: Iterable[tuple[int, int]], *, width: int, shown_code: str | None = None
) -> Archipelago:
    """Return an archipelago of dots, which the pen makes wide enough to be seen, with the place of its words.

    The words of Hoàng Sa stand above it, for names on the mainland end beneath; those of Trường Sa beneath.
    """
    places = list(islands)
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return Archipelago(
        name=name,
        unit_code=BELONGS_TO[name],
        path="".join(f"M{x} {y}h.1" for x, y in places),
        x=min(max((min(xs) + max(xs)) // 2, _HALF_WORD), width - _HALF_WORD),
        y=min(ys) - _LINE - 7 if name == HOANG_SA else max(ys) + _LINE + 3,
        is_shown=BELONGS_TO[name] == shown_code,
    )


def _tile(column: int, row: int) -> str:
    """Return the path of one square."""
    return f"M{column * STEP + 1} {row * STEP + 1}h{SIDE}v{SIDE}h-{SIDE}z"


def _label(column: int, row: int) -> tuple[int, int]:
    """Return where a name begins: right of its tile."""
    return (column + 1) * STEP + 2, row * STEP + 12

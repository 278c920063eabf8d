"""Maps of origin: where in the country a product is made, on our tiles or on an operator's own outlines."""

from pathlib import Path

from ocop.domain.boundaries import LARGEST, Boundaries, boundaries_of, boundary_map
from ocop.domain.refusals import RuleBroken
from ocop.domain.tile_maps import MapDrawing, tile_map
from ocop.models.products import Product
from ocop.services.places import code_of
from ocop.services.units import unit_named


def read_boundaries(path: Path) -> Boundaries:
    """Return the outlines of an operator's file.

    Raises RuleBroken `map-unreadable` and `map-lacks-islands`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as fault:
        raise RuleBroken(
            "map-unreadable", "Không đọc được tệp OCOP_MAP_FILE “%(path)s”.", field="OCOP_MAP_FILE", path=str(path)
        ) from fault
    return boundaries_of(data)


def origin_map(unit_code: str | None, boundaries: Boundaries | None = None) -> MapDrawing:
    """Return the country with the province or city of a code shown, for the macro in `macros/maps.html`."""
    return boundary_map(boundaries, unit_code) if boundaries else tile_map(unit_code)


def map_of(product: Product, boundaries: Boundaries | None = None) -> MapDrawing:
    """Return the country with the province shown in which a product is made."""
    above = unit_named(product.unit_id).parent_id
    return origin_map(code_of(above) if above else None, boundaries)

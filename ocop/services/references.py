"""Reference data from files: units, sets and regimes; loading again changes only what changed."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite

from ocop.domain.regimes import Regime
from ocop.domain.texts import folded
from ocop.domain.units import Level
from ocop.models.database import Base, db
from ocop.models.product_sets import ProductSet, RegimeRow
from ocop.models.units import Unit, UnitSuccession


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file with a header, in UTF-8 with or without a mark."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def day_of(text: str) -> date | None:
    """Read an ISO date; an empty cell is None."""
    return date.fromisoformat(text) if text else None


def load_references(folder: Path) -> None:
    """Write units, successions, sets and regimes of a folder over what is there."""
    upsert(Unit, sorted((_unit(row) for row in rows_of(folder / "units.csv")), key=_parents_first))
    upsert(UnitSuccession, list(rows_of(folder / "unit_successions.csv")))
    upsert(ProductSet, [_product_set(row) for row in rows_of(folder / "product_sets.csv")])
    upsert(RegimeRow, [_regime(row) for row in rows_of(folder / "regimes.csv")])


def _parents_first(row: dict[str, Any]) -> tuple[int, str]:
    """Order units so that each comes after the one it lies in."""
    return ((Level.PROVINCE, Level.DISTRICT, Level.COMMUNE).index(Level(row["level"])), str(row["id"]))


def _unit(row: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "code": row["code"],
        "name": row["name"],
        "name_fold": folded(row["name"]),
        "level": row["level"],
        "kind": row["kind"],
        "parent_id": row["parent_id"] or None,
        "valid_from": day_of(row["valid_from"]),
        "valid_to": day_of(row["valid_to"]),
    }


def _product_set(row: dict[str, str]) -> dict[str, Any]:
    numbers = {name: int(row[name]) for name in ("group_id", "sector_id")}
    words = {name: row[name] for name in ("name", "group_name", "sector_name", "agency")}
    return {"id": int(row["set_id"]), **numbers, **words}


def _regime(row: dict[str, str]) -> dict[str, Any]:
    numbers = ("five_from", "four_from", "three_from", "two_from", "validity_months")
    words = ("title", "decides_three", "decides_four", "decides_five", "source")
    return {
        "id": row["regime_id"],
        "valid_from": day_of(row["valid_from"]),
        "valid_to": day_of(row["valid_to"]),
        **{name: int(row[name]) for name in numbers},
        **{name: row[name] for name in words},
    }


def upsert(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows, or change those whose key is there already."""
    table = model.__table__
    assert isinstance(table, Table)
    keys = [column.name for column in table.primary_key]
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), rows)


def regimes() -> list[Regime]:
    """Return the dated rule sets, oldest first."""
    return [_domain_regime(row) for row in db.session.scalars(select(RegimeRow).order_by(RegimeRow.valid_from))]


def _domain_regime(row: RegimeRow) -> Regime:
    floors = ((row.five_from, 5), (row.four_from, 4), (row.three_from, 3), (row.two_from, 2), (0, 1))
    return Regime(
        id=row.id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        floors=tuple((Decimal(floor), star) for floor, star in floors),
        deciders={3: Level(row.decides_three), 4: Level(row.decides_four), 5: Level(row.decides_five)},
        validity_months=row.validity_months,
    )


def product_sets() -> list[ProductSet]:
    """Return the 26 sets in their order."""
    return list(db.session.scalars(select(ProductSet).order_by(ProductSet.id)))


def sectors() -> dict[int, str]:
    """Return the six sectors: number to name."""
    return {one.sector_id: one.sector_name for one in product_sets()}

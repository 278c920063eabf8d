"""Product sets (bộ), their groups and sectors, and the dated regimes: reference data from files."""

from datetime import date

from sqlalchemy import Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from ocop.models.database import db


class ProductSet(db.Model):
    """One of the 26 sets that a product is judged by (QĐ 26/2026/QĐ-TTg, Phụ lục I)."""

    __tablename__ = "product_sets"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(300))
    group_id: Mapped[int] = mapped_column(SmallInteger)
    group_name: Mapped[str] = mapped_column(String(300))
    sector_id: Mapped[int] = mapped_column(SmallInteger, index=True)
    sector_name: Mapped[str] = mapped_column(String(300))
    agency: Mapped[str] = mapped_column(String(200))


class RegimeRow(db.Model):
    """One dated rule set, as an office keeps it."""

    __tablename__ = "regimes"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    five_from: Mapped[int] = mapped_column(Integer)
    four_from: Mapped[int] = mapped_column(Integer)
    three_from: Mapped[int] = mapped_column(Integer)
    two_from: Mapped[int] = mapped_column(Integer)
    decides_three: Mapped[str] = mapped_column(String(10))
    decides_four: Mapped[str] = mapped_column(String(10))
    decides_five: Mapped[str] = mapped_column(String(10))
    validity_months: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(500))

"""Products, the other codes they are known by, their digital tools and photographs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ocop.domain.tools import DigitalTool
from ocop.models.database import Moment, db, new_id

_TOOLS = ", ".join(f"'{tool}'" for tool in DigitalTool)


class Product(db.Model):
    """One product of one subject; `code` is given once and never used again, so no row is ever deleted."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        Index(None, "subject_id"),
        Index(None, "name_fold"),
        Index(None, "product_set"),
        Index(None, "unit_id"),
        Index(None, "former_unit_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[str] = mapped_column(String(10), default="published")
    subject_id: Mapped[str] = mapped_column(String(36), ForeignKey("subjects.id"))
    name: Mapped[str] = mapped_column(String(300))
    name_fold: Mapped[str] = mapped_column(String(300))
    search_fold: Mapped[str] = mapped_column(Text, default="")
    product_set: Mapped[int] = mapped_column(SmallInteger, ForeignKey("product_sets.id"))
    gtin: Mapped[str | None] = mapped_column(String(14), unique=True)
    ocop_code: Mapped[str | None] = mapped_column(String(30), unique=True)
    unit_id: Mapped[str] = mapped_column(String(20), ForeignKey("units.id"))
    former_unit_id: Mapped[str | None] = mapped_column(String(20), ForeignKey("units.id"))
    description: Mapped[str | None] = mapped_column(Text)
    net_weight: Mapped[str | None] = mapped_column(String(60))
    #: What an electronic label tells (NĐ 37/2026/NĐ-CP); read by whoever scans.
    ingredients: Mapped[str | None] = mapped_column(Text)
    usage: Mapped[str | None] = mapped_column(Text)
    storage: Mapped[str | None] = mapped_column(Text)
    warnings: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    #: Since when the maker no longer sells it, and why; empty while it does.
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str | None] = mapped_column(Text)


class ProductAlias(db.Model):
    """Another code that leads to a product for good: official codes, old ones, former GTINs."""

    __tablename__ = "product_aliases"
    __table_args__ = (Index(None, "product_id"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    alias: Mapped[str] = mapped_column(String(40))
    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"))


class ProductTool(db.Model):
    """That a product has a digital tool, and since when."""

    __tablename__ = "product_tools"
    __table_args__ = (CheckConstraint(f"tool IN ({_TOOLS})", name="tool"),)

    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"), primary_key=True)
    tool: Mapped[str] = mapped_column(String(20), primary_key=True)
    since_on: Mapped[date]


class ProductPhoto(db.Model):
    """A photograph of a product, kept re-encoded by its content's hash."""

    __tablename__ = "product_photos"

    product_id: Mapped[str] = mapped_column(String(36), ForeignKey("products.id"), primary_key=True)
    file_hash: Mapped[str] = mapped_column(String(64), ForeignKey("files.hash"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    added_at: Mapped[datetime] = mapped_column(Moment)

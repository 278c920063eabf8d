"""Near codes: the products behind what somebody may have meant to type."""

from sqlalchemy import or_, select

from ocop.domain.near_codes import near_gtins, near_short_codes
from ocop.models.database import db
from ocop.models.products import Product

#: More than this is no help to whoever holds one package.
_MOST = 4


def products_near(typed: str) -> list[Product]:
    """Return the published products whose short code or GTIN is one slip away from what was typed."""
    codes, gtins = near_short_codes(typed), near_gtins(typed)
    if not codes and not gtins:
        return []
    query = select(Product).where(Product.state != "draft", or_(Product.code.in_(codes), Product.gtin.in_(gtins)))
    return list(db.session.scalars(query.order_by(Product.name_fold, Product.id).limit(_MOST)))

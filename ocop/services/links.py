"""Links: the pages outside that producers lead buyers to, on hosts that the operator lists."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ocop.domain.accounts import Actor
from ocop.domain.link_targets import check_about, checked_target, host_of, language_tag, media_type
from ocop.domain.link_types import LINK_TYPE_WORDS
from ocop.domain.lots import lot_code
from ocop.domain.refusals import BadInput, NotFound, RuleBroken
from ocop.models.database import db
from ocop.models.links import ProductLink
from ocop.models.products import Product
from ocop.services.acts import changes, record_act
from ocop.services.lots import has_lot

#: The most links of one product.
MOST_LINKS = 40
#: What a link says, in the order of its forms.
LINK_FIELDS = ("link_type", "href", "title", "hreflang", "media_type", "cpv", "lot", "serial")


def add_link(
    by: Actor, now: datetime, product: Product, *, hosts: Collection[str], link_type: str, href: str, title: str,
    **more: str | None,
) -> ProductLink:  # fmt: skip
    """Add a link to a product that the actor writes for. `more`: hreflang, media_type, cpv, lot, serial.

    Raises the `link-target-…` refusals of `ocop.domain.link_targets`, BadInput `link-target-type`, `lot-malformed`,
    RuleBroken `link-target-lot` and `link-targets-full`.
    """
    count = db.session.scalar(
        select(func.count()).select_from(ProductLink).where(ProductLink.product_id == product.id)
    )
    if (count or 0) >= MOST_LINKS:
        raise RuleBroken("link-targets-full", "Mỗi sản phẩm có tối đa %(most)s liên kết.", most=MOST_LINKS)
    told: dict[str, str | None] = dict.fromkeys(LINK_FIELDS) | more
    fields = _checked(product, told | {"link_type": link_type, "href": href, "title": title}, hosts)
    link = ProductLink(product_id=product.id, version=1, created_at=now, **fields)
    db.session.add(link)
    product.version += 1
    db.session.flush()
    record_act(by, now, "add-link", "product", product.code, after={"id": link.id} | fields)
    db.session.flush()
    return link


def change_link(
    by: Actor, now: datetime, product: Product, link: ProductLink, *, hosts: Collection[str], **fields: str | None
) -> ProductLink:
    """Change the fields given of a product's link; what is not given stays. Raises what `add_link` does."""
    told = {name: getattr(link, name) for name in LINK_FIELDS} | fields
    before, after = changes(link, _checked(product, told, hosts))
    if after:
        for name, value in after.items():
            setattr(link, name, value)
        link.version += 1
        product.version += 1
        record_act(
            by, now, "change-link", "product", product.code, before=before | {"id": link.id}, after=after
        )  # fmt: skip
        db.session.flush()
    return link


def remove_link(by: Actor, now: datetime, product: Product, link: ProductLink) -> None:
    """Take a link off its product."""
    before = {"id": link.id} | {name: getattr(link, name) for name in LINK_FIELDS}
    db.session.delete(link)
    product.version += 1
    record_act(by, now, "remove-link", "product", product.code, before=before)
    db.session.flush()


def links_of(product: Product) -> list[ProductLink]:
    """Return the links of a product in the order in which they were added."""
    query = select(ProductLink).where(ProductLink.product_id == product.id)
    return list(db.session.scalars(query.order_by(ProductLink.created_at, ProductLink.id)))


def find_link(product: Product, link_id: str) -> ProductLink:
    """Return a link of a product. Raises NotFound `link-target-unknown`."""
    link = _link(link_id)
    if link is None or link.product_id != product.id:
        raise _unknown()
    return link


def outgoing_link(link_id: str) -> tuple[ProductLink, Product]:
    """Return a link and its product, as everybody may see them. Raises NotFound `link-target-unknown`."""
    link = _link(link_id)
    product = db.session.get(Product, link.product_id) if link else None
    if link is None or product is None or product.state == "draft":
        raise _unknown()
    return link, product


def link_view(product: Product, link: ProductLink, *, base_url: str) -> dict[str, Any]:
    """Return a link as the API shows it; `out` is the page that names the host before anybody leaves."""
    return {
        "id": link.id,
        "product": product.code,
        **{name: getattr(link, name) for name in LINK_FIELDS},
        "host": host_of(link.href),
        "out": f"{base_url}/out/{link.id}",
        "created_at": link.created_at,
        "version": link.version,
    }


def _link(link_id: str) -> ProductLink | None:
    known = len(link_id) == 36 and link_id.isascii() and link_id.replace("-", "").isalnum()
    return db.session.get(ProductLink, link_id) if known else None


def _unknown() -> NotFound:
    return NotFound("link-target-unknown", "Không có liên kết này; có thể chủ thể đã bỏ.")


def _checked(product: Product, told: Mapping[str, str | None], hosts: Collection[str]) -> dict[str, str | None]:
    """Return the fields of a link as they are kept."""
    if told["link_type"] not in LINK_TYPE_WORDS:
        raise BadInput("link-target-type", "Xin chọn loại liên kết trong danh sách.", field="link_type")
    lot = lot_code(told["lot"]) if told["lot"] else None
    about = {"cpv": told["cpv"] or None, "lot": lot, "serial": told["serial"] or None}
    check_about(about)
    if lot and not has_lot(product, lot):
        raise RuleBroken(
            "link-target-lot", "Sản phẩm này không có lô “%(lot)s”; hãy mở lô trước.", field="lot", lot=lot
        )
    return {
        **told,
        **about,
        "href": checked_target(told["href"] or "", hosts),
        "hreflang": language_tag(told["hreflang"]) if told["hreflang"] else None,
        "media_type": media_type(told["media_type"]) if told["media_type"] else None,
    }

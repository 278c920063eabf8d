"""Products: registered, changed, found by any of their codes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, or_, select

from ocop.domain.accounts import Actor, Role
from ocop.domain.electronic_labels import ELECTRONIC_LABEL
from ocop.domain.gtins import gtin14, is_gtin
from ocop.domain.product_codes import code_key, new_code, official_code, short_code, spellings
from ocop.domain.refusals import BadInput, Conflict, NotAllowed, NotFound
from ocop.domain.texts import folded
from ocop.domain.tools import DigitalTool
from ocop.models.database import db
from ocop.models.product_sets import ProductSet
from ocop.models.products import Product, ProductAlias, ProductTool
from ocop.models.subjects import Subject
from ocop.services.acts import changes, record_act
from ocop.services.epcs import alias_lots
from ocop.services.subjects import acts_for, find_subject, own_subject
from ocop.services.units import find_commune, find_former_commune

#: Keys of former GTINs among the aliases; no official code begins so.
_GTIN_KEY = "GTIN:"
#: Texts of a product that may be left empty.
FREE_TEXTS = ("description", "net_weight", *ELECTRONIC_LABEL)


def register_product(
    by: Actor, now: datetime, *, subject_id: str, name: str, product_set: int, draft: bool = False, **more: Any
) -> Product:
    """Enter a product of a subject that the actor acts for; it gets its short code for good.

    `more`: gtin, ocop_code, unit_code, former_unit_code, tools, and the free texts of `FREE_TEXTS`.
    Raises NotFound `subject-unknown`, Conflict `gtin-taken`, `ocop-code-taken`, BadInput `product-set-unknown`.
    """
    subject = own_subject(by, subject_id)
    product = Product(
        code=_free_code(),
        state="draft" if draft else "published",
        subject_id=subject.id,
        name=name,
        name_fold=folded(name),
        product_set=_known_set(product_set),
        created_at=now,
        updated_at=now,
        **{name: more.get(name) or None for name in FREE_TEXTS},
        **_place(subject, more),
    )
    db.session.add(product)
    db.session.flush()
    set_codes(by, product, more)
    set_tools(product, more.get("tools") or ())
    product.search_fold = search_text(product)
    record_act(by, now, "register", "product", product.code, after={"name": name, "gtin": product.gtin})
    db.session.flush()
    return product


def _free_code() -> str:
    """Return a short code that was never given; 35 bits make a second try rare."""
    while True:
        code = new_code()
        if db.session.scalar(select(Product.id).where(Product.code == code)) is None:
            return code


def _known_set(number: int) -> int:
    if db.session.get(ProductSet, number) is None:
        raise BadInput(
            "product-set-unknown", "Không có bộ sản phẩm số %(number)s.", field="product_set", number=number
        )
    return number


def _place(subject: Subject, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return where the product is made: its own commune, or else its subject's."""
    if not fields.get("unit_code"):
        return {"unit_id": subject.unit_id, "former_unit_id": subject.former_unit_id}
    unit = find_commune(fields["unit_code"])
    former = fields.get("former_unit_code")
    if former:
        return {"unit_id": unit.id, "former_unit_id": find_former_commune(former, unit).id}
    return {"unit_id": unit.id, "former_unit_id": subject.former_unit_id if unit.id == subject.unit_id else None}


def set_codes(by: Actor, product: Product, fields: Mapping[str, Any]) -> None:
    """Give the product its GTIN and official code; those it had before stay as aliases.

    Raises Conflict `gtin-taken`, `ocop-code-taken` and NotAllowed `field-not-yours`.
    """
    if "gtin" in fields:
        gtin = gtin14(fields["gtin"]) if fields["gtin"] else None
        if gtin is not None:
            _check_is_free(product, Product.gtin == gtin, _GTIN_KEY + gtin, "gtin-taken", "gtin", gtin)
        if product.gtin and product.gtin != gtin:
            add_alias(product, product.gtin, _GTIN_KEY + product.gtin)
        product.gtin = gtin
    if "ocop_code" in fields and (fields["ocop_code"] or None) != product.ocop_code:
        if by.role == Role.PRODUCER:
            raise NotAllowed("field-not-yours", "Mã OCOP do cơ quan ghi, chủ thể không tự đặt.", field="ocop_code")
        code = fields["ocop_code"] or None
        if code is not None:
            official_code(code)
            taken = Product.ocop_code.in_(spellings(code))
            _check_is_free(product, taken, code_key(code), "ocop-code-taken", "ocop_code", code)
        if product.ocop_code:
            add_alias(product, product.ocop_code, code_key(product.ocop_code))
        product.ocop_code = code
    db.session.flush()


def _check_is_free(product: Product, taken: Any, key: str, code: str, field: str, value: str) -> None:
    """Refuse a code that another product bears or bore."""
    holder = db.session.scalar(select(Product.id).where(taken)) or db.session.scalar(
        select(ProductAlias.product_id).where(ProductAlias.key == key)
    )
    if holder not in (None, product.id):
        raise Conflict(code, "Mã “%(value)s” đã thuộc sản phẩm khác.", field=field, value=value)


def add_alias(product: Product, alias: str, key: str) -> None:
    """Keep a former code leading to the product for good."""
    if db.session.get(ProductAlias, key) is None:
        db.session.add(ProductAlias(key=key, alias=alias, product_id=product.id))
        db.session.flush()


def set_tools(product: Product, tools: Sequence[Mapping[str, Any]]) -> None:
    """Record the digital tools of a product, each with the day since when; what is not listed goes."""
    wanted = {DigitalTool(one["tool"]): one["since_on"] for one in tools}
    db.session.execute(delete(ProductTool).where(ProductTool.product_id == product.id))
    for tool, since_on in wanted.items():
        db.session.add(ProductTool(product_id=product.id, tool=tool, since_on=since_on))
    db.session.flush()


def search_text(product: Product) -> str:
    """Return what a search without marks looks through beside the subject's name: the name and every code."""
    gtins = (product.gtin, product.gtin and product.gtin.lstrip("0"))
    codes = " ".join(code for code in (product.code, *gtins, product.ocop_code) if code)
    return folded(f"{product.name} {codes}")


def find_product(code: str, *, for_update: bool = False) -> Product:
    """Return the product that a short code, a GTIN, an OCOP code or an alias names.

    Raises NotFound `product-unknown`.
    """
    product_id = _id_of(code.strip()) if len(code) <= 60 and "\x00" not in code else None
    product = db.session.get(Product, product_id, with_for_update=for_update) if product_id else None
    if product is None:
        raise NotFound("product-unknown", "Không có sản phẩm nào mang mã “%(code)s”.", field="code", code=code[:40])
    return product


def _id_of(code: str) -> str | None:
    """Return the id behind a code, trying what its shape says first."""
    if is_gtin(code):
        return _id_of_gtin(code.zfill(14)) or _id_of_short(code)
    return _id_of_short(code) or _id_of_official(code)


def _id_of_gtin(gtin: str) -> str | None:
    own = db.session.scalar(select(Product.id).where(Product.gtin == gtin))
    return own or db.session.scalar(select(ProductAlias.product_id).where(ProductAlias.key == _GTIN_KEY + gtin))


def _id_of_short(code: str) -> str | None:
    try:
        return db.session.scalar(select(Product.id).where(Product.code == short_code(code)))
    except BadInput:
        return None


def _id_of_official(code: str) -> str | None:
    own = db.session.scalar(select(Product.id).where(Product.ocop_code.in_(spellings(code))))
    return own or db.session.scalar(select(ProductAlias.product_id).where(ProductAlias.key == code_key(code)))


def published_product(code: str, by: Actor | None = None, *, for_update: bool = False) -> Product:
    """Return a product that the asker may see: a draft is there for its own people alone."""
    product = find_product(code, for_update=for_update)
    if product.state == "draft" and not (by and acts_for(by, find_subject(product.subject_id))):
        raise NotFound("product-unknown", "Không có sản phẩm nào mang mã “%(code)s”.", field="code", code=code[:40])
    return product


def own_product(by: Actor, code: str, *, for_update: bool = False) -> Product:
    """Return a product that the actor may write for; another's is not found."""
    product = find_product(code, for_update=for_update)
    if not acts_for(by, find_subject(product.subject_id)):
        raise NotFound("product-unknown", "Không có sản phẩm nào mang mã “%(code)s”.", field="code", code=code[:40])
    return product


def update_product(by: Actor, now: datetime, product: Product, **fields: Any) -> Product:
    """Change the fields given; what is not given stays. `draft` False publishes for good."""
    subject = find_subject(product.subject_id)
    wanted: dict[str, Any] = {name: fields[name] or None for name in FREE_TEXTS if name in fields}
    if "name" in fields:
        wanted |= {"name": fields["name"], "name_fold": folded(fields["name"])}
    if "product_set" in fields:
        wanted["product_set"] = _known_set(fields["product_set"])
    if "unit_code" in fields or "former_unit_code" in fields:
        unit_code = fields.get("unit_code") or product.unit_id
        wanted |= _place(subject, {**fields, "unit_code": unit_code})
    if fields.get("draft") is False and product.state == "draft":
        wanted["state"] = "published"
    before, after = changes(product, wanted)
    codes_before = {"gtin": product.gtin, "ocop_code": product.ocop_code}
    for name, value in after.items():
        setattr(product, name, value)
    set_codes(by, product, fields)
    if "tools" in fields:
        set_tools(product, fields["tools"] or ())
        after["tools"] = [str(one["tool"]) for one in fields["tools"] or ()]
    codes = {name: getattr(product, name) for name, value in codes_before.items() if getattr(product, name) != value}
    before |= {name: codes_before[name] for name in codes}
    if codes.get("gtin"):
        alias_lots(product)
    if after or codes:
        _touch(by, now, product, before, after | codes)
    return product


def _touch(by: Actor, now: datetime, product: Product, before: dict[str, Any], after: dict[str, Any]) -> None:
    product.search_fold = search_text(product)
    product.version += 1
    product.updated_at = now
    record_act(by, now, "change", "product", product.code, before=before, after=after)
    db.session.flush()


def products_like(name: str, subject_id: str, *, but: str | None = None) -> list[Product]:
    """Return products of the subject under the same folded name, to warn of a double entry."""
    query = select(Product).where(Product.subject_id == subject_id, Product.name_fold == folded(name))
    if but:
        query = query.where(Product.code != but)
    return list(db.session.scalars(query.limit(5)))


def products_of(subject_id: str) -> list[Product]:
    """Return every product of a subject, drafts included, the newest first."""
    query = select(Product).where(Product.subject_id == subject_id)
    return list(db.session.scalars(query.order_by(Product.created_at.desc(), Product.id)))


def tools_on(product_ids: Sequence[str], day: date | None = None) -> dict[str, list[ProductTool]]:
    """Return the digital tools of products, by product id; with a day, those that were there on it."""
    query = select(ProductTool).where(ProductTool.product_id.in_(product_ids)).order_by(ProductTool.tool)
    if day is not None:
        query = query.where(or_(ProductTool.since_on <= day))
    found: dict[str, list[ProductTool]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.product_id, []).append(one)
    return found

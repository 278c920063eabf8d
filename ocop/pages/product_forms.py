"""The form of a product, the same for a producer at home and for an officer at the desk."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from ocop.domain.electronic_labels import ELECTRONIC_LABEL
from ocop.domain.refusals import Conflict
from ocop.domain.tools import TOOL_WORDS, DigitalTool
from ocop.pages.forms import Form
from ocop.pages.words import gtin_words
from ocop.schemas.products import ProductPatch
from ocop.schemas.shapes import Shape
from ocop.services.products import products_like, tools_on
from ocop.services.references import product_sets
from ocop.services.work import reading

PRODUCT_FIELDS = ("name", "product_set", "gtin", "net_weight", "description", *ELECTRONIC_LABEL)


class WholeProduct(ProductPatch):
    """Everything that the form of a product holds: what is left empty is emptied."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"partial": False, **more})


def read_product(form: Form, shape: Shape, *, names: Sequence[str] = PRODUCT_FIELDS, **more: Any) -> dict[str, Any]:
    """Return the checked fields of a product, its digital tools among them. Raises BadInput `invalid`."""
    form.values["gtin"] = form.value("gtin").replace(" ", "")
    ticked = [tool for tool in DigitalTool if form.has(f"tool_{tool}")]
    form.renamed = {f"tools.{place}.since_on": f"since_{tool}" for place, tool in enumerate(ticked)}
    tools = [{"tool": str(tool), "since_on": form.value(f"since_{tool}")} for tool in ticked]
    return form.read(shape, names, tools=tools, **more)


def product_page(form: Form, room: str, subject: Any, **more: Any) -> Response:
    """Return the form of a product of a subject."""
    with reading():
        shown: dict[str, Any] = {
            "sets": set_groups(),
            "tools": [(str(tool), _(TOOL_WORDS[tool])) for tool in DigitalTool],
            "electronic": [(name, _(words)) for name, words in ELECTRONIC_LABEL.items()],
            "same": products_like(form.value("name"), subject.id) if form.is_refused("product-like-known") else [],
        }
        return form.again("producer/product_form.html", room=room, subject=subject, **(shown | more))


def set_groups() -> list[dict[str, Any]]:
    """Return the 26 sets under their sectors, as options of a select."""
    return [
        {"label": sector, "options": [(one.id, f"{one.id}. {one.name}") for one in several]}
        for sector, several in groupby(product_sets(), key=lambda one: one.sector_name)
    ]


def check_is_new(form: Form, name: str, subject_id: str) -> None:
    """Warn of a product of the same folded name, unless the form says that this is another.

    Raises Conflict `product-like-known`.
    """
    if not form.has("different") and products_like(name, subject_id):
        raise Conflict("product-like-known", "Chủ thể đã có sản phẩm cùng tên “%(name)s”.", field="name", name=name)


def sent_file(name: str) -> bytes:
    """Return the bytes of a file that came with the form; nothing chosen is no bytes."""
    file = request.files.get(name)
    return file.read() if file is not None and file.filename else b""


def wants_draft() -> bool:
    """Tell whether the form was sent by its button for drafts."""
    return request.form.get("draft") == "1"


def values_of(product: Any) -> dict[str, Any]:
    """Return what is recorded of a product as its form shows it."""
    values = {name: getattr(product, name) for name in PRODUCT_FIELDS}
    if product.gtin:
        values["gtin"] = gtin_words(product.gtin)
    for tool in tools_on([product.id]).get(product.id, ()):
        values |= {f"tool_{tool.tool}": "1", f"since_{tool.tool}": tool.since_on.isoformat()}
    return values | {"version": product.version}

"""Labels of a producer's product: looked at, then printed: one, or sheets, on any paper, by any design."""

from typing import Any

from flask import Blueprint, Response

from ocop.domain.refusals import RuleBroken
from ocop.pages.forms import Form
from ocop.pages.producer.studio import asked_form, press_words, studio
from ocop.pages.public.print_shops import PURPOSE
from ocop.schemas.labels import MOST_LABELS, LabelQuery
from ocop.services.catalogue import view_of
from ocop.services.labels import SHEET, LabelFile, Order, label_of
from ocop.services.products import own_product
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.links import signed
from ocop.web.settings import is_sample_loaded, public_base_url, today

blueprint = Blueprint("producer-labels", __name__)


@blueprint.get("/producer/products/<code>/labels")
def index(code: str) -> Response:
    """Show what the label will look like and ask what to print."""
    return _page(code, asked_form(stock=SHEET))


def _page(code: str, form: Form) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        view = view_of(product, today(), base_url=public_base_url())
        if product.state == "draft":
            return form.again("producer/labels.html", product=view)
        shown = studio(form, product)
        if not form.has("count"):
            form.values["count"] = min(shown["cells"].columns * shown["cells"].rows, MOST_LABELS)
        return form.again("producer/labels.html", product=view, **shown)


def _asked(form: Form) -> dict[str, Any]:
    """Return what is asked of the press; what was left empty is not asked."""
    asked = LabelQuery().checked(press_words(form))
    return asked | {"dpi": int(asked["dpi"]) if "dpi" in asked else None}


def _printed(product: Any, asked: dict[str, Any], kind: str) -> LabelFile:
    """Print what was asked. Raises RuleBroken `product-draft` and what `label_of` raises."""
    if product.state == "draft":
        raise RuleBroken("product-draft", "Sản phẩm còn là bản nháp; hãy đăng ký rồi in nhãn.")
    return label_of(
        product, lot=asked.get("lot"), count=asked["count"], format=kind, order=Order.of(asked), today=today(),
        base_url=public_base_url(), sample=is_sample_loaded(),
    )  # fmt: skip


@blueprint.get("/producer/products/<code>/labels/share")
def share(code: str) -> Response:
    """Show a link that a print shop may fetch these labels by, or the page again with what is wrong."""
    form = asked_form(stock=SHEET)
    with form, reading():
        product = own_product(required_actor(), code)
        asked = _asked(form)
        _printed(product, asked, "pdf")
        token, until = signed({"product": product.code, "wanted": asked | {"format": "pdf"}}, purpose=PURPOSE)
        shown = {"product": view_of(product, today(), base_url=public_base_url()), "until": until}
        link, back = f"{public_base_url()}/print/{token}", f"/producer/products/{code}/labels"
        return form.again("producer/share.html", **shown, link=link, back=back)
    return _page(code, form)


@blueprint.get("/producer/products/<code>/label.<any(pdf, svg, png, zpl):kind>")
def file(code: str, kind: str) -> Response:
    """Print labels, or show the page again with what is wrong."""
    form = asked_form(stock="single-70x37")
    with form, reading():
        printed = _printed(own_product(required_actor(), code), _asked(form), kind)
        named = {"Content-Disposition": f'inline; filename="{printed.name}"'}
        return Response(printed.data, mimetype=printed.media_type, headers=named)
    return _page(code, form)

"""Labels of a producer's product: one, or a sheet of 24 from the first free cell on."""

from typing import Any

from flask import Blueprint, Response, request

from ocop.domain.refusals import RuleBroken
from ocop.pages.forms import Form
from ocop.pages.public.print_shops import PURPOSE
from ocop.schemas.labels import LabelQuery
from ocop.services.catalogue import view_of
from ocop.services.labels import SHEET, SINGLE, label_of, stocks
from ocop.services.lots import lots_of
from ocop.services.products import own_product
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.links import signed
from ocop.web.settings import is_sample_loaded, public_base_url, today

blueprint = Blueprint("producer-labels", __name__)


@blueprint.get("/producer/products/<code>/labels")
def index(code: str) -> Response:
    """Show what the label will look like and ask what to print."""
    return _page(code, Form(request.args.to_dict()))


def _asked() -> dict[str, Any]:
    """Return what is asked of the press; what was left empty is not asked."""
    asked = LabelQuery().checked({name: text for name, text in request.args.items() if text})
    return asked | {"dpi": int(asked["dpi"])}


def _page(code: str, form: Form) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        shown: dict[str, Any] = {
            "product": view_of(product, today(), base_url=public_base_url()),
            "lots": [(lot.code, lot.code) for lot in lots_of(product, limit=200)[0]],
            "cells": stocks()[SHEET][1],
            "sheet": SHEET,
            "single": SINGLE,
        }
        return form.again("producer/labels.html", **shown)


@blueprint.get("/producer/products/<code>/labels/share")
def share(code: str) -> Response:
    """Show a link that a print shop may fetch these labels by, or the page again with what is wrong."""
    form = Form(request.args.to_dict())
    with form, reading():
        product = own_product(required_actor(), code)
        if product.state == "draft":
            raise RuleBroken("product-draft", "Sản phẩm còn là bản nháp; hãy đăng ký rồi in nhãn.")
        asked = _asked()
        place: dict[str, Any] = {"today": today(), "base_url": public_base_url(), "sample": is_sample_loaded()}
        label_of(product, format="pdf", **place, **asked)
        token, until = signed({"product": product.code, "wanted": asked | {"format": "pdf"}}, purpose=PURPOSE)
        shown = {"product": view_of(product, today(), base_url=public_base_url()), "until": until}
        link, back = f"{public_base_url()}/print/{token}", f"/producer/products/{code}/labels"
        return form.again("producer/share.html", **shown, link=link, back=back)
    return _page(code, form)


@blueprint.get("/producer/products/<code>/label.<any(pdf, svg, png, zpl):kind>")
def file(code: str, kind: str) -> Response:
    """Print a label, or show the page again with what is wrong."""
    form = Form(request.args.to_dict())
    with form, reading():
        product = own_product(required_actor(), code)
        if product.state == "draft":
            raise RuleBroken("product-draft", "Sản phẩm còn là bản nháp; hãy đăng ký rồi in nhãn.")
        asked = _asked()
        place: dict[str, Any] = {"today": today(), "base_url": public_base_url(), "sample": is_sample_loaded()}
        printed = label_of(product, format=kind, **place, **asked)
        headers = {"Content-Disposition": f'inline; filename="{printed.name}"'}
        return Response(printed.data, mimetype=printed.media_type, headers=headers)
    return _page(code, form)

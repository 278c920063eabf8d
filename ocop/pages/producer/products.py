"""A producer's products: registered, kept as drafts, shown, changed, published."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _

from ocop.pages.forms import Form, done, see
from ocop.pages.product_forms import (
    WholeProduct,
    check_is_new,
    product_page,
    read_product,
    sent_file,
    values_of,
    wants_draft,
)  # fmt: skip
from ocop.pages.qr_codes import qr_svg
from ocop.schemas.products import ProductIn
from ocop.services.catalogue import view_of
from ocop.services.expiries import ending_rows, endings_for
from ocop.services.lots import lots_of
from ocop.services.photos import add_photo, photos_of
from ocop.services.products import own_product, products_of, register_product, update_product
from ocop.services.subjects import find_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import data_dir, now, public_base_url, today

blueprint = Blueprint("producer-products", __name__)
ROOM = "producer/room.html"


def is_first(subject_id: str) -> bool:
    """Tell whether the subject has no product yet, so that the page may show the way to its first label."""
    with reading():
        return not products_of(subject_id)


@blueprint.get("/producer/products/new")
def new() -> Response:
    """Ask what the product is."""
    by = required_actor()
    if by.subject_id is None:
        return see("/producer/subject/new")
    with reading():
        subject = find_subject(by.subject_id)
    return product_page(Form(), ROOM, subject, new=True, first=is_first(subject.id))


@blueprint.post("/producer/products/new")
def create() -> Response:
    """Register a product, or keep it as a draft."""
    form, by = Form.sent(), required_actor()
    if by.subject_id is None:
        return see("/producer/subject/new")
    with reading():
        subject = find_subject(by.subject_id)
    with form:
        code, is_draft = _register(form, subject.id)
        words = _("Đã lưu nháp.") if is_draft else _("Đã đăng ký. Sản phẩm đã có mã riêng, in nhãn được ngay.")
        return done(words, f"/producer/products/{code}", draft="product-new")
    return product_page(form, ROOM, subject, new=True, first=is_first(subject.id))


def _register(form: Form, subject_id: str) -> tuple[str, bool]:
    """Keep what the form says, photograph included; return the product's code and whether it is a draft."""
    by, moment, photo = required_actor(), now(), sent_file("photo")
    fields = read_product(form, ProductIn(), subject_id=subject_id, draft=wants_draft())
    with unit_of_work():
        check_is_new(form, fields["name"], subject_id)
        product = register_product(by, moment, **fields)
        if photo:
            add_photo(by, moment, product, photo, folder=data_dir())
        return product.code, fields["draft"]


@blueprint.get("/producer/products/<code>")
def show(code: str) -> Response:
    """Show one product: what it is worth, its codes, what can be done with it."""
    with reading():
        product = own_product(required_actor(), code)
        view = view_of(product, today(), base_url=public_base_url())
        endings = [one for one in endings_for(required_actor(), today()) if one.product_id == product.id]
        shown: dict[str, Any] = {
            "lots": lots_of(product, limit=3)[0],
            "photos": photos_of(product.id),
            "ending": next(iter(ending_rows(endings, today(), base_url=public_base_url())), None),
            "withdrawn_on": product.withdrawn_on,
            "withdrawal_reason": product.withdrawal_reason,
            "qr": qr_svg(view["qr_content"], _("Mã QR của sản phẩm")),
        }
        return make_response(render_template("producer/product.html", product=view, **shown))


@blueprint.get("/producer/products/<code>/edit")
def edit(code: str) -> Response:
    """Show the form with what is recorded."""
    with reading():
        product = own_product(required_actor(), code)
        form, subject = Form(values_of(product)), find_subject(product.subject_id)
        view = view_of(product, today(), base_url=public_base_url())
    return product_page(form, ROOM, subject, new=False, product=view)


@blueprint.post("/producer/products/<code>/edit")
def update(code: str) -> Response:
    """Change the product, unless somebody else did meanwhile."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = read_product(form, WholeProduct())
        with unit_of_work():
            product = own_product(by, code, for_update=True)
            form.check_version(product.version, values_of(product))
            update_product(by, now(), product, **fields)
        return done(_("Đã lưu."), f"/producer/products/{code}", draft=f"product-{code}")
    with reading():
        product = own_product(by, code)
        view, subject = view_of(product, today(), base_url=public_base_url()), find_subject(product.subject_id)
    return product_page(form, ROOM, subject, new=False, product=view)


@blueprint.post("/producer/products/<code>/publication")
def publish(code: str) -> Response:
    """Register a draft for good."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code, for_update=True)
        update_product(by, now(), product, draft=False)
    return done(_("Đã đăng ký. Sản phẩm đã có mã riêng, in nhãn được ngay."), f"/producer/products/{code}")

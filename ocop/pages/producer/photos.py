"""Photographs of a producer's product."""

from string import hexdigits

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _

from ocop.domain.refusals import BadInput, NotFound
from ocop.pages.forms import Form, done
from ocop.pages.product_forms import sent_file
from ocop.services.catalogue import view_of
from ocop.services.photos import MOST_PHOTOS, add_photo, own_photo_file, photos_of, remove_photo
from ocop.services.products import own_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import data_dir, now, public_base_url, today

blueprint = Blueprint("producer-photos", __name__)


def _hash(name: str) -> str:
    """Return the name of a photograph if it can be one; a store need not be asked for others."""
    if len(name) != 64 or not set(name) <= set(hexdigits):
        raise NotFound("file-unknown", "Không có tệp này.")
    return name


@blueprint.get("/producer/products/<code>/photos")
def index(code: str) -> Response:
    """Show the photographs and take another."""
    return _page(code, Form())


def _page(code: str, form: Form) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        view, names = view_of(product, today(), base_url=public_base_url()), photos_of(product.id)
        page = render_template("producer/photos.html", product=view, photos=names, form=form, most=MOST_PHOTOS)
    return make_response(page, 422 if form.faults else 200)


@blueprint.post("/producer/products/<code>/photos")
def add(code: str) -> Response:
    """Keep another photograph."""
    form, by, data = Form(), required_actor(), sent_file("photo")
    with form:
        if not data:
            raise BadInput("photo-missing", "Xin chọn hoặc chụp một ảnh.", field="photo")
        with unit_of_work():
            add_photo(by, now(), own_product(by, code, for_update=True), data, folder=data_dir())
        return done(_("Đã thêm ảnh."), f"/producer/products/{code}/photos")
    return _page(code, form)


@blueprint.post("/producer/products/<code>/photos/<name>/removal")
def remove(code: str, name: str) -> Response:
    """Take a photograph off the product."""
    by = required_actor()
    with unit_of_work():
        remove_photo(by, now(), own_product(by, code, for_update=True), _hash(name))
    return done(_("Đã bỏ ảnh."), f"/producer/products/{code}/photos")


@blueprint.get("/producer/products/<code>/photos/<name>")
def show(code: str, name: str) -> Response:
    """Give a photograph of one's own product, be it a draft."""
    with reading():
        product = own_product(required_actor(), code)
        path, media_type = own_photo_file(product, _hash(name), data_dir())
    return Response(path.read_bytes(), mimetype=media_type)

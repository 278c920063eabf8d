"""Photographs of products over HTTP."""

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from ocop.api.operations import WRITES, Operations
from ocop.domain.refusals import BadInput
from ocop.schemas.products import PhotosOut
from ocop.services.photos import LARGEST, add_photo, photos_of
from ocop.services.products import own_product, published_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import current_actor, required_actor
from ocop.web.answers import answer
from ocop.web.idempotent import idempotent
from ocop.web.settings import data_dir, now, public_base_url

bp = Operations("photos", words="Ảnh sản phẩm")

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_PICTURES = ("image/jpeg", "image/png", "image/webp")
_PARTS = {"type": "object", "required": ["photo"], "properties": {"photo": _BINARY["schema"]}}
_BODY = {"multipart/form-data": {"schema": _PARTS}, **dict.fromkeys(_PICTURES, _BINARY)}


def sent_picture() -> bytes:
    """Return the picture that a request carries, raw or as the part `photo` of a form.

    Raises BadInput `photo-missing`; anything but a picture's media type is 415, more than 5 MB is 413.
    """
    if request.mimetype in _PICTURES:
        data = request.get_data()
    elif request.mimetype == "multipart/form-data":
        part = request.files.get("photo")
        data = part.read() if part else b""
    else:
        raise UnsupportedMediaType
    if len(data) > LARGEST:
        raise RequestEntityTooLarge
    if not data:
        raise BadInput("photo-missing", "Cần một ảnh, trong phần “photo”.", field="photo")
    return data


def photos_shown(code: str, product_id: str) -> dict[str, object]:
    """Return the addresses of a product's photographs."""
    names = photos_of(product_id)
    return {"product": code, "photos": [f"{public_base_url()}/media/{name}" for name in names]}


@bp.route("/products/<code>/photos", methods=["POST", "PUT"])
@bp.told("Thêm một ảnh", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"], body=_BODY)
@bp.response(201, PhotosOut, headers={"Location": {"schema": {"type": "string"}}})
@idempotent
def create(code: str) -> Response:
    """Add a photograph, redrawn and without position data; it stands first."""
    by, picture = required_actor(), sent_picture()
    with unit_of_work():
        product = own_product(by, code, for_update=True)
        add_photo(by, now(), product, picture, folder=data_dir())
        shown = photos_shown(product.code, product.id)
        return answer(shown, 201, location=f"/api/v1/products/{product.code}/photos")


@bp.get("/products/<code>/photos")
@bp.told("Các ảnh của một sản phẩm", refused=[404])
@bp.response(200, PhotosOut)
def index(code: str) -> Response:
    """List the addresses of a product's photographs."""
    with reading():
        product = published_product(code, current_actor())
        return answer(photos_shown(product.code, product.id))

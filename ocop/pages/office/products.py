"""Products of an office's area: listed, shown, entered and changed at the desk; who did what to them."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from ocop.domain.accounts import ROLE_WORDS, Actor, Role
from ocop.domain.ratings import RATING_WORDS
from ocop.pages.forms import Form, done
from ocop.pages.product_forms import PRODUCT_FIELDS, WholeProduct, check_is_new, product_page, read_product, values_of
from ocop.pages.words import ACT_WORDS, FIELD_WORDS
from ocop.schemas.offices import OfficeQuery
from ocop.schemas.products import ProductIn
from ocop.services.catalogue import count_products, list_products, view_of, views_of
from ocop.services.decisions import decisions_of
from ocop.services.offices import acts_on, area_code, expiring_filter, narrowed, window_filter
from ocop.services.outcomes import outcomes_of
from ocop.services.products import own_product, register_product, update_product
from ocop.services.profiles import overseen_product
from ocop.services.subjects import acts_for, find_subject, own_subject
from ocop.services.units import communes_under
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, today

blueprint = Blueprint("office-products", __name__)
ROOM = "office/room.html"
DESK_FIELDS = (*PRODUCT_FIELDS, "ocop_code")


@blueprint.get("/office/products")
def index() -> str:
    """List the products of the area, searched and narrowed."""
    by, day, asked = required_actor(), today(), OfficeQuery().checked(request.args.to_dict())
    with reading():
        filters = _filters(by, asked)
        after = (
            (asked["after_name"], asked["after_id"]) if asked.get("after_id") and asked.get("after_name") else None
        )
        found, onward = list_products(day, after=after, filters=filters)
        shown = _choices(by) | {"asked": asked, "onward": onward, "total": count_products(day, filters)}
        products = views_of(found, day, base_url=public_base_url())
        return render_template("office/products.html", products=products, **shown)


def _filters(by: Actor, asked: dict[str, Any]) -> dict[str, Any]:
    due = {"expiring": expiring_filter, "window": window_filter}.get(asked.get("due") or "")
    wanted = {"q": asked.get("q"), "rating": asked.get("rating"), "unit_code": narrowed(by, asked.get("unit_code"))}
    return wanted | (due(today()) if due else {})


def _choices(by: Actor) -> dict[str, Any]:
    """Return what the filters offer: the communes of the area, unless it is one itself, and the ratings."""
    area = area_code(by)
    communes = communes_under(area) if area and by.role != Role.COMMUNE else []
    ratings = [(str(rating), _(words)) for rating, words in RATING_WORDS.items()]
    return {"communes": [(one.code, one.name) for one in communes], "ratings": ratings}


@blueprint.get("/office/products/<code>")
def show(code: str) -> str:
    """Show one product of the area with its decisions."""
    by, day = required_actor(), today()
    with reading():
        product = overseen_product(code, by)
        decisions = decisions_of(product.id)
        shown = {
            "product": view_of(product, day, base_url=public_base_url()),
            "decisions": list(zip(decisions, outcomes_of(product, decisions, day), strict=True)),
            "may_write": acts_for(by, find_subject(product.subject_id)),
            "withdrawn_on": product.withdrawn_on,
            "withdrawal_reason": product.withdrawal_reason,
        }
        return render_template("office/product.html", **shown)


@blueprint.get("/office/subjects/<subject_id>/products/new")
def new(subject_id: str) -> Response:
    """Ask what the product is."""
    with reading():
        subject = own_subject(required_actor(), subject_id)
    return product_page(Form(), ROOM, subject, new=True, at_desk=True)


@blueprint.post("/office/subjects/<subject_id>/products/new")
def create(subject_id: str) -> Response:
    """Register a product of a subject of the area."""
    form, by = Form.sent(), required_actor()
    with reading():
        subject = own_subject(by, subject_id)
    with form:
        fields = read_product(form, ProductIn(), names=DESK_FIELDS, subject_id=subject_id, draft=False)
        with unit_of_work():
            check_is_new(form, fields["name"], subject_id)
            code = register_product(by, now(), **fields).code
        return done(_("Đã đăng ký sản phẩm."), f"/office/products/{code}", draft="product-new")
    return product_page(form, ROOM, subject, new=True, at_desk=True)


@blueprint.get("/office/products/<code>/edit")
def edit(code: str) -> Response:
    """Show the form with what is recorded."""
    with reading():
        product = own_product(required_actor(), code)
        form = Form(values_of(product) | {"ocop_code": product.ocop_code})
    return _edit_page(code, form)


def _edit_page(code: str, form: Form) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        subject, view = find_subject(product.subject_id), view_of(product, today(), base_url=public_base_url())
    return product_page(form, ROOM, subject, new=False, at_desk=True, product=view)


@blueprint.post("/office/products/<code>/edit")
def update(code: str) -> Response:
    """Change the product, unless somebody else did meanwhile."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = read_product(form, WholeProduct(), names=DESK_FIELDS)
        with unit_of_work():
            product = own_product(by, code, for_update=True)
            form.check_version(product.version, values_of(product) | {"ocop_code": product.ocop_code})
            update_product(by, now(), product, **fields)
        return done(_("Đã lưu."), f"/office/products/{code}", draft=f"product-{code}")
    return make_response(_edit_page(code, form))


@blueprint.get("/office/products/<code>/acts")
def acts(code: str) -> str:
    """Show who did what to a product, and when; for audit."""
    by = required_actor()
    with reading():
        product = overseen_product(code, by)
        shown = {"product": view_of(product, today(), base_url=public_base_url()), "acts": acts_on(product)}
        words = {"ACT_WORDS": ACT_WORDS, "FIELD_WORDS": FIELD_WORDS, "ROLE_WORDS": ROLE_WORDS}
        return render_template("office/acts.html", **shown, **words)

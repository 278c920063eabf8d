"""A producer's room: its products at a glance, and the way in for who has none yet."""

from flask import Blueprint, Response, make_response, render_template

from ocop.pages.forms import see
from ocop.services.catalogue import views_of
from ocop.services.products import products_of
from ocop.services.subjects import find_subject
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.settings import public_base_url, today

blueprint = Blueprint("producer-home", __name__)


@blueprint.get("/producer")
def home() -> Response:
    """Show what the producer has; a new one begins with its subject."""
    by = required_actor()
    if by.subject_id is None:
        return see("/producer/subject/new")
    with reading():
        subject = find_subject(by.subject_id)
        products = views_of(products_of(subject.id), today(), base_url=public_base_url())
        return make_response(render_template("producer/home.html", subject=subject, products=products))

"""A producer's whole data to take along."""

from flask import Blueprint, Response, make_response, render_template

from ocop.pages.forms import see
from ocop.services.subjects import find_subject
from ocop.services.work import reading
from ocop.web.actors import required_actor
from ocop.web.exports import exported

blueprint = Blueprint("producer-exports", __name__)


@blueprint.get("/producer/export")
def show() -> Response:
    """Say what will be in the file."""
    subject_id = required_actor().subject_id
    if subject_id is None:
        return see("/producer/subject/new")
    with reading():
        return make_response(render_template("producer/export.html", subject=find_subject(subject_id)))


@blueprint.post("/producer/export")
def download() -> Response:
    """Hand over everything that the registry holds of the producer's subject."""
    by = required_actor()
    return exported(by, by.subject_id or "")

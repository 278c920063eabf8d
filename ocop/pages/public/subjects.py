"""Subjects: the list behind a figure, and each with its products."""

from flask import Blueprint, Response, render_template

from ocop.domain.refusals import OcopError
from ocop.domain.subjects import SUBJECT_TYPE_WORDS
from ocop.pages.public.queries import asked
from ocop.services.catalogue import list_products, views_of
from ocop.services.statistics import subjects_recognised
from ocop.services.subjects import find_subject
from ocop.services.units import address_words
from ocop.services.work import reading
from ocop.web.settings import public_base_url, today

blueprint = Blueprint("subjects", __name__)


@blueprint.get("/subjects")
def index() -> str:
    """Show the subjects that have a recognised product on a day, narrowed by the address bar."""
    wanted = asked(opens_on_record=True)
    with reading():
        try:
            subjects, fault = subjects_recognised(wanted.day, wanted.filters), wanted.fault
        except OcopError as refusal:
            subjects, fault = [], refusal.message
        return render_template(
            "public/subjects.html", asked=wanted, subjects=subjects, fault=fault, type_words=SUBJECT_TYPE_WORDS
        )


@blueprint.get("/subjects/<subject_id>")
def show(subject_id: str) -> Response:
    """Show a subject and every published product of it."""
    with reading():
        subject = find_subject(subject_id)
        products, _ = list_products(today(), limit=200, filters={"subject_id": subject.id})
        shown = views_of(products, today(), base_url=public_base_url())
        page = render_template(
            "public/subject.html", subject=subject, products=shown,
            **address_words(subject.unit_id, subject.former_unit_id),
        )  # fmt: skip
        return Response(page)

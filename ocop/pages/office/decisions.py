"""Decisions: previewed in words, recorded, their papers kept; the end of a state of potential five star."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.domain.accounts import Actor, Role
from ocop.domain.refusals import BadInput, NotFound
from ocop.pages.forms import Form, done
from ocop.pages.product_forms import sent_file
from ocop.schemas.decisions import DecisionIn, PotentialEndIn
from ocop.services.catalogue import view_of
from ocop.services.decisions import end_potential, record_decision
from ocop.services.files import find_file, keep_document
from ocop.services.offices import deciders_for
from ocop.services.outcomes import find_decision
from ocop.services.previews import Outcome, preview_decision
from ocop.services.profiles import overseen_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import data_dir, now, public_base_url, today

blueprint = Blueprint("office-decisions", __name__)
_PLAIN = ("number", "signed_on", "valid_until", "note")


@blueprint.get("/office/products/<code>/decisions/new")
def new(code: str) -> Response:
    """Ask for the decision as its paper has it."""
    return _page(code, Form({"unit_code": required_actor().unit_id, "signed_on": today().isoformat()}))


def _page(code: str, form: Form, outcome: Outcome | None = None) -> Response:
    by = required_actor()
    with reading():
        product = overseen_product(code, by)
        shown: dict[str, Any] = {
            "product": view_of(product, today(), base_url=public_base_url()),
            "deciders": [(unit, f"{name} ({unit})") for unit, name in deciders_for(by, product)],
            "outcome": outcome,
            "today": today(),
        }
        return form.again("office/decision_form.html", **shown)


@blueprint.post("/office/products/<code>/decisions/new")
def create(code: str) -> Response:
    """Say first what the decision would bring about; sent again with that in view, record it."""
    form, by = Form.sent(), required_actor()
    with form:
        keep_paper(form)
        outcome, is_recorded = _decide(form, code, by, _read(form, by))
        if is_recorded:
            return done(_("Đã ghi quyết định."), f"/office/products/{code}", draft=f"decision-{code}")
        return _page(code, form, outcome)
    form.values.pop("seen", None)
    return _page(code, form)


def _read(form: Form, by: Actor) -> dict[str, Any]:
    """Return the checked fields of the decision. Raises BadInput `invalid`."""
    chosen = form.value("outcome")
    more: dict[str, Any] = {
        "potential_five_star": chosen == "potential",
        "ends_potential": form.has("ends_potential"),
    }
    if chosen in ("3", "4", "5"):
        more["star"] = int(chosen)
    form.renamed = {"star": "outcome"}
    is_ministry = by.role == Role.MINISTRY
    fields = form.read(DecisionIn(), _PLAIN if is_ministry else (*_PLAIN, "unit_code"), **more)
    return {"unit_code": None} | fields | {"file_hash": form.value("file_hash") or None}


def _decide(form: Form, code: str, by: Actor, fields: dict[str, Any]) -> tuple[Outcome, bool]:
    """Record the decision if its outcome is the one that the form has shown; return the outcome either way."""
    with unit_of_work():
        product = overseen_product(code, by)
        outcome = preview_decision(by, now(), today(), product, **fields)
        is_seen = form.value("seen") == outcome.key
        if is_seen:
            record_decision(by, now(), today(), product, **fields)
    form.values["seen"] = outcome.key
    return outcome, is_seen


def keep_paper(form: Form) -> None:
    """Keep the PDF that came along, so that neither a preview nor a fault asks for it twice.

    Raises BadInput `document-too-large`, `document-unreadable`.
    """
    if data := sent_file("file"):
        with unit_of_work():
            form.values["file_hash"] = keep_document(data, now(), folder=data_dir())
        form.values["file_name"] = (request.files["file"].filename or "")[:100]
    elif form.has("file_hash"):
        with reading():
            if find_file(form.value("file_hash"), data_dir())[1] != "application/pdf":
                raise BadInput("document-unreadable", "Tệp phải là PDF nguyên vẹn.", field="file")


@blueprint.get("/office/products/<code>/decisions/<decision_id>/file")
def paper(code: str, decision_id: str) -> Response:
    """Give the paper of a decision."""
    with reading():
        decision = find_decision(overseen_product(code, required_actor()), decision_id)
        if decision.file_hash is None:
            raise NotFound("file-unknown", "Không có tệp này.")
        path, media_type = find_file(decision.file_hash, data_dir())
        signed_on = decision.signed_on
    headers = {"Content-Disposition": f'inline; filename="quyet-dinh-{signed_on}.pdf"'}
    return Response(path.read_bytes(), mimetype=media_type, headers=headers)


@blueprint.get("/office/products/<code>/potential-end")
def ending(code: str) -> Response:
    """Ask since when and why the state ends."""
    return _ending(code, Form({"on": today().isoformat()}))


def _ending(code: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        view = view_of(overseen_product(code, by), today(), base_url=public_base_url())
        return form.again("office/potential_end.html", product=view, today=today())


@blueprint.post("/office/products/<code>/potential-end")
def end(code: str) -> Response:
    """End the state of potential five star."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(PotentialEndIn(), ("on", "why"))
        with unit_of_work():
            end_potential(by, now(), today(), overseen_product(code, by), **fields)
        return done(_("Đã kết thúc trạng thái tiềm năng 5 sao."), f"/office/products/{code}")
    return _ending(code, form)

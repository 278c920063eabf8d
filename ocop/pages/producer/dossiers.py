"""A producer's dossiers: opened, looked over, filed, followed."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from ocop.domain.certificates import renewal_window
from ocop.domain.dossiers import CHOICES, FORM_FIELDS, KIND_WORDS, OPEN, DossierKind, DossierState, check_kind
from ocop.domain.refusals import BadInput, NotFound, RuleBroken
from ocop.domain.rubrics import PART_WORDS
from ocop.pages.forms import Form, done, see
from ocop.services.assessments import begin_dossier, write_assessment
from ocop.services.catalogue import view_of
from ocop.services.dossier_papers import form_01, form_02
from ocop.services.dossier_views import briefs_of, content_for, dossier_view
from ocop.services.dossiers import find_dossier, held_facts, list_dossiers, rubric_for, steps_of, withdraw_dossier
from ocop.services.products import own_product, products_of
from ocop.services.rubrics import rubric_view_of
from ocop.services.submissions import changed_since, find_version, submit_dossier
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, seed_folder, today

blueprint = Blueprint("producer-dossiers", __name__)
#: Fields of the form in the groups in which they are asked.
GROUPS = (
    ("Người đại diện", ("representative", "sex", "ethnicity", "disability", "residence", "phone")),
    ("Sản phẩm", ("introduction", "materials", "process", "changes")),
    ("Sản xuất, kinh doanh", ("output", "revenue", "workers", "markets")),
)
#: Fields in which a paragraph is written.
LONG = ("introduction", "materials", "process", "markets", "changes")


@blueprint.get("/producer/dossiers")
def index() -> Response:
    """List the dossiers of all products, the open ones first."""
    by = required_actor()
    with reading():
        found, _more = list_dossiers(by, limit=200)
        shown = briefs_of(found, by, today(), seed_folder())
        products = [view_of(one, today(), base_url=public_base_url()) for one in products_of(by.subject_id or "")]
        return make_response(render_template("producer/dossiers.html", dossiers=shown, products=products))


@blueprint.get("/producer/products/<code>/dossiers")
def of_product(code: str) -> Response:
    """Show the dossiers of one product, and which kind can be opened now."""
    return _of_product(code, Form())


def _of_product(code: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        product = own_product(by, code)
        found, _more = list_dossiers(by, product_id=product.id, limit=200)
        held = held_facts(product.id, today())
        kinds = [(kind, KIND_WORDS[kind], _against(kind, held)) for kind in DossierKind]
        shown: dict[str, Any] = {
            "product": view_of(product, today(), base_url=public_base_url()),
            "dossiers": briefs_of(found, by, today(), seed_folder()),
            "kinds": kinds,
            "window": renewal_window(held.valid_until) if held else None,
        }
        return form.again("producer/product_dossiers.html", **shown)


def _against(kind: DossierKind, held: Any) -> str | None:
    """Return why a kind cannot be opened today, or None."""
    try:
        check_kind(kind, held, today())
    except RuleBroken as refusal:
        return refusal.message
    return None


@blueprint.post("/producer/products/<code>/dossiers")
def create(code: str) -> Response:
    """Open a dossier and begin to answer."""
    form, by = Form.sent(), required_actor()
    with form:
        kind = form.value("kind")
        if kind not in list(DossierKind):
            raise BadInput("invalid", "Xin chọn loại hồ sơ.", field="kind")
        with unit_of_work():
            product = own_product(by, code)
            dossier = begin_dossier(by, now(), today(), product.code, kind=kind, folder=seed_folder())
            address = f"/producer/dossiers/{dossier.id}"
        return done(_("Đã lập hồ sơ. Những gì sổ biết đã được điền sẵn."), address)
    return _of_product(code, form)


@blueprint.get("/producer/dossiers/<dossier_id>")
def show(dossier_id: str) -> Response:
    """Show how a dossier stands: points, what the next star lacks, the shortest road, what is left to do."""
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        view = dossier_view(dossier, by, today(), seed_folder())
        steps = steps_of(dossier)
        reasons: list[str] = next((one.data["reasons"] for one in reversed(steps) if one.step == "return"), [])
        page = render_template(
            "producer/dossier.html", dossier=view, rubric=rubric_view_of(rubric_for(dossier, seed_folder())),
            reasons=reasons if dossier.state == DossierState.RETURNED else [], parts=PART_WORDS,
            is_open=dossier.state in OPEN, stage=_stage(DossierState(dossier.state)), labels=_labels(),
        )  # fmt: skip
        return make_response(page)


def _labels() -> dict[str, str]:
    return {name: words for name, (words, _longest) in FORM_FIELDS.items()}


_STAGES = {
    DossierState.DRAFT: 1, DossierState.RETURNED: 1, DossierState.SUBMITTED: 2, DossierState.FORWARDED: 3,
    DossierState.SCORING: 3, DossierState.SCORED: 4, DossierState.APPROVED: 4, DossierState.CENTRAL_SCORING: 4,
    DossierState.CENTRAL_SCORED: 4, DossierState.FALLEN_BACK: 4,
}  # fmt: skip


def _stage(state: DossierState) -> int:
    """Return which of five steps a dossier is at; past the last once it is over."""
    return _STAGES.get(state, 6)


@blueprint.get("/producer/dossiers/<dossier_id>/form")
def form(dossier_id: str) -> Response:
    """Ask what form 01 and form 02 ask beside the rubric."""
    by = required_actor()
    with reading():
        held = dict(find_dossier(by, dossier_id).form)
    return _form_page(dossier_id, Form(held))


def _form_page(dossier_id: str, form: Form) -> Response:
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        shown: dict[str, Any] = {
            "dossier": briefs_of([dossier], by, today(), seed_folder())[0],
            "groups": [(words, [one for one in names if _is_asked(one, dossier.kind)]) for words, names in GROUPS],
            "labels": _labels(),
            "choices": CHOICES,
            "long": LONG,
            "longest": {name: most for name, (_words, most) in FORM_FIELDS.items()},
            "is_open": dossier.state in OPEN,
        }
        return form.again("producer/dossier_form.html", **shown)


def _is_asked(name: str, kind: str) -> bool:
    return name != "changes" or kind != DossierKind.FIRST


@blueprint.post("/producer/dossiers/<dossier_id>/form")
def keep_form(dossier_id: str) -> Response:
    """Keep the form."""
    form, by = Form.sent(), required_actor()
    with form:
        form.renamed = {f"form.{name}": name for name in FORM_FIELDS}
        texts = {name: form.value(name).strip() for name in FORM_FIELDS if name in form.values}
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            write_assessment(by, now(), dossier, seed_folder(), form={**dossier.form, **texts})
        return done(_("Đã lưu."), f"/producer/dossiers/{dossier_id}", draft=f"dossier-{dossier_id}")
    return _form_page(dossier_id, form)


@blueprint.post("/producer/dossiers/<dossier_id>/submission")
def submit(dossier_id: str) -> Response:
    """File the dossier; what is missing is said on its own page."""
    by, form = required_actor(), Form()
    with form:
        with unit_of_work():
            dossier = find_dossier(by, dossier_id, for_update=True)
            version = submit_dossier(by, now(), today(), dossier, seed_folder())
            receipt = version.receipt
        words = _("Đã nộp hồ sơ. Số biên nhận: %(receipt)s.", receipt=receipt)
        return done(words, f"/producer/dossiers/{dossier_id}")
    return see(f"/producer/dossiers/{dossier_id}#left")


@blueprint.post("/producer/dossiers/<dossier_id>/withdrawal")
def withdraw(dossier_id: str) -> Response:
    """Take the dossier back."""
    by = required_actor()
    with unit_of_work():
        dossier = find_dossier(by, dossier_id, for_update=True)
        withdraw_dossier(by, now(), dossier, why=request.form.get("why", "").strip()[:500] or None)
    return done(_("Đã rút hồ sơ. Bạn có thể lập hồ sơ mới bất cứ lúc nào."), "/producer/dossiers")


@blueprint.get("/producer/dossiers/<dossier_id>/versions/<int:number>")
def version(dossier_id: str, number: int) -> Response:
    """Show what was filed, frozen, and what it changed of the one before."""
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        held = find_version(dossier, number)
        rubric = rubric_for(dossier, seed_folder())
        page = render_template(
            "producer/dossier_version.html", dossier=briefs_of([dossier], by, today(), seed_folder())[0],
            version=held, content=content_for(by, dossier, rubric, held), rubric=rubric_view_of(rubric),
            differences=changed_since(dossier, number), parts=PART_WORDS, labels=_labels(), choices=CHOICES,
        )  # fmt: skip
        return make_response(page)


@blueprint.get("/producer/dossiers/<dossier_id>/<any('form-01', 'form-02'):name>.pdf")
def paper(dossier_id: str, name: str) -> Response:
    """Give form 01 or form 02 of what was filed last, or of the draft."""
    by = required_actor()
    with reading():
        dossier = find_dossier(by, dossier_id)
        try:
            held = find_version(dossier) if dossier.state not in OPEN else None
        except NotFound:
            held = None
        made = (form_01 if name == "form-01" else form_02)(by, dossier, held, today(), seed_folder())
    headers = {"Content-Disposition": f'inline; filename="{name}-{dossier.number}.pdf"'}
    return Response(made, mimetype="application/pdf", headers=headers)

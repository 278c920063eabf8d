"""A problem reported by whoever holds the thing: the form without a name, and the page of its reference."""

import secrets
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from ocop.domain.problem_reports import ANSWER_DAYS, KIND_WORDS, MOST_WORDS, ProblemKind
from ocop.domain.refusals import BadInput
from ocop.pages.forms import Form, see
from ocop.pages.product_forms import sent_file
from ocop.schemas.problem_reports import ProblemReportIn
from ocop.services.catalogue import view_of
from ocop.services.holidays import day_exceptions
from ocop.services.lots import has_lot
from ocop.services.problem_reports import (
    count_try,
    erase_contact,
    file_report,
    find_report,
    photo_of,
    product_meant,
    public_report,
)
from ocop.services.work import reading, unit_of_work
from ocop.web.limits import asker_prefix
from ocop.web.settings import data_dir, now, public_base_url, seed_folder, today

blueprint = Blueprint("problem-reports", __name__)
FIELDS = ("kind", "words", "code", "lot", "serial", "contact")
#: What is taken of an address: the longest that the form itself takes.
_LONGEST = {"code": 60, "lot": 20, "serial": 24}
#: Nobody sees this field; programs that fill in whatever they find do.
_TRAP = "website"


@blueprint.get("/reports/new")
def new() -> Response:
    """Ask what is wrong, about what the address names."""
    asked = {name: _plain(request.args.get(name, ""))[:longest] for name, longest in _LONGEST.items()}
    return _page(Form(asked))


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _page(form: Form) -> Response:
    with reading():
        product = product_meant(form.value("code"))
        shown: dict[str, Any] = {
            "product": view_of(product, today(), base_url=public_base_url()) if product else None,
            "is_lot_known": has_lot(product, form.value("lot")) if product and form.has("lot") else False,
            "kinds": [(str(kind), _(name), _(hint) if hint else "") for kind, (name, hint) in KIND_WORDS.items()],
            "days": ANSWER_DAYS,
            "most": MOST_WORDS,
            "trap": _TRAP,
        }
        if not product and form.has("code"):
            form.values.setdefault("kind", str(ProblemKind.CODE_UNKNOWN))
        form.values.setdefault("once", secrets.token_urlsafe(16))
        return _unkept(form.again("public/report_new.html", **shown))


def _unkept(response: Response) -> Response:
    """Let neither browsers nor searchers keep the page."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/reports")
def look_up() -> Response:
    """Lead who typed a reference to its page."""
    typed = request.args.get("reference", "").strip()
    return _unkept(see(f"/reports/{quote(typed[:60], safe='')}" if typed else "/reports/new"))


@blueprint.post("/reports")
def create() -> Response:
    """Keep a report and lead to the page of its reference; a refusal brings back the form as it was filled in."""
    form = Form.sent()
    with form:
        if form.has(_TRAP):
            raise BadInput(
                "trap-filled", "Ô cuối cùng phải để trống. Xin xóa chữ trong ô ấy rồi gửi lại.", field=_TRAP
            )
        fields = form.read(ProblemReportIn(), FIELDS)
        with unit_of_work():
            count_try(asker_prefix(), now())
        photo = photo_of(sent_file("photo"))
        with unit_of_work():
            report = file_report(
                now(), today(), photo=photo, once=form.value("once")[:40] or None, folder=data_dir(),
                holidays=day_exceptions(seed_folder()), **fields,
            )  # fmt: skip
            onward = f"/reports/{report.reference}?sent=1"
        return _unkept(see(onward))
    return _page(form)


@blueprint.get("/reports/<reference>")
def show(reference: str) -> Response:
    """Show how far a report is: its state, its deadline, its answer."""
    with reading():
        view = public_report(find_report(reference), today())
    is_new = request.args.get("sent") == "1"
    page = render_template("public/report.html", report=view, is_new=is_new, host=public_base_url())
    return _unkept(make_response(page))


@blueprint.post("/reports/<reference>/contact/removal")
def forget(reference: str) -> Response:
    """Erase how the sender can be reached."""
    with unit_of_work():
        report = find_report(reference, for_update=True)
        erase_contact(now(), report)
        onward = f"/reports/{report.reference}"
    return _unkept(see(onward))

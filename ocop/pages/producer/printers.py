"""A producer's printers: how far each is off on each paper, measured with a page that the press prints."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.pages.forms import Form, done
from ocop.pages.producer.subjects import own_id
from ocop.schemas.printers import CalibrationQuery, PrinterIn
from ocop.services.labels import SHEET, calibration_page, stocks
from ocop.services.printers import drop_setup, find_setup, keep_setup, nudge_of_setup, setups_of
from ocop.services.subjects import own_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now

blueprint = Blueprint("producer-printers", __name__)
_FIELDS = ("printer", "stock", "a_right", "a_down", "b_right", "b_down")
#: Papers of several labels: a single one is fed by hand, or cut by its printer.
_HERE = "/producer/printers"


@blueprint.get("/producer/printers")
def index() -> Response:
    """Show the printers, and the form of another."""
    return _page(Form({"stock": SHEET, **request.args.to_dict()}))


def _page(form: Form) -> Response:
    with reading():
        shown: dict[str, Any] = {
            "setups": setups_of(own_id()),
            "stocks": [(name, title) for name, (title, cells) in stocks().items() if not name.startswith("single")],
            "titles": {name: title for name, (title, _cells) in stocks().items()},
        }
        return form.again("producer/printers.html", **shown)


@blueprint.get("/producer/printers/page.pdf")
def page() -> Response:
    """Print the page that shows how far a printer is off; with a printer, whether it is mended now."""
    form = Form(request.args.to_dict())
    with form, reading():
        asked = CalibrationQuery().checked(request.args)
        setup = find_setup(own_id(), asked["printer"]) if asked.get("printer") else None
        stock = setup.stock if setup else asked["stock"]
        data = calibration_page(stock, nudge_of_setup(setup) if setup else None)
        named = {"Content-Disposition": 'inline; filename="chinh-may-in.pdf"'}
        return Response(data, mimetype="application/pdf", headers=named)
    return _page(form)


@blueprint.post("/producer/printers")
def keep() -> Response:
    """Keep what was read off the page."""
    form, by = Form.sent(), required_actor()
    for name in _FIELDS[2:]:
        form.values[name] = form.value(name).strip().replace(",", ".").replace("−", "-")
    with form:
        told = form.read(PrinterIn(), _FIELDS)
        with unit_of_work():
            keep_setup(
                by, now(), own_subject(by, own_id()), printer=told["printer"], stock=told["stock"],
                a=(float(told["a_right"]), float(told["a_down"])), b=(float(told["b_right"]), float(told["b_down"])),
            )  # fmt: skip
        return done(_("Đã lưu. Nhãn in bằng máy này từ nay được dời cho khớp."), _HERE)
    return _page(form)


@blueprint.post("/producer/printers/<setup>/removal")
def drop(setup: str) -> Response:
    """Forget a printer."""
    by = required_actor()
    with unit_of_work():
        drop_setup(by, now(), find_setup(own_id(), setup))
    return done(_("Đã xóa máy in."), _HERE)

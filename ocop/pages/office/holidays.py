"""Holidays at an office: the days by which the commune's fifteen working days are counted."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from ocop.domain.refusals import NotFound
from ocop.pages.forms import Form, done
from ocop.schemas.holidays import HolidayIn
from ocop.services.holidays import drop_day, set_day, special_days
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, seed_folder, today

blueprint = Blueprint("office-holidays", __name__)
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@blueprint.get("/office/holidays")
def show() -> Response:
    """List the special days of a year."""
    return _page(Form({"kind": "off"}))


def _page(form: Form) -> Response:
    with reading():
        days = special_days(seed_folder())
    this_year = today().year
    years = sorted({one.day.year for one in days} | {this_year, this_year + 1})
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked[:5]) in years else this_year
    shown: dict[str, Any] = {
        "years": years,
        "year": year,
        "days": [(one, _(WEEKDAYS[one.day.weekday()])) for one in days if one.day.year == year],
    }
    return form.again("office/holidays.html", **shown)


@blueprint.post("/office/holidays")
def add() -> Response:
    """Let a day be a holiday or a working day."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(HolidayIn(), ("day", "name", "kind"))
        with unit_of_work():
            set_day(by, now(), day=fields["day"], name=fields["name"], is_working=fields["kind"] == "work")
        return done(_("Đã ghi ngày."), f"/office/holidays?year={fields['day'].year}")
    return _page(form)


@blueprint.post("/office/holidays/<day>/removal")
def drop(day: str) -> Response:
    """Take back what an office set."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as fault:
        raise NotFound("holiday-unknown", "Không có ngày này trong phần đã đặt.") from fault
    with unit_of_work():
        drop_day(required_actor(), now(), wanted)
    return done(_("Đã bỏ; danh sách có sẵn lại được dùng cho ngày đó."), f"/office/holidays?year={wanted.year}")

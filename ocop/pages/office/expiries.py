"""The calendar of an office: what ends when, who may file now, who missed it; letters and texts to send."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from ocop.domain.accounts import Actor
from ocop.domain.refusals import BadInput, NotFound
from ocop.domain.reminders import PHASE_WORDS, Phase
from ocop.pages.forms import done
from ocop.schemas.offices import ExpiryQuery
from ocop.services.expiries import MONTHS, Ending, ending_rows, endings_for, month_counts, phase_counts
from ocop.services.offices import area_name
from ocop.services.reminder_words import MOST_LETTERS, office_words, short_words
from ocop.services.reminder_words import letters as letters_of
from ocop.services.reminders import reminders_for, see_reminder, see_reminders
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import is_sample_loaded, now, public_base_url, today

blueprint = Blueprint("office-expiries", __name__)
#: How many certificates stand on one page.
_SHOWN = 50
#: Lists behind the tabs; what is ahead is listed by month.
TABS = (Phase.OPEN, Phase.MISSED, Phase.LATE, Phase.EXTENDED, Phase.EXPIRED)


@blueprint.get("/office/expiries")
def index() -> str:
    """Show the months, and the certificates of one month, of one phase, or of all to come."""
    by, day, asked = required_actor(), today(), ExpiryQuery().checked(request.args.to_dict())
    with reading():
        endings = endings_for(by, day)
        reminders = [] if asked else reminders_for(by, day, base_url=public_base_url())
        chosen = _chosen(endings, asked, day)
        page = min(asked.get("page") or 1, max(1, -(-len(chosen) // _SHOWN)))
        some = chosen[(page - 1) * _SHOWN : page * _SHOWN]
        shown = {
            "area": area_name(by),
            "years": _by_year(month_counts(endings, day)),
            "months": MONTHS,
            "counts": phase_counts(endings, day),
            "tabs": TABS,
            "asked": asked,
            "total": len(chosen),
            "page": page,
            "has_more": len(chosen) > page * _SHOWN,
            "groups": _grouped(ending_rows(some, day, base_url=public_base_url())),
            "reminders": reminders[:_SHOWN],
            "reminders_total": len(reminders),
            "PHASE_WORDS": {phase: _(words) for phase, words in PHASE_WORDS.items()},
        }
        return render_template("office/expiries.html", **shown)


def _chosen(endings: list[Ending], asked: dict[str, Any], day: date) -> list[Ending]:
    if asked.get("show"):
        found = [one for one in endings if one.phase(day) == asked["show"]]
        return found[::-1] if asked["show"] == Phase.EXPIRED else found
    coming = [one for one in endings if one.facts.last_day >= day]
    if asked.get("month"):
        return [one for one in coming if f"{one.facts.last_day:%Y-%m}" == asked["month"]]
    return coming


def _by_year(months: list[tuple[date, int]]) -> list[tuple[int, list[tuple[date, int]]]]:
    years: dict[int, list[tuple[date, int]]] = {}
    for month, count in months:
        years.setdefault(month.year, []).append((month, count))
    return list(years.items())


def _grouped(rows: list[dict[str, Any]]) -> list[tuple[date, list[dict[str, Any]]]]:
    """Return rows under the month in which each ends, in the order in which they come."""
    months: dict[date, list[dict[str, Any]]] = {}
    for row in rows:
        months.setdefault(row["last_day"].replace(day=1), []).append(row)
    return list(months.items())


def _rows(by: Actor, numbers: list[str]) -> list[dict[str, Any]]:
    """Return the certificates of the area that bear these numbers, in the order asked. Raises BadInput, NotFound."""
    if not numbers:
        raise BadInput("letters-none", "Hãy chọn ít nhất một sản phẩm để in thư.", field="number")
    if len(numbers) > MOST_LETTERS:
        raise BadInput("letters-too-many", "Mỗi tệp nhiều nhất %(most)s thư.", field="number", most=MOST_LETTERS)
    known = {one.number: one for one in endings_for(by, today())}
    if any(number not in known for number in numbers):
        raise NotFound("certificate-unknown", "Có giấy chứng nhận không thuộc địa bàn, hoặc không còn đứng tên.")
    wanted = [known[number] for number in dict.fromkeys(numbers)]
    return ending_rows(wanted, today(), base_url=public_base_url())


@blueprint.get("/office/expiries/letters.pdf")
def letters() -> Response:
    """Print a letter to the subject of each chosen certificate."""
    by = required_actor()
    with reading():
        rows = _rows(by, request.args.getlist("number"))
        data = letters_of(rows, office_words(by), today(), is_sample=is_sample_loaded())
    headers = {"Content-Disposition": f'inline; filename="thu-bao-han-{today()}.pdf"'}
    return Response(data, mimetype="application/pdf", headers=headers)


@blueprint.get("/office/expiries/message")
def message() -> str:
    """Show a text about one certificate, ready to be pasted into Zalo or an SMS."""
    with reading():
        (row,) = _rows(required_actor(), [request.args.get("number", "")])
        return render_template("office/message.html", row=row, text=short_words(row))


@blueprint.post("/office/expiries/reminders/seen")
def see_all() -> Response:
    """Mark every reminder of the area as seen."""
    with unit_of_work():
        see_reminders(required_actor(), now(), today())
    return done(_("Đã xem hết."), "/office/expiries")


@blueprint.post("/office/expiries/reminders/<reminder>/seen")
def see(reminder: str) -> Response:
    """Mark a reminder as seen by the office."""
    with unit_of_work():
        see_reminder(required_actor(), now(), today(), reminder)
    return done(_("Đã xem."), "/office/expiries")

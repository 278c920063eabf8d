"""The diary: what was done today, in three taps; with or without a network, with or without scripts."""

import uuid
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request
from flask_babel import gettext as _

from ocop.domain.entries import AMOUNT, parse_kind
from ocop.domain.entry_events import EntryKind
from ocop.domain.measures import UNITS
from ocop.domain.refusals import NotFound
from ocop.pages.forms import Form, done, see
from ocop.pages.producer.diary_forms import KIND_WORDS, spoken_in
from ocop.pages.product_forms import sent_file
from ocop.services.entries import Around, Told, photo_of_entry, record_entry, withdraw_entry
from ocop.services.entry_offers import offers_for
from ocop.services.entry_views import diary_of, event_document, find_line, form_values_of
from ocop.services.subjects import own_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer
from ocop.web.cross_site import csrf_token
from ocop.web.settings import data_dir, epcis_overdraw, now, public_base_url, timezone, today

blueprint = Blueprint("producer-diary", __name__)
_HOME = "/producer/diary"


def _subject(*, for_update: bool = False) -> Any:
    by = required_actor()
    return own_subject(by, by.subject_id or "", for_update=for_update)


def _around() -> Around:
    return Around(public_base_url(), timezone(), data_dir(), epcis_overdraw())


def _wants_json() -> bool:
    """Tell whether the queue of a telephone asks, not a person's browser."""
    return request.headers.get("Accept") == "application/json"


@blueprint.get("/diary-worker.js")
def worker() -> Response:
    """Give the script that lets the diary's pages open without a network; it may rule over them alone."""
    script = (Path(current_app.static_folder or "static") / "diary-worker.js").read_bytes()
    headers = {"Service-Worker-Allowed": _HOME, "Cache-Control": "no-cache"}
    return Response(script, mimetype="text/javascript", headers=headers)


@blueprint.get(_HOME)
def index() -> Response:
    """Show what can be recorded, and what was."""
    if required_actor().subject_id is None:
        return see("/producer/subject/new")
    before = request.args.get("before", "")
    with reading():
        subject = _subject()
        lines, onward = diary_of(subject, public_base_url(), timezone(), before=_place(before))
        page = render_template(
            "producer/diary.html", subject=subject, lines=lines, onward=onward, kinds=KIND_WORDS, today=today()
        )
        return make_response(page)


@blueprint.get(f"{_HOME}/state")
def state() -> Response:
    """Tell a telephone's queue for whom it would send, and give it the token that it sends with."""
    with reading():
        return answer({"subject": _subject().id, "csrf_token": csrf_token()})


@blueprint.get(f"{_HOME}/<kind>")
def new(kind: str) -> Response:
    """Show the form of an entry, filled in as it was last time."""
    if required_actor().subject_id is None:
        return see("/producer/subject/new")
    chosen = parse_kind(kind)
    with reading():
        return _page(chosen, None)


def _page(kind: EntryKind, form: Form | None, corrects: int | None = None) -> Response:
    offers = offers_for(kind, _subject(), today(), timezone(), public_base_url())
    form = form or Form({**offers.values, "when": "today", "key": str(uuid.uuid4())})
    shown = {
        "kind": kind, "offers": offers, "units": UNITS, "today": today(), "corrects": corrects, "amount": AMOUNT,
        "words": KIND_WORDS[kind], "subject": _subject(),
    }  # fmt: skip
    return form.again("producer/diary_entry.html", **shown)


@blueprint.post(f"{_HOME}/<kind>")
def create(kind: str) -> Response:
    """Keep an entry: once, however often it is sent."""
    chosen, form, by = parse_kind(kind), Form.sent(), required_actor()
    corrects = _place(form.value("corrects"))
    if key := request.headers.get("Idempotency-Key"):
        form.values["key"] = key
    with form:
        spoken = spoken_in(chosen, form, today())
        with unit_of_work():
            subject = own_subject(by, by.subject_id or "", for_update=True)
            told = record_entry(
                by, now(), subject, spoken, _around(), photo=sent_file("photo") or None, corrects=corrects
            )
        return _kept(chosen, told, corrected=corrects is not None)
    if _wants_json():
        return answer({"faults": form.faults, "code": form.refusal and form.refusal.code}, 422)
    with reading():
        return _page(chosen, form, corrects)


def _kept(kind: EntryKind, told: Told, *, corrected: bool) -> Response:
    if _wants_json():
        body = {"entry": str(told.number), "is_new": told.is_new, "warnings": list(told.warnings)}
        return answer(body, 201 if told.is_new else 200)
    for words in told.warnings:
        flash(words, "warning")
    said = _("Đã sửa.") if corrected else _("Đã ghi: %(kind)s.", kind=str(KIND_WORDS[kind][0]).lower())
    return done(said, f"{_HOME}/entries/{told.number}")


def _place(text: str) -> int | None:
    """Return where a page of the diary goes on; what is none is the beginning."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _number(text: str) -> int:
    if _place(text) is None:
        raise NotFound("entry-unknown", "Nhật ký của bạn không có việc này.")
    return int(text)


@blueprint.get(f"{_HOME}/entries/<number>")
def show(number: str) -> Response:
    """Show one entry, what can be done about it, and the event beneath."""
    with reading():
        subject = _subject()
        line = find_line(subject, _number(number), public_base_url(), timezone())
        document = event_document(subject, line.number, now())
        words = KIND_WORDS[line.kind] if line.kind else None
        return make_response(
            render_template(
                "producer/diary_line.html", subject=subject, line=line, words=words, event=document, kinds=KIND_WORDS
            )
        )


@blueprint.get(f"{_HOME}/entries/<number>/correction")
def correct(number: str) -> Response:
    """Show the form of an entry as it was filled in, to mend it."""
    with reading():
        subject = _subject()
        kind, values = form_values_of(subject, _number(number), timezone(), public_base_url())
        form = Form({**values, "when": "other", "key": str(uuid.uuid4())})
        return _page(kind, form, _number(number))


@blueprint.post(f"{_HOME}/entries/<number>/withdrawal")
def withdraw(number: str) -> Response:
    """Take an entry back: it stays to be read, and counts no more."""
    by, form = required_actor(), Form.sent()
    with unit_of_work():
        subject = own_subject(by, by.subject_id or "", for_update=True)
        withdraw_entry(by, now(), subject, _number(number), _around(), why=form.value("why")[:500] or None)
    return done(_("Đã báo ghi nhầm; việc này không còn tính."), _HOME)


@blueprint.get(f"{_HOME}/entries/<number>/photo")
def photo(number: str) -> Response:
    """Give the photograph of an entry."""
    with reading():
        path, media_type = photo_of_entry(_subject(), _number(number), data_dir())
    return Response(path.read_bytes(), mimetype=media_type)

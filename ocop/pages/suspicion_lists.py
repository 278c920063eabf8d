"""Suspicions in a room: listed with their evidence, each with two buttons and a field for the reason."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from ocop.domain.accounts import ROLE_WORDS
from ocop.domain.suspicions import SuspicionState
from ocop.pages.forms import Form, done
from ocop.schemas.scans import SuspicionDecisionIn, SuspicionQuery
from ocop.services.suspicions import decide_suspicion, open_suspicions, suspicions_for
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now

#: How many stand on one page.
_SHOWN = 20


@dataclass(frozen=True)
class Room:
    """Where suspicions are shown: the room's template, the list's address, and that of a product."""

    template: str
    address: str
    products: str


def listed(room: Room, form: Form, *, may_decide: bool, about: str | None = None) -> Response:
    """Return the list that was asked for; `about` is the suspicion whose form is shown again."""
    by, asked = required_actor(), SuspicionQuery().checked(request.args.to_dict())
    page, is_open = asked.get("page") or 1, asked.get("show") != "decided"
    with reading():
        found = suspicions_for(by, is_open=is_open, page=page, limit=_SHOWN + 1)
        shown: dict[str, Any] = {
            "place": room,
            "suspicions": found[:_SHOWN],
            "has_more": len(found) > _SHOWN,
            "page": page,
            "is_open": is_open,
            "open_count": open_suspicions(by),
            "may_decide": may_decide,
            "about": about,
            "ROLE_WORDS": ROLE_WORDS,
        }
        return form.again("suspicions.html", **shown)


def decided(room: Room, suspicion: str) -> Response:
    """Write down what was found, or show the form again."""
    form = Form.sent()
    with form:
        told = form.read(SuspicionDecisionIn(), ("outcome", "why"), whole_lot=form.has("whole_lot"))
        with unit_of_work():
            decide_suspicion(required_actor(), now(), suspicion, **told)
        is_confirmed = told["outcome"] == SuspicionState.CONFIRMED
        return done(_("Đã ghi: có vấn đề.") if is_confirmed else _("Đã ghi: không đáng ngờ."), room.address)
    return listed(room, form, may_decide=True, about=suspicion)

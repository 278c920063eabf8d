"""Step-up: what grants, revokes or keeps accounts is done in a browser that gave a code minutes ago.

The page of the form asks first, so that nothing typed is lost. A form that comes too late is answered by a
page that asks for the code and sends the same fields again; only files have to be chosen anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from ocop.domain.refusals import BadInput, NotAllowed, OcopError, RuleBroken, TooMany
from ocop.domain.second_factors import needs_factor
from ocop.services.second_factors import begin_proof, enrol, finish_proof, is_enrolled, switch_off
from ocop.services.sessions import is_proven, prove_session
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import renew_browser_session, required_actor, session_token
from ocop.web.problems import wants_problem, words_of
from ocop.web.settings import factor_key, now

#: The field that carries the code, in a name that no form of ours uses.
CODE_FIELD = "step_up_code"
#: Fields that the page which asks again makes anew.
_OWN_FIELDS = (CODE_FIELD, "csrf_token")
_ASKING, _ENROLLING = "/account/step-up", "/account/second-factor"


@dataclass(frozen=True)
class Sent:
    """A form that came too late, as it is sent again: its address, its fields in order, its files by field."""

    address: str
    fields: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]] = ()


def asked_step_up() -> Answer | None:
    """Return the answer that asks for a code first; None where the session gave one lately, or none is needed.

    Raises NotAllowed `factor-needed` and `step-up-needed` for who cannot read a page.
    """
    actor = required_actor()
    with reading():
        is_on = is_enrolled(actor.id)
        if is_on and is_proven(session_token() or "", now()):
            return None
    if not is_on and not needs_factor(actor.role):
        return None
    if wants_problem():
        raise _refusal(is_on)
    if request.method not in ("GET", "HEAD"):
        return _too_late() if is_on else redirect(_with_next(_ENROLLING, _page_before()), 303)
    here = request.full_path.rstrip("?")
    return redirect(_with_next(_ASKING if is_on else _ENROLLING, here))


def _refusal(is_on: bool) -> NotAllowed:
    if is_on:
        return NotAllowed("step-up-needed", "Việc này cần mã của lớp bảo vệ thứ hai, gõ trong 5 phút gần nhất.")
    return NotAllowed("factor-needed", "Việc này cần lớp bảo vệ thứ hai; xin bật ở trang tài khoản.")


def _with_next(address: str, onward: str) -> str:
    return f"{address}?{urlencode({'next': onward})}"


def _page_before() -> str:
    """Return the path of our own page that sent this form, as far as the browser says."""
    parts = urlsplit(request.referrer or "")
    is_own = parts.netloc == request.host and parts.path.startswith("/")
    return f"{parts.path}?{parts.query}".rstrip("?") if is_own else "/account"


def _too_late() -> Answer | None:
    """Take the code that came with the form sent again, or ask for it; what was typed goes along."""
    fields = [(name, text) for name, text in request.form.items(multi=True) if name not in _OWN_FIELDS]
    files = [(name, file.filename) for name, file in request.files.items(multi=True) if file.filename]
    sent = Sent(request.full_path.rstrip("?"), fields, files)
    code = request.form.get(CODE_FIELD, "")
    if not code.strip():
        return step_up_page(sent)
    try:
        tell_left(step_up(code))
    except (BadInput, RuleBroken, TooMany) as refusal:
        return step_up_page(sent, refusal)
    return None


def step_up_page(sent: Sent, refusal: OcopError | None = None) -> Response:
    """Return the page that asks for a code and sends a form with it."""
    page = render_template(
        "accounts/step_up.html", sent=sent, code_field=CODE_FIELD, fault=words_of(refusal) if refusal else None
    )
    is_late = sent.address != _ASKING
    response = make_response(page, 422 if refusal else 403 if is_late else 200)
    if isinstance(refusal, TooMany):
        response.status_code = 429
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def ask_page(onward: str, refusal: OcopError | None = None) -> Response:
    """Return the page that asks for a code and leads on."""
    return step_up_page(Sent(_ASKING, [("next", onward)]), refusal)


def step_up(code: str) -> int | None:
    """Take a code in this session; return how many recovery codes are left where one was used.

    Raises BadInput `factor-code-wrong`, TooMany `too-many-tries`, RuleBroken `factor-off`.
    """
    actor, moment = required_actor(), now()
    with unit_of_work():
        attempt = begin_proof(actor.id, moment, where="session")
    with unit_of_work():
        left = finish_proof(attempt, moment, code, key=factor_key())
        token = prove_session(session_token() or "", moment)
    renew_browser_session(actor, token)
    return left


def enrol_own(secret: str, code: str, *, replaces: bool) -> list[str]:
    """Turn the second factor on for who asks, which proves this session; return the recovery codes.

    Raises BadInput `factor-code-wrong`, Conflict `factor-on`.
    """
    actor, moment = required_actor(), now()
    with unit_of_work():
        codes = enrol(actor, moment, secret=secret, code=code, key=factor_key(), replaces=replaces)
        token = prove_session(session_token() or "", moment)
    renew_browser_session(actor, token)
    return codes


def switch_own_off(code: str) -> None:
    """Turn the second factor off for who asks and gives a code. Raises what `step_up` raises, `factor-needed`."""
    actor, moment = required_actor(), now()
    with unit_of_work():
        attempt = begin_proof(actor.id, moment, where="session")
    with unit_of_work():
        finish_proof(attempt, moment, code, key=factor_key())
        switch_off(actor, moment)


def tell_left(left: int | None) -> None:
    """Say on the next page how many recovery codes are left, where one was just used."""
    if left is not None:
        flash(
            gettext("Đã dùng một mã dự phòng; còn %(left)s mã. Sắp hết thì tạo mã mới ở trang tài khoản.", left=left),
            "info",
        )

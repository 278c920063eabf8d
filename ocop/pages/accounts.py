"""One's own account: the password, the browsers that are signed in, the tokens of programs."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from ocop.domain.accounts import ROLE_WORDS, Role, Scope
from ocop.domain.refusals import RuleBroken
from ocop.domain.second_factors import needs_factor
from ocop.pages.forms import Form, done
from ocop.pages.words import SCOPE_WORDS
from ocop.schemas.accounts import TokenIn
from ocop.services.accounts import find_own_user
from ocop.services.second_factors import standing_of
from ocop.services.sessions import end_listed_session, end_other_sessions, is_session, sessions_of
from ocop.services.tokens import LONGEST_DAYS, create_token, revoke_token, tokens_of
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor, session_token
from ocop.web.settings import now
from ocop.web.sign_ins import change_own_password

blueprint = Blueprint("accounts", __name__)

#: Scopes that a role's token can use at all; others would promise what the role may not do.
_WRITER = (Scope.READ, Scope.SUBJECTS, Scope.PRODUCTS, Scope.LOTS, Scope.LABELS, Scope.DOSSIERS, Scope.TRACES)
_SCOPES = {
    Role.PRODUCER: _WRITER,
    Role.COMMUNE: _WRITER,
    Role.PROVINCE: tuple(Scope),
    Role.MINISTRY: (Scope.READ, Scope.LOTS, Scope.DECISIONS, Scope.LABELS, Scope.DOSSIERS, Scope.TRACES),
    Role.ASSESSOR: (Scope.READ, Scope.DOSSIERS),
    Role.AUDITOR: (Scope.READ, Scope.TRACES),
    Role.ADMINISTRATOR: tuple(Scope),
}


@blueprint.get("/account")
def show() -> Response:
    """Show the account, its browsers and its tokens."""
    return _page(Form({"days": "90"}))


def _page(form: Form, *, part: str = "", token: str | None = None) -> Response:
    """Return the account's page; `part` is the form that was refused, `token` a new one, shown this once."""
    by, moment = required_actor(), now()
    with reading():
        user, held = find_own_user(by), session_token() or ""
        shown: dict[str, Any] = {
            "user": user,
            "role": _(ROLE_WORDS[by.role]),
            "sessions": [(one, is_session(held, one)) for one in sessions_of(by.id, moment)],
            "tokens": [(one, one.revoked_at is None and one.expires_at > moment) for one in tokens_of(by.id)],
            "scopes": [(scope, SCOPE_WORDS[scope]) for scope in _SCOPES.get(by.role, (Scope.READ,))],
            "most_days": LONGEST_DAYS,
            "standing": standing_of(by.id),
            "needed": needs_factor(by.role),
        }
        page = render_template(
            "accounts/account.html", form=form, part=part, token=token, SCOPE_WORDS=SCOPE_WORDS, **shown
        )
    return make_response(page, 422 if form.faults else 200)


@blueprint.post("/account/password")
def change_password() -> Response:
    """Change one's own password; other browsers are signed out."""
    form = Form.sent()
    with form:
        if form.values.get("password") != form.values.get("repeated"):
            raise RuleBroken("password-differs", "Hai lần gõ mật khẩu chưa giống nhau.", field="repeated")
        change_own_password(form.value("current"), form.value("password"))
        return done(_("Đã đổi mật khẩu. Các thiết bị khác đã được thoát."), "/account")
    return _page(form, part="password")


@blueprint.post("/account/sessions/others/end")
def end_others() -> Response:
    """Sign every other browser out."""
    with unit_of_work():
        end_other_sessions(required_actor(), now(), token=session_token() or "")
    return done(_("Các thiết bị khác đã được thoát."), "/account")


@blueprint.post("/account/sessions/<token_hash>/end")
def end_one(token_hash: str) -> Response:
    """Sign one browser out."""
    with unit_of_work():
        end_listed_session(required_actor(), now(), token_hash=token_hash)
    return done(_("Thiết bị đó đã được thoát."), "/account")


@blueprint.post("/account/tokens")
def make_token() -> Response:
    """Make a token and show it: the only page that ever does, so it is no redirect."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(TokenIn(), ("label", "days"))
        scopes = request.form.getlist("scopes") or None
        with unit_of_work():
            secret = create_token(by, now(), user=find_own_user(by), scopes=scopes, **fields)
        return _page(Form({"days": "90"}), token=secret)
    return _page(form, part="token")


@blueprint.post("/account/tokens/<token_id>/revoke")
def revoke(token_id: str) -> Response:
    """Revoke one of one's own tokens at once."""
    by = required_actor()
    with unit_of_work():
        revoke_token(by, now(), user_id=by.id, token_id=token_id)
    return done(_("Mã truy cập đã bị thu hồi."), "/account")

"""Signing in, out, by a paper code and with a second factor: the small units of work around the slow hash."""

from collections.abc import Callable

from flask import request

from ocop.domain.accounts import Actor
from ocop.services.accounts import set_password_hash
from ocop.services.actors import actor_of
from ocop.services.entry_codes import begin_entry, check_entry, finish_entry
from ocop.services.half_logins import begin_half_login, half_login_user, use_half_login
from ocop.services.logins import begin_login, finish_login, prove_login
from ocop.services.passwords import check_password, hash_password
from ocop.services.second_factors import begin_proof, finish_proof, is_enrolled
from ocop.services.sessions import end_session, is_proven, open_session
from ocop.services.work import unit_of_work
from ocop.web.actors import (
    begin_browser_session,
    begin_half_session,
    end_browser_session,
    half_login_token,
    required_actor,
    session_token,
)
from ocop.web.cross_site import renew_csrf_token
from ocop.web.limits import asker_prefix
from ocop.web.settings import factor_key, now

_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def sign_in(name: str, password: str) -> Actor:
    """Sign the browser in and return who it is; with a second factor, `is_half_way` is then true.

    Raises NotSignedIn `login-wrong`, TooMany `too-many-tries`.
    """
    moment = now()
    with unit_of_work():
        attempt = begin_login(name, moment, prefix=asker_prefix())
    proven = prove_login(attempt, password)
    with unit_of_work():
        actor = finish_login(proven, moment)
        go_on = _admitted(actor)
    go_on()
    return actor


def is_half_way() -> bool:
    """Tell whether the browser's login waits for the code of its second factor."""
    return half_login_token() is not None


def finish_sign_in(code: str) -> tuple[Actor, int | None]:
    """Sign the browser in by the code that its login waited for.

    Return who it is, and where a recovery code was used how many are left.
    Raises NotSignedIn `half-login-over`, BadInput `factor-code-wrong`, TooMany `too-many-tries`.
    """
    moment, half = now(), half_login_token() or ""
    with unit_of_work():
        attempt = begin_proof(half_login_user(half, moment).id, moment, where="login")
    with unit_of_work():
        actor = actor_of(use_half_login(half, moment))
        left = finish_proof(attempt, moment, code, key=factor_key())
        token = _opened(actor, is_proven=True)
    _begin(actor, token)
    return actor, left


def enter_by_code(code: str, password: str) -> Actor:
    """Use a one-time code up, keep the password its owner chose, and sign the browser in.

    It is no way around a second factor: with one, `is_half_way` is then true.
    Raises BadInput `entry-code-wrong`, TooMany `too-many-tries` and what `check_password` raises.
    """
    moment = now()
    with unit_of_work():
        attempt = begin_entry(code, moment, prefix=asker_prefix())
    check_entry(attempt)
    check_password(password, name=attempt.user_name)
    made = hash_password(password)
    with unit_of_work():
        actor = finish_entry(attempt, moment, password_hash=made)
        go_on = _admitted(actor)
    go_on()
    return actor


def prove_own_password(password: str) -> None:
    """Ask for the password of who is signed in once more. Raises NotSignedIn `login-wrong`, TooMany."""
    actor, moment = required_actor(), now()
    with unit_of_work():
        attempt = begin_login(actor.name, moment, prefix=asker_prefix())
    proven = prove_login(attempt, password)
    with unit_of_work():
        finish_login(proven, moment)


def change_own_password(old: str, new: str) -> None:
    """Change the password of who asks; all other browsers are signed out, this one gets a new session.

    Raises NotSignedIn `login-wrong`, TooMany `too-many-tries` and what `check_password` raises.
    """
    actor, moment = required_actor(), now()
    check_password(new, name=actor.name)
    with unit_of_work():
        attempt = begin_login(actor.name, moment, prefix=asker_prefix())
    proven = prove_login(attempt, old)
    made = hash_password(new)
    with unit_of_work():
        finish_login(proven, moment)
        is_fresh = is_proven(session_token() or "", moment)
        set_password_hash(actor, moment, user_id=actor.id, password_hash=made)
        token = _opened(actor, is_proven=is_fresh)
    _begin(actor, token)


def sign_out() -> None:
    """End the browser's session on the server and take its cookie away."""
    if token := session_token():
        with unit_of_work():
            end_session(token, now())
    end_browser_session()


def _admitted(actor: Actor) -> Callable[[], None]:
    """Open a session, or where there is a second factor half a login; return what tells the browser, once kept."""
    if not is_enrolled(actor.id):
        token = _opened(actor)
        return lambda: _begin(actor, token)
    if former := session_token():
        end_session(former, now())
    half = begin_half_login(actor, now())
    return lambda: begin_half_session(half)


def _opened(actor: Actor, *, is_proven: bool = False) -> str:
    """Open a session on the server; one that the browser had before ends with it."""
    if former := session_token():
        end_session(former, now())
    return open_session(actor, now(), device=device_words(request.user_agent.string), is_proven=is_proven)


def _begin(actor: Actor, token: str) -> None:
    begin_browser_session(actor, token)
    renew_csrf_token()


def device_words(user_agent: str) -> str:
    """Return a browser in a word or two, enough to know one's own; the whole text is never kept.

    >>> device_words("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36")
    'Chrome, Android'
    """
    words = [next((word for mark, word in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(word for word in words if word) or "Thiết bị khác"

"""Signing in, out, and by a paper code: the small units of work around the slow hash."""

from flask import request

from ocop.domain.accounts import Actor
from ocop.services.accounts import set_password_hash
from ocop.services.entry_codes import begin_entry, check_entry, finish_entry
from ocop.services.logins import begin_login, finish_login, prove_login
from ocop.services.passwords import check_password, hash_password
from ocop.services.sessions import end_session, open_session
from ocop.services.work import unit_of_work
from ocop.web.actors import begin_browser_session, end_browser_session, required_actor, session_token
from ocop.web.cross_site import renew_csrf_token
from ocop.web.limits import asker_prefix
from ocop.web.settings import now

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
    """Sign the browser in and return who it is. Raises NotSignedIn `login-wrong`, TooMany `too-many-tries`."""
    moment = now()
    with unit_of_work():
        attempt = begin_login(name, moment, prefix=asker_prefix())
    proven = prove_login(attempt, password)
    with unit_of_work():
        actor = finish_login(proven, moment)
        token = _opened(actor)
    _begin(actor, token)
    return actor


def enter_by_code(code: str, password: str) -> Actor:
    """Use a one-time code up, keep the password its owner chose, and sign the browser in.

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
        token = _opened(actor)
    _begin(actor, token)
    return actor


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
        set_password_hash(actor, moment, user_id=actor.id, password_hash=made)
        token = _opened(actor)
    _begin(actor, token)


def sign_out() -> None:
    """End the browser's session on the server and take its cookie away."""
    if token := session_token():
        with unit_of_work():
            end_session(token, now())
    end_browser_session()


def _opened(actor: Actor) -> str:
    """Open a session on the server; one that the browser had before ends with it."""
    if former := session_token():
        end_session(former, now())
    return open_session(actor, now(), device=device_words(request.user_agent.string))


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

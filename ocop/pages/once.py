"""Words that are good once: what a form makes and shows but once is not made again by reloading its answer."""

import secrets

from flask import session

from ocop.pages.forms import Form

_ONCE = "slip_once"


def fresh_word() -> str:
    """Return a word that is good for one form of this browser."""
    session[_ONCE] = secrets.token_urlsafe(9)
    return str(session[_ONCE])


def is_repeated(form: Form) -> bool:
    """Tell whether the form was sent before, by reloading its answer."""
    return form.value("once") != session.pop(_ONCE, None)

"""What every template may rely on."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from flask_babel import get_locale

from ocop.domain.accounts import ROLE_WORDS, Actor, Role
from ocop.pages.stars import star_row
from ocop.web.actors import current_actor
from ocop.web.languages import language_links


@dataclass(frozen=True)
class ShownActor:
    """Who is signed in, as the header shows it."""

    name: str
    role: str
    home_path: str


def shown_actor(actor: Actor | None) -> ShownActor | None:
    """Return the signed-in person's name, role in words and room; None for anybody else."""
    if actor is None:
        return None
    home = "/producer" if actor.role == Role.PRODUCER else "/office"
    return ShownActor(actor.name, ROLE_WORDS[actor.role], home)


def init_contexts(app: Flask) -> None:
    """Give templates the actor, the sample's mark, the languages and our own stars."""

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {
            "actor": shown_actor(current_actor()),
            "sample_loaded": current_app.config["OCOP_SAMPLE_LOADED"],
            "lang": str(get_locale() or "vi"),
            "languages": language_links(),
            "unreviewed": current_app.config["OCOP_UNREVIEWED"],
        }

    app.jinja_env.globals["star_row"] = star_row

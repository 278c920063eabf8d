"""The pages' blueprints, plugged into an application."""

from flask import Flask

from ocop.pages import accounts, logins, office, producer, public, second_factors
from ocop.pages.words import init_words


def register_pages(app: Flask) -> None:
    """Plug in every page, and the words that templates show days with."""
    init_words(app)
    for room in (*public.ROOMS, logins, accounts, second_factors, *producer.ROOMS, *office.ROOMS):
        app.register_blueprint(room.blueprint)

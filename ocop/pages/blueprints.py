"""The pages' blueprints, plugged into an application."""

from flask import Flask

from ocop.pages import accounts, calendars, logins, notices, office, producer, public, second_factors
from ocop.pages.words import init_words


def register_pages(app: Flask) -> None:
    """Plug in every page, and the words that templates show days with."""
    init_words(app)
    rooms = (*public.ROOMS, logins, accounts, second_factors, calendars, notices, *producer.ROOMS, *office.ROOMS)
    for room in rooms:
        app.register_blueprint(room.blueprint)

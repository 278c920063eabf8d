"""The API's blueprints, plugged into an application."""

from flask import Flask


def register_api(app: Flask) -> None:
    """Plug in every part of the API."""

"""The pages' blueprints, plugged into an application."""

from flask import Flask


def register_pages(app: Flask) -> None:
    """Plug in every page."""

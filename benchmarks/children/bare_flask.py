"""A bare Flask application that says hello: what the scan path is held against."""

from flask import Flask


def create_app() -> Flask:
    """Return the application."""
    app = Flask("bare")

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app

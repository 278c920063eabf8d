"""The door: what a WSGI server imports."""

from ocop.app import served_app

application = served_app()

"""The door: what a WSGI server imports."""

from ocop.app import create_app

application = create_app()

"""flask-smorest taught to leave refusals to us: it documents operations and reads their arguments, no more."""

from flask_smorest import Api


class RegistryApi(Api):
    """The API of flask-smorest without its own answers to errors; `problems` gives those of the whole application."""

    def _register_error_handlers(self) -> None:
        """Register none: flask-smorest's own would take over every refusal of HTTP."""

"""Addresses of static files that change with their content, so that browsers may keep them for good."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, url_for

#: A year, in seconds: an address with a hash never means another content.
_FOR_GOOD = "public, max-age=31536000, immutable"


@lru_cache(maxsize=256)
def _digest(path: str, modified: float) -> str:
    """Return the start of a file's hash; `modified` makes a changed file a new question."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def init_assets(app: Flask) -> None:
    """Give templates `asset(path)` and let what it addresses be kept for good."""
    folder = Path(app.static_folder or "static")

    def asset(path: str) -> str:
        file = folder / path
        return url_for("static", filename=path, v=_digest(str(file), file.stat().st_mtime))

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
            response.headers["Cache-Control"] = _FOR_GOOD
        return response

    app.jinja_env.globals["asset"] = asset

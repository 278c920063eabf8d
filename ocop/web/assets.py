"""Addresses of static files that change with their content, so that browsers may keep them for good."""

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, request

#: A year, in seconds: an address with a hash never means another content.
_FOR_GOOD = "public, max-age=31536000, immutable"


@lru_cache(maxsize=256)
def _digest(path: str, modified: float) -> str:
    """Return the start of a file's hash; `modified` makes a changed file a new question."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def asset_of(app: Flask) -> Callable[[str], str]:
    """Return what gives the address of a static file; it needs no request."""
    folder = Path(app.static_folder or "static")

    @cache
    def asset(path: str) -> str:
        file = folder / path
        return f"{app.static_url_path}/{path}?v={_digest(str(file), file.stat().st_mtime)}"

    return asset


def init_assets(app: Flask) -> None:
    """Give templates `asset(path)` and let what it addresses be kept for good."""
    asset = asset_of(app)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
            response.headers["Cache-Control"] = _FOR_GOOD
        return response

    app.jinja_env.globals["asset"] = asset

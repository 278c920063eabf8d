"""Addresses of static files that change with their content, so that browsers may keep them for good."""

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, request

#: A year, in seconds: an address with a hash never means another content.
_TEXTS = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")
_FOR_GOOD = "public, max-age=31536000, immutable"


@lru_cache(maxsize=256)
def _digest(path: str, modified: float) -> str:
    """Return the start of a file's hash; `modified` makes a changed file a new question."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=64)
def _packed(path: str, modified: float) -> bytes:
    """Return a file as Brotli; `modified` makes a changed file a new question."""
    return brotli.compress(Path(path).read_bytes())


def _pack(response: Response, file: Path) -> None:
    """Send a text packed to a browser that takes it so: fewer bytes over a slow line."""
    if response.mimetype not in _TEXTS:
        return
    response.headers["Vary"] = "Accept-Encoding"
    if request.accept_encodings.quality("br") > 0 and request.method == "GET":
        if close := getattr(response.response, "close", None):
            close()
        response.direct_passthrough = False
        response.set_data(_packed(str(file), file.stat().st_mtime))
        response.headers["Content-Encoding"] = "br"
        response.headers.pop("ETag", None)


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
    asset, folder = asset_of(app), Path(app.static_folder or "static")

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
            response.headers["Cache-Control"] = _FOR_GOOD
            _pack(response, folder / str((request.view_args or {})["filename"]))
        return response

    app.jinja_env.globals["asset"] = asset

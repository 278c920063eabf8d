"""What pages are made of beside words: photographs, fonts, and what machines ask for by fixed names."""

from flask import Blueprint, Response, current_app, redirect, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from ocop.domain.refusals import NotFound
from ocop.services.fonts import web_fonts
from ocop.services.photos import photo_file, small_photo
from ocop.services.work import reading
from ocop.web.settings import contact, data_dir, is_sample_loaded, public_base_url

blueprint = Blueprint("media", __name__)

_FOR_GOOD = "public, max-age=31536000, immutable"


@blueprint.get("/media/<name>")
def photo(name: str) -> Response:
    """Send a product's photograph; its name is its content's hash, so it never changes."""
    with reading():
        if request.args.get("size") == "small":
            path, media_type = small_photo(name, data_dir()), "image/webp"
        else:
            path, media_type = photo_file(name, data_dir())
    response = send_file(path, mimetype=media_type)
    response.headers["Cache-Control"] = _FOR_GOOD
    return response


@blueprint.get("/fonts/<name>")
def font(name: str) -> Response:
    """Send a font cut to the letters that pages use."""
    path = web_fonts(data_dir() / "fonts").get(name)
    if path is None:
        raise NotFound("file-unknown", "Không có tệp này.")
    response = send_file(path, mimetype="font/woff2", conditional=True)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blueprint.get("/favicon.ico")
def favicon() -> AnyResponse:
    """Lead browsers that ask by the old name to the drawing."""
    return redirect("/static/favicon.svg", 301)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell searchers where to go: nowhere in the sample, and never behind the doors."""
    hidden = ("/",) if is_sample_loaded() else ("/producer", "/office", "/account", "/enter", "/scan?", "/reports")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Say where weaknesses are reported, where the operator said so (RFC 9116)."""
    address = contact()
    if not address:
        raise NotFound("file-unknown", "Không có tệp này.")
    kept = current_app.config["OCOP_CLOCK"]().year + 1
    lines = [f"Contact: {address}", f"Expires: {kept}-01-01T00:00:00Z", "Preferred-Languages: vi, en"]
    lines.append(f"Canonical: {public_base_url()}/.well-known/security.txt")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")

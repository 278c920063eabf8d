"""What a print shop opens from the link that a producer sent: the file, and nothing else of the room."""

from typing import Any

from flask import Blueprint, Response, send_file

from ocop.services.label_files import file_of
from ocop.services.labels import Order, label_of
from ocop.services.products import published_product
from ocop.services.work import reading
from ocop.web.links import read_signed
from ocop.web.settings import data_dir, is_sample_loaded, public_base_url, today

blueprint = Blueprint("print-shops", __name__)
PURPOSE = "print-shop"


@blueprint.get("/print/<token>")
def file(token: str) -> Response:
    """Hand over the run or the sheet that the link is for, as long as it holds."""
    held = read_signed(token, purpose=PURPOSE)
    private = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    if job := held.get("job"):
        response = send_file(file_of(data_dir(), job), mimetype="application/pdf", download_name="nhan-ocop.pdf")
        response.headers.update(private)
        return response
    with reading():
        product = published_product(held["product"])
        place: dict[str, Any] = {"today": today(), "base_url": public_base_url(), "sample": is_sample_loaded()}
        wanted = held["wanted"]
        printed = label_of(product, lot=wanted.get("lot"), count=wanted["count"], order=Order.of(wanted), **place)
    named = {"Content-Disposition": f'inline; filename="{printed.name}"'}
    return Response(printed.data, mimetype=printed.media_type, headers=named | private)

"""Label jobs over HTTP: ordered, followed, fetched; the ledger of serials read and mended."""

from typing import Any

from flask import Response, send_file

from ocop.api.operations import CREATED, WRITES, Operations
from ocop.schemas.label_jobs import LabelJobIn, LabelJobOut, LedgerOut, VoidIn
from ocop.services.label_files import file_of
from ocop.services.label_jobs import (
    cancel_job,
    find_job,
    job_view,
    ledger_of,
    order_labels,
    reprint_job,
    void_serials,
)
from ocop.services.labels import Order
from ocop.services.lots import find_lot
from ocop.services.products import own_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.answers import answer
from ocop.web.idempotent import idempotent
from ocop.web.settings import (
    data_dir,
    is_sample_loaded,
    now,
    print_later,
    public_base_url,
    serial_keys,
    today,
)

bp = Operations("label-jobs", words="Lượt in nhãn")

_BINARY = {"type": "string", "format": "binary"}


@bp.post("/label-jobs")
@bp.told("In nhiều nhãn, mỗi nhãn một số riêng nếu muốn", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(LabelJobIn)
@bp.response(202, LabelJobOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any]) -> Response:
    """Order labels; they are printed in the background, every symbol decoded before the file is there."""
    by = required_actor()
    place: dict[str, Any] = {"base_url": public_base_url(), "sample": is_sample_loaded()}
    wanted: dict[str, Any] = {name: body.get(name) for name in ("count", "serials", "lot", "copies", "collate")}
    with unit_of_work():
        product = own_product(by, body["product"])
        job = order_labels(
            by, now(), today(), product, **wanted, **place, kid=next(iter(serial_keys())),
            order=Order.of(body | {"dpi": int(body["dpi"])}), check_all=body["check"] == "all",
        )  # fmt: skip
        job_id = job.id
        shown = job_view(job, product, base_url=public_base_url())
        response = answer(shown, 202, location=f"/api/v1/label-jobs/{job.id}")
    print_later(job_id)
    return response


@bp.get("/label-jobs/<job>")
@bp.told("Một lượt in đã đến đâu", token=True, refused=[403, 404])
@bp.response(200, LabelJobOut)
def show(job: str) -> Response:
    """Tell how far a job is, and where its file lies once it is done."""
    by = required_actor()
    with reading():
        return answer(job_view(*find_job(by, job), base_url=public_base_url()))


@bp.get("/label-jobs/<job>/file")
@bp.told("Tệp PDF của một lượt in", token=True, refused=[403, 404])
@bp.response(200, _BINARY, content_type="application/pdf")
def file(job: str) -> Response:
    """Hand over the file of a finished job."""
    by = required_actor()
    with reading():
        found, product = find_job(by, job)
        path, name = file_of(data_dir(), found.id), f"nhan-{product.code}-{found.count}.pdf"
    return send_file(path, mimetype="application/pdf", as_attachment=True, download_name=name)


@bp.post("/label-jobs/<job>/cancel")
@bp.told(
    "Hủy một lượt in chưa xong; số của nó không dùng nữa", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"]
)
@bp.response(200, LabelJobOut)
@idempotent
def cancel(job: str) -> Response:
    """Cancel a job that has not ended."""
    by = required_actor()
    with unit_of_work():
        found, product = find_job(by, job)
        cancel_job(by, now(), found)
        return answer(job_view(found, product, base_url=public_base_url()))


@bp.post("/label-jobs/<job>/reprint")
@bp.told("In lại đúng các nhãn của một lượt", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.response(202, LabelJobOut, headers=CREATED)
@idempotent
def reprint(job: str) -> Response:
    """Order the labels of a job once more, with the serials they had."""
    by = required_actor()
    with unit_of_work():
        found, product = find_job(by, job)
        again = reprint_job(by, now(), found, product)
        job_id = again.id
        response = answer(
            job_view(again, product, base_url=public_base_url()), 202, location=f"/api/v1/label-jobs/{again.id}"
        )
    print_later(job_id)
    return response


@bp.get("/products/<code>/lots/<lot>/serials")
@bp.told("Sổ các số đã cấp của một lô", token=True, refused=[403, 404])
@bp.response(200, LedgerOut)
def ledger(code: str, lot: str) -> Response:
    """Show which serials of a lot were issued by which job, and which are void."""
    by = required_actor()
    with reading():
        return answer(ledger_of(find_lot(own_product(by, code), lot)))


@bp.post("/products/<code>/lots/<lot>/serials/voids")
@bp.told("Báo nhãn hỏng, mất", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(VoidIn)
@bp.response(201, LedgerOut)
@idempotent
def void(body: dict[str, Any], code: str, lot: str) -> Response:
    """Declare labels of a lot void."""
    by = required_actor()
    with unit_of_work():
        product = own_product(by, code)
        found = find_lot(product, lot)
        void_serials(by, now(), product, found, **body)
        return answer(ledger_of(found), 201)

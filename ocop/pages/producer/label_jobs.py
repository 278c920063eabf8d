"""Runs of labels in the producer's room: ordered, watched, fetched, printed again; the lot's book of numbers."""

from typing import Any

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import gettext as _

from ocop.domain.label_jobs import JOB_STATE_WORDS, UNFINISHED
from ocop.pages.forms import Form, done, see
from ocop.pages.producer.studio import asked_form, press_words, settled, studio
from ocop.pages.public.print_shops import PURPOSE
from ocop.schemas.label_jobs import LabelJobIn, VoidIn
from ocop.services.catalogue import view_of
from ocop.services.label_files import file_of
from ocop.services.label_jobs import (
    cancel_job,
    find_job,
    job_view,
    jobs_of,
    ledger_of,
    order_labels,
    reprint_job,
    void_serials,
)
from ocop.services.labels import SHEET, Order, stocks
from ocop.services.lots import find_lot, lots_of
from ocop.services.products import own_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.links import signed
from ocop.web.settings import data_dir, is_sample_loaded, now, print_later, public_base_url, serial_keys, today

blueprint = Blueprint("producer-label-jobs", __name__)
_FIELDS = ("lot", "count", "copies", "stock", "design", "used", "nudge")
_TICKS = ("serials", "cut_marks", "collate")


@blueprint.get("/producer/products/<code>/label-jobs")
def index(code: str) -> Response:
    """Show the form of a run of labels, and those ordered so far."""
    return _page(code, None)


def _page(code: str, form: Form | None) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        base_url = public_base_url()
        lots = lots_of(product, limit=200)[0]
        newest = max(lots, key=lambda lot: lot.opened_at).code if lots else ""
        usual = {"count": "240", "copies": "1", "stock": SHEET, "lot": newest, "serials": "1" if lots else ""}
        form = form or asked_form(**usual)
        shown: dict[str, Any] = {
            "product": view_of(product, today(), base_url=base_url),
            "jobs": [job_view(job, product, base_url=base_url) for job in jobs_of(product)],
            "words": JOB_STATE_WORDS,
        }
        more = studio(form, product) if product.state != "draft" else {}
        return form.again("producer/label_jobs.html", **shown, **more)


@blueprint.post("/producer/products/<code>/label-jobs")
def create(code: str) -> Response:
    """Order a run of labels."""
    form, by = settled(Form.sent(), request.form.getlist("used")), required_actor()
    with form:
        with reading():
            form.values |= press_words(form)
        fields = form.read(LabelJobIn(), _FIELDS, product=code, **{name: form.has(name) for name in _TICKS})
        wanted = {name: fields[name] for name in ("lot", "count", "serials", "copies", "collate")}
        place: dict[str, Any] = {"base_url": public_base_url(), "sample": is_sample_loaded()}
        with unit_of_work():
            product, kid = own_product(by, code), next(iter(serial_keys()))
            order = Order.of(fields | {"dpi": int(fields["dpi"])})
            job_id = order_labels(by, now(), today(), product, kid=kid, order=order, **wanted, **place).id
        print_later(job_id)
        return see(f"/producer/label-jobs/{job_id}")
    return _page(code, form)


@blueprint.get("/producer/label-jobs/<job>")
def show(job: str) -> str:
    """Show how far a run is, and what can be done with it."""
    by = required_actor()
    with reading():
        found, product = find_job(by, job)
        view = view_of(product, today(), base_url=public_base_url())
        told = job_view(found, product, base_url=public_base_url())
        return render_template(
            "producer/label_job.html", product=view, job=told, words=JOB_STATE_WORDS,
            stock=stocks().get(told["stock"], (told["stock"],))[0],
            is_live=told["status"] in UNFINISHED,
        )  # fmt: skip


@blueprint.get("/producer/label-jobs/<job>/file")
def file(job: str) -> Response:
    """Hand over the PDF of a run."""
    with reading():
        found, product = find_job(required_actor(), job)
        path, name = file_of(data_dir(), found.id), f"nhan-{product.code}-{found.count}.pdf"
    return send_file(path, mimetype="application/pdf", download_name=name)


@blueprint.get("/producer/label-jobs/<job>/share")
def share(job: str) -> str:
    """Show a link that a print shop may fetch the run by."""
    with reading():
        found, product = find_job(required_actor(), job)
        file_of(data_dir(), found.id)
        view = view_of(product, today(), base_url=public_base_url())
    token, until = signed({"job": job}, purpose=PURPOSE)
    link = f"{public_base_url()}/print/{token}"
    return render_template(
        "producer/share.html", product=view, link=link, until=until, back=f"/producer/label-jobs/{job}"
    )


@blueprint.post("/producer/label-jobs/<job>/cancel")
def cancel(job: str) -> Response:
    """Cancel a run that has not ended."""
    by = required_actor()
    with unit_of_work():
        cancel_job(by, now(), find_job(by, job)[0])
    return done(_("Đã hủy lượt in. Các số của lượt này không dùng nữa."), f"/producer/label-jobs/{job}")


@blueprint.post("/producer/label-jobs/<job>/reprint")
def reprint(job: str) -> Response:
    """Order the labels of a run once more."""
    by = required_actor()
    with unit_of_work():
        again = reprint_job(by, now(), *find_job(by, job)).id
    print_later(again)
    return see(f"/producer/label-jobs/{again}")


@blueprint.get("/producer/products/<code>/lots/<lot>/serials")
def serials(code: str, lot: str) -> Response:
    """Show the numbers of a lot's labels: issued, and void."""
    return _ledger(code, lot, Form())


def _ledger(code: str, lot: str, form: Form) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        found = find_lot(product, lot)
        view = view_of(product, today(), base_url=public_base_url())
        return form.again("producer/serials.html", product=view, lot=found, ledger=ledger_of(found))


@blueprint.post("/producer/products/<code>/lots/<lot>/serials")
def void(code: str, lot: str) -> Response:
    """Declare labels void."""
    form, by = Form.sent(), required_actor()
    with form:
        fields = form.read(VoidIn(), ("first", "last", "reason"))
        with unit_of_work():
            product = own_product(by, code)
            void_serials(by, now(), product, find_lot(product, lot), **fields)
        return done(_("Đã ghi các nhãn bị bỏ."), f"/producer/products/{code}/lots/{lot}/serials")
    return _ledger(code, lot, form)

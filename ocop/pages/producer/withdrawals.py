"""A producer's product that is no longer sold, and sold again."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from ocop.pages.forms import Form, done
from ocop.schemas.products import WithdrawalIn
from ocop.services.catalogue import view_of
from ocop.services.products import own_product
from ocop.services.withdrawals import resume_product, withdraw_product
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import required_actor
from ocop.web.settings import now, public_base_url, today

blueprint = Blueprint("producer-withdrawals", __name__)


@blueprint.get("/producer/products/<code>/withdrawal")
def ask(code: str) -> Response:
    """Say what buyers will read, and ask why."""
    return _page(code, Form())


def _page(code: str, form: Form) -> Response:
    with reading():
        product = own_product(required_actor(), code)
        view = view_of(product, today(), base_url=public_base_url())
        return form.again("producer/withdrawal.html", product=view)


@blueprint.post("/producer/products/<code>/withdrawal")
def withdraw(code: str) -> Response:
    """Take the product from sale."""
    form, by = Form.sent(), required_actor()
    with form:
        told = form.read(WithdrawalIn(), ("reason",))
        with unit_of_work():
            withdraw_product(by, now(), today(), own_product(by, code, for_update=True), **told)
        return done(_("Đã ghi: ngừng bán. Người quét mã thấy điều này ngay."), f"/producer/products/{code}")
    return _page(code, form)


@blueprint.post("/producer/products/<code>/withdrawal/end")
def resume(code: str) -> Response:
    """Sell the product again."""
    form, by = Form.sent(), required_actor()
    with form:
        with unit_of_work():
            resume_product(by, now(), own_product(by, code, for_update=True))
        return done(_("Đã ghi: bán lại."), f"/producer/products/{code}")
    return _page(code, form)

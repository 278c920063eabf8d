"""A sheet, the figures of a day and a page of products, each against the way one would first write it.

    python -m benchmarks.services

Both sides run in this process, in turns.
"""

import io
import tempfile
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import qrcode
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from benchmarks.pairs import Pair, measured
from labels.contents import Barcode, LabelContent
from labels.press import print_labels
from ocop.app import create_app, terminal_for
from ocop.cli.registries import make_registry
from ocop.config import Settings
from ocop.models.database import db
from ocop.models.products import Product
from ocop.models.standings import StandingRow
from ocop.services.catalogue import list_products, views_of
from ocop.services.statistics import statistics_on

_DAY = date(2025, 1, 10)
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_CODE = "HTTPS://OCOP.EXAMPLE.VN/01/09521234543213"


def label_pair() -> Pair:
    """Compare a sheet of 24 equal labels with a rectangle per module drawn anew for each."""
    content = LabelContent(
        qr=_CODE,
        barcode=Barcode.of_gtin("9521234543213"),
        name="Mật hoa dừa cô đặc",
        producer="Hợp tác xã Dừa Sáp",
        address_in_words="ocop.example.vn/01/09521234543213",
    )

    def naive() -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out)
        for place in range(24):
            code = qrcode.QRCode(border=4)
            code.add_data(_CODE)
            for y, row in enumerate(code.get_matrix()):
                for x, dark in enumerate(row):
                    if dark:
                        canvas.rect(x + place % 3 * 200, y + place // 3 * 100, 1, 1, stroke=0, fill=1)
        canvas.save()
        return out.getvalue()

    ours = lambda: print_labels(content, count=24, stock="a4-24-70x37")  # noqa: E731
    return Pair("labels: sheet of 24, read back / drawn unread", ours, naive, "labels", 24)


def statistics_pair() -> Pair:
    """Compare the figures of a day with a recount in Python over every product and standing."""

    def recount() -> int:
        held = {
            one.product_id: one.rating
            for one in db.session.scalars(select(StandingRow))
            if one.from_on <= _DAY and (one.to_on is None or one.to_on >= _DAY)
        }
        return sum(1 for one in db.session.scalars(select(Product)) if held.get(one.id, "").endswith("star"))

    def ours() -> object:
        return statistics_on(_DAY, timezone=_ZONE)

    return Pair("statistics: a day of the sample / recounted", ours, recount, "days")


def catalogue_pair() -> Pair:
    """Compare a page of 50 products with 50 pages of one."""

    def page() -> object:
        return views_of(list_products(_DAY)[0], _DAY, base_url="https://ocop.example.vn")

    def singly() -> object:
        return [views_of([one], _DAY, base_url="https://ocop.example.vn") for one in list_products(_DAY)[0]]

    return Pair("catalogue: 50 products together / one by one", page, singly, "products", 50)


def main() -> None:
    """Print a line for each pair."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/ocop.db"
        settings = Settings(Path(folder), store, f"sqlite:///{folder}/scans.db", secret_key="b" * 40)
        app = create_app(settings)
        make_registry(terminal_for(app, settings), "tra-vinh")
        print(f"{'ours / reference':<44}{'ours':>12} {'reference':>12}{'':<27}{'ratio':>8}")
        with app.app_context():
            for pair in (label_pair(), statistics_pair(), catalogue_pair()):
                print(measured(pair))


if __name__ == "__main__":
    main()

"""Ways of lots to look at: harvests bought and own, lots of several products, boxes, deliveries."""

from dataclasses import dataclass
from typing import Any

from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.subjects import Subject
from ocop.services.epcs import lot_uri
from ocop.services.work import unit_of_work
from tests.recalls import partner, raw_lot
from tests.traces import BASE, change, harvest, keep, pack, producer, ship


@dataclass
class Journey:
    """What was recorded, by its names."""

    subject: Subject
    products: list[Product]
    raw_lots: list[RawLot]
    receivers: list[str]


def journey(make: Any, subject: Subject, *, lots: int = 2, receivers: int = 3) -> Journey:
    """Record two raw lots that become lots of two products together, boxes of them, and deliveries.

    Lots are `L01`, `L02` and so on of the first product, `M1` of the second.
    """
    by = producer(subject)
    names = ("Mật hoa dừa sấy lạnh nguyên chất hộp quà 500 ml", "Kẹo dừa sáp lá dứa")
    products = [make.product(subject=subject, name=name, gtin=bool(place)) for place, name in enumerate(names)]
    raws = [raw_lot(subject, "H-261101-1", name="Dừa sáp Cầu Kè", unit="kg"),
            raw_lot(subject, "M-261102-1", name="Đường phèn", unit="kg", origin="purchase")]  # fmt: skip
    shops = [
        partner(subject, name, f"09010000{place:02}", receives=True) for place, name in enumerate(_shops(receivers))
    ]
    firsts = [lot_uri(products[0], f"L{place:02}", BASE) for place in range(1, lots + 1)]
    other = lot_uri(products[1], "M1", BASE)
    keep(by, harvest(raws[0].uri, 1200), harvest(raws[1].uri, 150, 0.5))
    keep(by, change({raws[0].uri: 400, raws[1].uri: 60}, dict.fromkeys([*firsts, other], 240), 2))
    boxes = [f"{BASE}/boxes/{subject.id[:13]}-1234567{place}" for place in range(2)]
    keep(by, *(pack(box, {uri: 24}, 3) for box, uri in zip(boxes, firsts, strict=False)))
    keep(by, ship(boxes, shops[0].uri, 4))
    keep(by, *(ship({uri: 100}, shops[place % len(shops)].uri, 5) for place, uri in enumerate([*firsts, other])))
    for product, codes in ((products[0], [f"L{place:02}" for place in range(1, lots + 1)]), (products[1], ["M1"])):
        for code in codes:
            set_unit(product, code)
    return Journey(subject, products, raws, [one.name for one in shops])


def _shops(count: int) -> list[str]:
    first = ["Siêu thị Co.opmart Trà Vinh", "Cửa hàng đặc sản Tám Thử, chợ Phường 3", "Hợp tác xã dịch vụ Phú Cần"]
    return [*first, *(f"Cửa hàng {place:02}" for place in range(4, count + 1))][:count]


def set_unit(product: Product, code: str) -> None:
    """Count a lot in jars."""
    with unit_of_work():
        found = db.session.get(Lot, (product.id, code))
        if found is not None:
            found.unit = "hũ"

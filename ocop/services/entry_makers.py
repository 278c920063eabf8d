"""Entries become events: what each kind needs, what it brings into being, and how its event is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from ocop.domain.accounts import Actor
from ocop.domain.entries import MOST_BOXES, Spoken, identity_of
from ocop.domain.entry_events import Amount, Entry, EntryKind
from ocop.domain.gtins import gtin14, is_gtin
from ocop.domain.lot_codes import code_of_day
from ocop.domain.lots import lot_code
from ocop.domain.measures import unit_word
from ocop.domain.party_numbers import sscc
from ocop.domain.refusals import BadInput, NotFound, RuleBroken
from ocop.domain.typed_codes import readings_of
from ocop.models.database import db
from ocop.models.lots import Lot
from ocop.models.partners import Partner
from ocop.models.products import Product
from ocop.models.raw_lots import RawLot
from ocop.models.subjects import Subject
from ocop.services.balances import balances_of
from ocop.services.entry_sources import amounts_of, box_uri
from ocop.services.epcs import epc_of_lot, lot_uri
from ocop.services.lots import change_lot, lot_codes_of, open_lot
from ocop.services.partners import find_partner, partner_named
from ocop.services.products import find_product
from ocop.services.raw_lots import change_raw_lot, open_raw_lot
from ocop.services.sites import find_site, own_site


@dataclass(frozen=True)
class Telling:
    """What an entry's event is made from. `event_id` is the first one's; `raw_lot` what a corrected entry made."""

    by: Actor
    now: datetime
    subject: Subject
    spoken: Spoken
    at: datetime
    base_url: str
    event_id: str
    photo: str | None = None
    raw_lot: RawLot | None = None

    def entry(self, **more: Any) -> Entry:
        """Return the entry with what all kinds say alike."""
        own = f"{self.base_url}/subjects/{self.subject.id}"
        told = {"note": self.spoken.note, "photo": self.photo, "own_party": own, "site": self._site().uri}
        return Entry(self.spoken.kind, self.at, self.event_id, **{**told, **more})

    def _site(self) -> Any:
        if self.spoken.site:
            return find_site(self.subject, self.spoken.site)
        return own_site(self.by, self.now, self.subject, base_url=self.base_url)

    def taken(self) -> tuple[list[Amount], list[str]]:
        """Return what the entry takes from. Raises BadInput `entry-takes-nothing`."""
        amounts, boxes = amounts_of(self.spoken.kind, self.subject, self.spoken.takes, self.base_url)
        if not amounts and not boxes:
            words = "Xin cho biết lấy từ lô nào, bao nhiêu: điền số ở ít nhất một dòng."
            raise BadInput("entry-takes-nothing", words, field="takes")
        return amounts, boxes

    def quantity(self) -> Decimal:
        """Return how much. Raises BadInput `entry-quantity-missing`."""
        if not self.spoken.quantity:
            raise BadInput("entry-quantity-missing", "Xin điền số lượng, lớn hơn 0.", field="quantity")
        return self.spoken.quantity

    def partner(self, **role: bool) -> Partner | None:
        """Return the other side: one that is known, or a new one by its name."""
        spoken = self.spoken
        if spoken.partner:
            return find_partner(self.subject, spoken.partner)
        if not spoken.partner_name:
            return None
        return partner_named(
            self.by, self.now, self.subject, base_url=self.base_url, name=spoken.partner_name,
            phone=spoken.partner_phone, **role,
        )  # fmt: skip


def entries_of(telling: Telling) -> list[Entry]:
    """Return the events of an entry, as values; what it brings into being is there from now on."""
    return _MAKERS[telling.spoken.kind](telling)


def _named(telling: Telling) -> str:
    if not telling.spoken.name:
        raise BadInput("entry-name-missing", "Xin cho biết tên thứ này, ví dụ “Mật hoa dừa”.", field="name")
    return telling.spoken.name


def _raw_entry(telling: Telling, origin: str, **more: Any) -> Entry:
    """Return the event of a raw lot that came to be, by harvest or by purchase."""
    spoken, amount, supplier = telling.spoken, telling.quantity(), more.pop("supplier", None)
    unit, name = unit_word(spoken.unit) or "kg", _named(telling)
    raw_lot = telling.raw_lot
    if raw_lot is None:
        raw_lot = open_raw_lot(
            telling.by, telling.now, telling.subject, base_url=telling.base_url, name=name, origin=origin,
            made_on=telling.at.date(), quantity=amount, unit=unit, supplier=supplier,
            id=identity_of(telling.subject.id, spoken.key, "raw"),
        )  # fmt: skip
    else:
        change_raw_lot(telling.by, telling.now, raw_lot, name=name, quantity=amount, unit=unit)
    things = [Amount(raw_lot.uri, amount, unit)]
    return telling.entry(things=things, lot=raw_lot.code, name=name, **more)


def _harvest(telling: Telling) -> list[Entry]:
    return [_raw_entry(telling, "harvest")]


def _purchase(telling: Telling) -> list[Entry]:
    supplier = telling.partner(supplies=True)
    if supplier is None:
        raise BadInput("entry-partner-missing", "Xin chọn người bán, hoặc điền tên người bán.", field="partner_name")
    return [_raw_entry(telling, "purchase", supplier=supplier, party=supplier.uri)]


def _pack(telling: Telling) -> list[Entry]:
    spoken, amount = telling.spoken, telling.quantity()
    inputs, _boxes = telling.taken()
    product = _product(telling)
    unit = unit_word(spoken.unit) or "hũ"
    lot = _packed_lot(telling, product, amount, unit)
    uri = lot_uri(product, lot.code, telling.base_url)
    if uri in {one.uri for one in inputs}:
        raise RuleBroken("circle", "Một lô không thể làm ra chính nó; xem lại mã lô.", field="lot")
    made = [Amount(uri, amount, lot.unit or unit)]
    entry = telling.entry(
        things=inputs, made=made, lot=lot.code, made_on=lot.made_on, best_before=lot.best_before,
        transformation_id=telling.event_id,
    )  # fmt: skip
    return [entry]


def _product(telling: Telling) -> Product:
    try:
        product = find_product(telling.spoken.product or "")
    except NotFound:
        product = None
    if product is None or product.subject_id != telling.subject.id:
        raise BadInput("entry-product-missing", "Xin chọn sản phẩm làm ra.", field="product")
    return product


def _packed_lot(telling: Telling, product: Product, amount: Decimal, unit: str) -> Lot:
    """Return the lot that something is packed into: a new one, or an open one that grows."""
    spoken = telling.spoken
    code = lot_code(spoken.lot) if spoken.lot else code_of_day(telling.at.date(), lot_codes_of(product))
    lot = db.session.get(Lot, (product.id, code), with_for_update=True)
    if lot is None:
        return open_lot(
            telling.by, telling.now, product, code=code, made_on=telling.at.date(),
            best_before=spoken.best_before, quantity=amount, unit=unit,
        )  # fmt: skip
    if lot.state != "open":
        words = "Lô %(lot)s không còn mở; hãy đóng gói vào lô khác."
        raise RuleBroken(
            "lot-recalled" if lot.state == "recalled" else "lot-closed", words, field="lot", lot=lot.code
        )
    if lot.quantity is None or lot.unit is None:
        change_lot(telling.by, telling.now, product, lot, quantity=lot.quantity or amount, unit=lot.unit or unit)
    elif _is_made(product, lot):
        change_lot(telling.by, telling.now, product, lot, quantity=lot.quantity + amount)
    return lot


def _is_made(product: Product, lot: Lot) -> bool:
    """Tell whether events that stand already say that some of a lot was made."""
    number = epc_of_lot(product, lot.code)
    balance = balances_of([number]).get(number) if number else None
    return balance is not None and any(balance.made.values())


def _box(telling: Telling) -> list[Entry]:
    amounts, _boxes = telling.taken()
    count = telling.spoken.count or 1
    if not 1 <= count <= MOST_BOXES:
        words = "Mỗi lần ghi từ 1 đến %(most)s thùng."
        raise BadInput("entry-boxes-out-of-range", words, field="count", most=MOST_BOXES)
    if telling.spoken.box and count > 1:
        raise BadInput("entry-one-box-one-code", "Một mã thùng chỉ của một thùng.", field="count")
    codes = _box_codes(telling, count)
    first = telling.entry(things=amounts, box=box_uri(telling.subject, codes[0], telling.base_url))
    more = [
        replace(
            first,
            event_id=f"urn:uuid:{identity_of(telling.subject.id, telling.spoken.key, str(place))}",
            box=box_uri(telling.subject, code, telling.base_url),
        )
        for place, code in enumerate(codes[1:], 1)
    ]
    return [first, *more]


def _box_codes(telling: Telling, count: int) -> list[str]:
    """Return the codes of boxes: the SSCC that was given, else the day's with what is the entry's own."""
    if telling.spoken.box:
        return [sscc(telling.spoken.box)]
    own = identity_of(telling.subject.id, telling.spoken.key, "box")[:4].upper()
    stem = f"T-{telling.at:%y%m%d}-{own}"
    return [stem if count == 1 else f"{stem}-{place}" for place in range(1, count + 1)]


def _delivery(telling: Telling) -> list[Entry]:
    amounts, boxes = telling.taken()
    receiver = telling.partner(receives=True)
    if receiver is None:
        raise BadInput("entry-partner-missing", "Xin chọn nơi nhận, hoặc điền tên nơi nhận.", field="partner_name")
    return [telling.entry(things=amounts, items=boxes, party=receiver.uri)]


def _receipt(telling: Telling) -> list[Entry]:
    supplier = telling.partner(supplies=True)
    uri, unit = _coded_lot(telling)
    things = [Amount(uri, telling.quantity(), unit or telling.spoken.unit)]
    return [telling.entry(things=things, party=supplier.uri if supplier else None)]


def _coded_lot(telling: Telling) -> tuple[str, str | None]:
    """Return the lot that the code on goods from elsewhere names, and what it is counted in."""
    text = telling.spoken.code or ""
    if not text:
        words = "Xin điền mã trên nhãn hàng: cả địa chỉ trong mã QR, hoặc mã sản phẩm rồi mã lô."
        raise BadInput("entry-code-missing", words, field="code")
    for one in readings_of(text):
        if not one.lot:
            continue
        try:
            product = find_product(one.code or "")
        except NotFound:
            product = None
        if product is not None and product.state != "draft":
            lot = db.session.get(Lot, (product.id, lot_code(one.lot)))
            if lot is not None:
                return lot_uri(product, lot.code, telling.base_url), lot.unit
        elif one.code and is_gtin(one.code):
            return f"https://id.gs1.org/01/{gtin14(one.code)}/10/{one.lot}", None
    words = "Mã này không nói đến lô nào mà sổ biết; cần cả mã sản phẩm và mã lô."
    raise BadInput("entry-code-unknown", words, field="code")


def _destruction(telling: Telling) -> list[Entry]:
    if not telling.spoken.note:
        raise BadInput("entry-note-missing", "Xin cho biết vì sao huỷ.", field="note")
    return [telling.entry(things=telling.taken()[0])]


def _note(telling: Telling) -> list[Entry]:
    if not telling.spoken.note and not telling.photo:
        raise BadInput("entry-note-missing", "Xin ghi đôi lời, hoặc chụp một ảnh.", field="note")
    return [telling.entry(things=telling.taken()[0])]


_MAKERS: Final[Mapping[EntryKind, Callable[[Telling], list[Entry]]]] = {
    EntryKind.HARVEST: _harvest,
    EntryKind.PURCHASE: _purchase,
    EntryKind.PACK: _pack,
    EntryKind.BOX: _box,
    EntryKind.DELIVERY: _delivery,
    EntryKind.RECEIPT: _receipt,
    EntryKind.DESTRUCTION: _destruction,
    EntryKind.NOTE: _note,
}

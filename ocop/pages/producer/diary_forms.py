"""Forms of the diary, read as they are typed."""

from datetime import date, time, timedelta
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from ocop.domain.entries import AMOUNT, Spoken, Take, entry_key, takes_in
from ocop.domain.entry_events import EntryKind
from ocop.domain.measures import amount_in
from ocop.domain.refusals import BadInput, OcopError
from ocop.pages.forms import Form
from ocop.schemas.entries import EntryDay, EntryIn

#: What people call each kind: on its tile, over its form, on its button, what its form asks first, its icon.
KIND_WORDS: Final = {
    EntryKind.HARVEST: (_l("Thu hoạch"), _l("Thu hoạch được gì?"), "sprout"),
    EntryKind.PURCHASE: (_l("Mua vào"), _l("Mua gì, của ai?"), "basket"),
    EntryKind.PACK: (_l("Đóng gói"), _l("Đóng gói vào lô nào?"), "jar"),
    EntryKind.BOX: (_l("Xếp thùng"), _l("Xếp gì vào thùng?"), "box"),
    EntryKind.DELIVERY: (_l("Giao hàng"), _l("Giao gì, cho ai?"), "truck"),
    EntryKind.RECEIPT: (_l("Nhận hàng có mã"), _l("Nhận hàng nào?"), "scan"),
    EntryKind.DESTRUCTION: (_l("Huỷ bỏ"), _l("Huỷ gì, vì sao?"), "bin"),
    EntryKind.NOTE: (_l("Ghi chú"), _l("Ghi chú cho lô nào?"), "note"),
}
#: The most lines of a form that are read.
_MOST_TAKES: Final = 200
_FIELDS: Final = (
    "name", "unit", "site", "partner", "partner_name", "partner_phone", "product", "lot", "best_before", "box",
    "count", "code", "note", "anyway",
)  # fmt: skip


def spoken_in(kind: EntryKind, form: Form, today: date) -> Spoken:
    """Return what a form says. Raises BadInput `invalid` with every fault by field."""
    faults: list[dict[str, Any]] = []
    said: dict[str, Any] = {}
    for name, read in (
        ("", lambda: form.read(EntryIn(), _FIELDS)),
        ("day", lambda: _day(form, today)),
        ("at", lambda: _time(form)),
        ("quantity", lambda: amount_in(form.value("quantity")) if form.has("quantity") else None),
    ):
        try:
            found = read()
            said |= found if isinstance(found, dict) else {name: found}
        except OcopError as fault:
            faults += fault.faults or [{"field": fault.field, "code": fault.code, "message": fault.message}]
    takes = []
    for source, text in takes_in({name: str(value) for name, value in form.values.items()})[:_MOST_TAKES]:
        try:
            takes.append(Take(source, amount_in(text, field=AMOUNT + source) if text else None))
        except BadInput as fault:
            faults.append({"field": fault.field, "code": fault.code, "message": fault.message})
    if faults:
        raise BadInput("invalid", "Dữ liệu gửi lên có chỗ chưa đúng.", faults=faults)
    said["anyway"] = bool(said["anyway"])
    return Spoken(kind, entry_key(form.value("key")), takes=takes, **said)


def _day(form: Form, today: date) -> date:
    """Return the day that was chosen: today, yesterday, or another. Raises BadInput `invalid`."""
    when = form.value("when", "today")
    if when == "yesterday":
        return today - timedelta(days=1)
    if when == "other":
        if not form.has("day"):
            raise BadInput("entry-day-missing", "Xin chọn ngày.", field="day")
        day: date = form.read(EntryDay(), ("day",))["day"]
        return day
    return today


def _time(form: Form) -> time | None:
    """Return the time of day that a telephone wrote down; what is none counts as not said."""
    try:
        return time.fromisoformat(form.value("time")) if form.has("time") else None
    except ValueError:
        return None

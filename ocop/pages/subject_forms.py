"""The form of a subject, the same for a producer at home and for an officer at the desk."""

from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from ocop.domain.refusals import BadInput, Conflict
from ocop.domain.subjects import SUBJECT_TYPE_WORDS, SubjectType
from ocop.domain.units import level_of
from ocop.pages.forms import Form
from ocop.schemas.subjects import SubjectIn
from ocop.services.places import code_of, former_choices, place_of, places_like
from ocop.services.subjects import subjects_like
from ocop.services.units import communes_under, find_commune, provinces
from ocop.services.work import reading

SUBJECT_FIELDS = (
    "name", "subject_type", "unit_code", "former_unit_code", "tax_code", "representative", "address", "phone",
    "email", "website", "story",
)  # fmt: skip
#: What each kind of subject means, for who is not sure.
_HINTS = {
    SubjectType.HOUSEHOLD: "Hộ sản xuất, hộ gia đình có đăng ký kinh doanh",
    SubjectType.COOPERATIVE: "Hợp tác xã, liên hiệp hợp tác xã",
    SubjectType.COOPERATIVE_GROUP: "Nhóm người cùng làm, có hợp đồng hợp tác",
    SubjectType.COMPANY: "Trách nhiệm hữu hạn, cổ phần, hợp danh",
    SubjectType.ENTERPRISE: "Doanh nghiệp tư nhân và doanh nghiệp khác",
    SubjectType.FARM: "Trang trại có đăng ký kinh doanh",
    SubjectType.TOURISM_ORGANISATION: "Chỉ cho dịch vụ du lịch (bộ 26)",
}


def subject_fields(form: Form) -> dict[str, Any]:
    """Return what a form says of a subject; a box that is not ticked is a no."""
    return form.read(SubjectIn(), SUBJECT_FIELDS) | {"contact_agreed": form.has("contact_agreed")}


def type_choices() -> list[tuple[str, str, str]]:
    """Return the kinds of subject, the most common first: word, name, hint."""
    return [(str(kind), _(SUBJECT_TYPE_WORDS[kind]), _(hint)) for kind, hint in _HINTS.items()]


def place_page(room: str, target: str, *, under: str | None = None, step: int = 0) -> Response:
    """Return the page that finds a commune by name, today's or former, or through its province.

    `target` is where the choice leads; `under` the area that it must lie in; `step` the producer's own first step.
    """
    q, province = request.args.get("q", "")[:100], under or request.args.get("province", "")
    province = province if level_of(province) else ""
    with reading():
        shown: dict[str, Any] = {
            "found": places_like(q, under=under) if q.strip() else [],
            "provinces": [] if under else [(one.code, one.name) for one in provinces()],
            "communes": [(one.code, one.name) for one in communes_under(province)] if province else [],
        }
        page = render_template(
            "producer/place.html", room=room, target=target, q=q, province=province, step=step, **shown
        )
    return make_response(page)


def subject_page(form: Form, room: str, *, new: bool, place_path: str, **more: Any) -> Response:
    """Return the form of a subject whose commune is chosen already; a commune that is none asks again."""
    with reading():
        unit = _chosen(form)
        if unit is None:
            return place_page(room, place_path)
        shown: dict[str, Any] = {
            "place": place_of(unit),
            "former": former_choices(unit.id),
            "types": type_choices(),
            "same": subjects_like(form.value("name"), unit.id) if form.is_refused("subject-like-known") else [],
        }
        shown |= {"room": room, "new": new, "place_path": place_path} | more
        return form.again("producer/subject_form.html", **shown)


def _chosen(form: Form) -> Any:
    """Return the commune that the form is about, or None where that is no commune of today."""
    code = form.value("unit_code")
    try:
        return find_commune(code) if level_of(code) else None
    except BadInput:
        return None


def check_is_new(form: Form, name: str, unit_code: str) -> None:
    """Warn of a subject of the same folded name in the commune, unless the form says that this is another.

    Raises Conflict `subject-like-known`.
    """
    if not form.has("different") and subjects_like(name, unit_code):
        raise Conflict("subject-like-known", "Trong xã đã có chủ thể cùng tên “%(name)s”.", field="name", name=name)


def values_of(subject: Any) -> dict[str, Any]:
    """Return what is recorded of a subject as its form shows it."""
    plain = {name: getattr(subject, name) for name in SUBJECT_FIELDS if "unit_code" not in name}
    former = code_of(subject.former_unit_id) if subject.former_unit_id else None
    plain["contact_agreed"] = "1" if subject.contact_agreed else ""
    return plain | {"unit_code": subject.unit_id, "former_unit_code": former, "version": subject.version}

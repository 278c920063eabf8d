"""Subjects over HTTP: registered, listed, read, changed."""

from dataclasses import replace
from typing import Any

from flask import Response

from ocop.api.operations import CREATED, ONE, WRITES, Operations
from ocop.domain.accounts import Role
from ocop.schemas.subjects import SubjectIn, SubjectOut, SubjectPage, SubjectPatch, SubjectQuery
from ocop.services.profiles import profile_of, profiles_of
from ocop.services.subjects import find_subject, list_subjects, own_subject, register_subject, update_subject
from ocop.services.work import reading, unit_of_work
from ocop.web.actors import current_actor, required_actor
from ocop.web.answers import answer, decode_cursor, list_answer, require_match
from ocop.web.exports import exported
from ocop.web.idempotent import idempotent
from ocop.web.settings import now

bp = Operations("subjects", words="Chủ thể")


@bp.post("/subjects")
@bp.told("Đăng ký một chủ thể", token=True, refused=WRITES, headers=["IDEMPOTENCY_KEY"])
@bp.arguments(SubjectIn)
@bp.response(201, SubjectOut, headers=CREATED)
@idempotent
def create(body: dict[str, Any]) -> Response:
    """Register a subject."""
    by = required_actor()
    with unit_of_work():
        subject = register_subject(by, now(), **body)
        by = replace(by, subject_id=subject.id) if by.role == Role.PRODUCER else by
        shown = profile_of(subject, by)
        return answer(shown, 201, etag=subject.version, location=f"/api/v1/subjects/{subject.id}")


@bp.get("/subjects")
@bp.told("Danh sách chủ thể", refused=[422])
@bp.arguments(SubjectQuery, location="query")
@bp.response(200, SubjectPage)
def index(query: dict[str, Any]) -> Response:
    """List subjects by name."""
    after = decode_cursor(query.pop("cursor", None), count=2)
    with reading():
        subjects, onward = list_subjects(after=after, **query)
        return list_answer(profiles_of(subjects, current_actor()), onward)


@bp.get("/subjects/<subject_id>")
@bp.told("Một chủ thể", refused=[304, 404], headers=["NONE_MATCH"])
@bp.response(200, SubjectOut, headers=ONE)
def show(subject_id: str) -> Response:
    """Show a subject; more of it to its own people and offices."""
    with reading():
        subject = find_subject(subject_id)
        return answer(profile_of(subject, current_actor()), etag=subject.version)


@bp.get("/subjects/<subject_id>/export")
@bp.told("Toàn bộ dữ liệu của một chủ thể: ZIP gồm JSON, CSV, EPCIS và tệp", token=True, refused=[403, 404])
@bp.response(200, {"type": "string", "format": "binary"}, content_type="application/zip")
def export(subject_id: str) -> Response:
    """Hand over everything that the registry holds of a subject, to itself and to the offices above it."""
    return exported(required_actor(), subject_id)


@bp.patch("/subjects/<subject_id>")
@bp.told("Sửa một chủ thể", token=True, refused=[*WRITES, 412, 428], headers=["MATCH"])
@bp.arguments(SubjectPatch)
@bp.response(200, SubjectOut, headers=ONE)
def update(body: dict[str, Any], subject_id: str) -> Response:
    """Change the fields named."""
    by = required_actor()
    with unit_of_work():
        subject = own_subject(by, subject_id, for_update=True)
        require_match(subject.version)
        update_subject(by, now(), subject, **body)
        return answer(profile_of(subject, by), etag=subject.version)

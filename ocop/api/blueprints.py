"""The API put together: every noun's operations, and the OpenAPI document that they make."""

from http import HTTPStatus

from flask import Flask
from flask_smorest.utils import prepare_response

from ocop.api import (
    certificates,
    decisions,
    docs,
    dossiers,
    epcis,
    label_jobs,
    labels,
    links,
    lots,
    partners,
    photos,
    problem_reports,
    products,
    raw_lots,
    recalls,
    rubrics,
    sites,
    statistics,
    subjects,
    subscriptions,
    traces,
)
from ocop.schemas.problems import Problem
from ocop.web.openapi import RegistryApi
from ocop.web.settings import public_base_url

_TITLE = "Sổ đăng ký OCOP"
_WORDS = "Sản phẩm OCOP: chủ thể, hạng sao, giấy chứng nhận, lô, nhãn và thống kê. Hướng dẫn ở /api/docs."
_BEARER = {"type": "http", "scheme": "bearer", "description": "Mã truy cập ocop_pat_… của một tài khoản."}
#: Header parameters that operations name.
_PARAMETERS = {
    "IDEMPOTENCY_KEY": (
        "Idempotency-Key",
        False,
        "Gửi lại cùng khóa và nội dung thì nhận lại đúng câu trả lời cũ, không làm hai lần.",
        {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    ),
    "MATCH": ("If-Match", True, "ETag vừa đọc được.", {"type": "string"}),
    "NONE_MATCH": ("If-None-Match", False, "ETag đang có: chưa đổi thì trả 304.", {"type": "string"}),
}
#: What a refusal of some statuses says in its headers.
_REFUSAL_HEADERS = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


class DocumentedApi(RegistryApi):
    """The API with refusals documented status by status, so that no catch-all hides a new one."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_responses(self) -> None:
        """Describe every refusal by one shape in its own media type."""
        for status in HTTPStatus:
            response: dict[str, object] = {"description": status.phrase}
            if status >= 400:
                response["schema"] = self.ERROR_SCHEMA
            if name := _REFUSAL_HEADERS.get(status):
                response["headers"] = {name: {"schema": {"type": "string"}}}
            prepare_response(response, self.spec, "application/problem+json")
            self.spec.components.response(status.name, response, lazy=True)


def register_api(app: Flask) -> None:
    """Give the application its API and the document about it."""
    app.config.update(API_TITLE=_TITLE, API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    api = DocumentedApi(app, spec_kwargs={"info": {"description": _WORDS}})
    api.spec.components.security_scheme("bearer", _BEARER)
    for name, (header, required, words, schema) in _PARAMETERS.items():
        told = {"name": header, "required": required, "description": words, "schema": schema}
        api.spec.components.parameter(name, "header", told, lazy=True)
    for room in (
        subjects,
        products,
        photos,
        decisions,
        certificates,
        dossiers,
        links,
        lots,
        raw_lots,
        partners,
        sites,
        traces,
        epcis,
        subscriptions,
        recalls,
        labels,
        label_jobs,
        rubrics,
        statistics,
        problem_reports,
        docs,
    ):
        api.register_blueprint(room.bp)
    with app.app_context():
        document = {**api.spec.to_dict(), "servers": [{"url": public_base_url()}]}
    app.extensions[docs.DOCUMENT] = document

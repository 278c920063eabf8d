"""Operations: how requests are read strictly, and how each operation tells the OpenAPI document about itself."""

import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from flask import Request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from webargs.core import is_json
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from ocop.domain.refusals import BadInput
from ocop.schemas.shapes import faults_in

_EMPTY = "Không được để trống."
#: What the names in addresses stand for.
_NAMES = {
    "subject_id": "Mã chủ thể (UUID).",
    "code": "Mã ngắn, GTIN 8 đến 14 chữ số, mã OCOP hoặc mã cũ của sản phẩm.",
    "decision_id": "Mã quyết định (UUID).",
    "lot": "Mã lô.",
    "capture_id": "Mã lần ghi.",
    "event_id": "eventID, mã hóa phần trăm.",
    "collection": "Loại giá trị: epcs, eventTypes, bizSteps, dispositions, readPoints hoặc bizLocations.",
    "member": "Một giá trị, mã hóa phần trăm.",
    "query_name": "Tên truy vấn.",
    "subscription_id": "Mã đăng ký.",
    "raw_id": "Mã lô nguyên liệu (UUID).",
    "format": "Dạng tệp.",
    "link_id": "Mã liên kết (UUID).",
    "job": "Mã lượt in (UUID).",
    "product_set": "Số bộ sản phẩm, 1 đến 26.",
    "edition": "Mã của bản bộ tiêu chí.",
    "dossier_id": "Mã hồ sơ (UUID).",
    "number": "Số giấy chứng nhận.",
    "reference": "Mã phản ánh, dạng R-7K3M-9QXA-2PTV.",
}
View = TypeVar("View", bound=Callable[..., Any])

#: Headers of an answer about one thing, and about one that was just made.
ONE = {"ETag": {"description": "Phiên bản, để gửi lại trong If-Match.", "schema": {"type": "string"}}}
CREATED = {**ONE, "Location": {"description": "Địa chỉ của thứ vừa tạo.", "schema": {"type": "string"}}}
#: Refusals that any operation may give: a strange host, a bad token, too often, a store that is busy.
ALWAYS = (400, 401, 429, 503)
#: Refusals of every operation that writes.
WRITES = (403, 404, 409, 413, 415, 422)


class StrictParser(FlaskParser):
    """Reads bodies and queries so that nothing unknown, unreadable or of another media type passes."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}

    def _raw_load_json(self, req: Request) -> Any:
        """Return the JSON of a body. Refuses other media types with 415 and what is no JSON with 400."""
        if not is_json(req.mimetype):
            raise UnsupportedMediaType("Nội dung phải là application/json.")
        try:
            return json.loads(req.get_data(cache=True), parse_constant=_no_constant)
        except (ValueError, RecursionError) as fault:
            raise BadRequest("Nội dung không phải JSON đọc được.") from fault

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Return the parameters of a query. An empty one is refused: whoever writes one means something by it."""
        empty = {name: [_EMPTY] for name, text in req.args.items() if text == ""}
        if empty:
            raise ValidationError(empty)
        return super().load_querystring(req, schema)

    def handle_error(
        self,
        error: ValidationError,
        req: Request,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Refuse a body or a query with every fault by field."""
        messages: Any = error.messages
        faults = [fault for inner in messages.values() for fault in faults_in(inner)]
        raise BadInput("invalid", "Dữ liệu gửi lên có chỗ chưa đúng.", faults=faults) from error


def _no_constant(name: str) -> NoReturn:
    """Refuse NaN and the infinities, which JSON does not have."""
    raise ValueError(name)


class Operations(Blueprint):
    """A noun's operations, each of which says in the OpenAPI document what it takes and how it may refuse."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, *, words: str, prefix: str = "/api/v1") -> None:
        super().__init__(f"api_{name}", f"ocop.api.{name}", url_prefix=prefix, description=words)
        self._prepare_doc_cbks.append(self._prepare_told_doc)

    def add_url_rule(self, rule: str, *words: Any, **more: Any) -> None:
        """Register an address; what the names in it stand for goes into the document."""
        named = [{"name": name, "in": "path", "description": _NAMES[name]} for name in _NAMES if f"{name}>" in rule]
        super().add_url_rule(rule, *words, **{**more, "parameters": named})

    def told(
        self,
        summary: str,
        *,
        token: bool = False,
        refused: Iterable[int] = (),
        headers: Iterable[str] = (),
        body: Mapping[str, Any] | None = None,
    ) -> Callable[[View], View]:
        """Return a decorator that documents an operation.

        `token` says that it needs one; `refused` lists the statuses it may refuse with beyond ALWAYS;
        `headers` names header parameters of the document; `body` is a request body that no schema describes.
        """
        told: dict[str, Any] = {
            "summary": summary,
            "security": [{"bearer": []}] if token else [{}, {"bearer": []}],
            "responses": {status: HTTPStatus(status).name for status in sorted({*ALWAYS, *refused})},
            "headers": tuple(headers),
            "body": body,
        }

        def decorate(view: View) -> View:
            known = deepcopy(getattr(view, "_apidoc", {}))
            view._apidoc = {**known, "told": told}  # type: ignore[attr-defined]
            return view

        return decorate

    @staticmethod
    def _prepare_told_doc(doc: dict[str, Any], doc_info: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add to an operation's document what its `told` said."""
        told = doc_info.get("told")
        if told is None:
            return doc
        doc["security"] = told["security"]
        doc["responses"] = {**told["responses"], **doc.get("responses", {})}
        if told["headers"]:
            doc["parameters"] = [*doc.get("parameters", []), *told["headers"]]
        if told["body"]:
            doc["requestBody"] = {"required": True, "content": told["body"]}
        doc_info["docstring"] = {"summary": told["summary"]}
        return doc

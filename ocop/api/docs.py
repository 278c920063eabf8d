"""The page about the API, drawn on the server from the OpenAPI document itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, current_app, render_template

from ocop.api.operations import Operations
from ocop.web.answers import answer
from ocop.web.settings import public_base_url

bp = Operations("docs", words="Về API", prefix="/api")

#: Where the application keeps its OpenAPI document.
DOCUMENT = "ocop_openapi"
_METHODS = ("get", "post", "put", "patch", "delete")


@bp.get("/openapi.json")
@bp.told("Tài liệu OpenAPI 3.1 này")
@bp.response(200, {"type": "object"})
def document() -> Response:
    """Hand over the OpenAPI document."""
    return answer(current_app.extensions[DOCUMENT])


@bp.get("/docs")
@bp.told("Trang hướng dẫn")
@bp.response(200, {"type": "string"}, content_type="text/html")
def page() -> Response:
    """Draw the document as a page."""
    spec = current_app.extensions[DOCUMENT]
    shapes = shapes_of(spec)
    names = {shape["name"] for shape in shapes}
    words = {"chapters": chapters_of(spec), "shapes": shapes, "names": names, "base_url": public_base_url()}
    return Response(render_template("api/docs.html", **words), mimetype="text/html")


def chapters_of(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the operations of an OpenAPI document, by its tags in their order."""
    operations = list(_operations(spec))
    return [
        {**tag, "operations": [one for one in operations if tag["name"] in one["tags"]]}
        for tag in spec.get("tags", [])
    ]


def _operations(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, item in spec["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _operation(spec, path, method, item[method], item.get("parameters", []))


def _operation(
    spec: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any], shared: list[Any]
) -> dict[str, Any]:
    parameters = [_followed(spec, one) for one in (*shared, *operation.get("parameters", []))]
    responses = sorted(operation["responses"].items())
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "path": path,
        "method": method,
        "tags": operation["tags"],
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "needs_token": {} not in operation["security"],
        "parameters": [
            {**one, "type": _type_of(one.get("schema", {})), "words": _words_of(one)} for one in parameters
        ],
        "bodies": [{"media_type": kind, "shape": _shape_of(one.get("schema", {}))} for kind, one in body.items()],
        "answers": [_answer(spec, status, one) for status, one in responses if status < "400"],
        "refusals": [status for status, _ in responses if status >= "400"],
    }


def _answer(spec: Mapping[str, Any], status: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    answer = _followed(spec, answer)
    shapes = [_shape_of(one.get("schema", {})) for one in answer.get("content", {}).values()]
    return {"status": status, "words": answer.get("description", ""), "shape": next(iter(shapes), "")}


def shapes_of(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the named shapes of an OpenAPI document with their fields."""
    shapes = spec.get("components", {}).get("schemas", {})
    return [
        {"name": name, "description": shape.get("description", ""), "fields": _fields(shape)}
        for name, shape in sorted(shapes.items())
    ]


def _fields(shape: Mapping[str, Any]) -> list[dict[str, Any]]:
    must = shape.get("required", [])
    return [
        {"name": name, "required": name in must, "type": _type_of(field), "words": _words_of({"schema": field})}
        for name, field in shape.get("properties", {}).items()
    ]


def _followed(spec: Mapping[str, Any], thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a reference inside the document points at."""
    if "$ref" not in thing:
        return thing
    found: Any = spec
    for step in thing["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def _shape_of(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _type_of(schema: Mapping[str, Any]) -> str:
    """Return a type in a few words: `SubjectBrief`, `string (date), null`, `ToolOut[]`."""
    if name := _shape_of(schema):
        return name
    if "anyOf" in schema:
        return ", ".join(_type_of(one) for one in schema["anyOf"])
    kinds = schema.get("type", "")
    words = ", ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if "items" in schema:
        return f"{_type_of(schema['items'])}[]"
    return f"{words} ({schema['format']})" if "format" in schema else words


def _words_of(thing: Mapping[str, Any]) -> str:
    """Return what a field is, which words it takes, its bounds and an example, in one line."""
    schema = thing.get("schema", {})
    said = [thing.get("description") or schema.get("title"), schema.get("description")]
    if "enum" in schema:
        said.append(" | ".join(str(word) for word in schema["enum"] if word is not None))
    if "maximum" in schema:
        said.append(f"{schema.get('minimum', '')}–{schema['maximum']}")
    if "maxLength" in schema:
        said.append(f"≤ {schema['maxLength']} ký tự")
    if "example" in schema:
        said.append(f"vd. {schema['example']}")
    return "; ".join(dict.fromkeys(str(one).rstrip(".") for one in said if one))

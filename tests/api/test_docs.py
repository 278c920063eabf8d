"""The OpenAPI document and the page about it."""

import re

from jsonschema.validators import Draft202012Validator

from ocop.api.docs import chapters_of, shapes_of


def test_every_route_of_the_api_is_documented(app, client):
    document = client.get("/api/openapi.json").json
    documented = {
        (method.upper(), path) for path, item in document["paths"].items() for method in item if method in METHODS
    }
    routes = {
        (method, re.sub(r"<(?:[^<>]+:)?([^:<>]+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/epcis/"))
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert documented == routes


METHODS = ("get", "post", "put", "patch", "delete")


def test_the_document_is_openapi_3_1_and_says_how_to_sign(client):
    document = client.get("/api/openapi.json").json

    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    create = document["paths"]["/api/v1/products"]["post"]
    assert create["security"] == [{"bearer": []}]
    assert {"201", "400", "401", "403", "404", "409", "413", "415", "422"} <= set(create["responses"])
    refusal = document["components"]["responses"]["CONFLICT"]["content"]
    assert refusal == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_the_page_tells_every_operation_and_shape(client):
    document = client.get("/api/openapi.json").json
    page = client.get("/api/docs")

    assert (page.status_code, page.mimetype) == (200, "text/html")
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page.text
    for shape in shapes_of(document):
        assert f'id="{shape["name"]}"' in page.text
    assert 'lang="vi"' in page.text
    assert "style=" not in page.text


def test_chapters_hold_every_operation_once(client):
    document = client.get("/api/openapi.json").json
    told = [(one["method"], one["path"]) for chapter in chapters_of(document) for one in chapter["operations"]]

    assert (
        len(told)
        == len(set(told))
        == sum(method in METHODS for item in document["paths"].values() for method in item)
    )

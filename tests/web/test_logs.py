"""Logs: one line per request, with nothing in it that a person typed."""

import json
import re

import pytest
import structlog

from ocop.web.logs import configure_logs


@pytest.fixture
def lines(app, capsys):
    """Return a function that gives the lines written so far."""
    configure_logs("json")

    def read() -> list[dict]:
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


def test_a_request_is_one_line(client, lines, add_view, token_for) -> None:
    add_view("/api/v1/probe/<word>", lambda word: "x")
    headers = token_for("province") | {"X-Request-ID": "given-by-proxy"}

    client.get("/api/v1/probe/0912345678?q=Nguyễn", headers=headers)

    (line,) = lines()
    assert {name: line[name] for name in ("event", "method", "rule", "status", "role", "request_id")} == {
        "event": "request",
        "method": "GET",
        "rule": "/api/v1/probe/<word>",
        "status": 200,
        "role": "province",
        "request_id": "given-by-proxy",
    }
    assert line["ms"] >= 0
    assert not re.search("0912345678|Nguy|127.0.0.1", json.dumps(line, ensure_ascii=False))


def test_a_lost_address_is_not_repeated(client, lines) -> None:
    client.get("/0912345678")

    (line,) = lines()
    assert (line["rule"], line["status"], "0912345678" in json.dumps(line)) == (None, 404, False)


def test_a_fault_says_where_and_not_what(app, client, lines, add_view) -> None:
    def view(word: str) -> str:
        raise ValueError(word)

    app.config["PROPAGATE_EXCEPTIONS"] = False
    add_view("/probe/<word>", view)

    client.get("/probe/0912345678")

    fault, request = lines()
    assert (fault["event"], fault["kind"], fault["rule"]) == ("fault", "ValueError", "/probe/<word>")
    assert any("test_logs.py" in line for line in fault["where"])
    assert (request["status"], "0912345678" in json.dumps([fault, request])) == (500, False)


def test_people_may_read_logs_as_text(capsys) -> None:
    configure_logs("text")

    structlog.get_logger("x").info("swept", rows=3)

    assert "swept" in capsys.readouterr().err
    configure_logs("json")

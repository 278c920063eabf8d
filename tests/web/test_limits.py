"""Limits: bodies, forms, and the networks that requests come from."""

import io

import pytest
from flask import request
from hypothesis import given
from hypothesis import strategies as st

from ocop.web.grants import Access
from ocop.web.limits import BODY, UPLOAD, asker_prefix, network_prefix
from tests.conftest import running


@pytest.mark.parametrize(("size", "status"), [(BODY, 200), (BODY + 1, 413)])
def test_a_body_has_a_most(size: int, status: int, client, add_view) -> None:
    add_view("/api/v1/probe", lambda: {"size": len(request.get_data())}, method="POST")

    answer = client.post("/api/v1/probe", data=b"x" * size, content_type="application/json")

    assert answer.status_code == status
    if status == 413:
        assert answer.json["code"] == "too-large"


def test_a_photograph_may_be_larger(client, add_view) -> None:
    add_view("/api/v1/probe", lambda: {"size": len(request.get_data())}, Access(None, body=UPLOAD), "POST")

    sizes = [
        client.post("/api/v1/probe", data=b"x" * size, content_type="image/jpeg") for size in (UPLOAD, UPLOAD + 1)
    ]

    assert [one.status_code for one in sizes] == [200, 413]


@pytest.mark.parametrize(("size", "status"), [(0, 200), (BODY, 200), (BODY + 1, 413), (BODY * 3, 413)])
def test_a_body_of_unknown_length_is_never_cut_short(size: int, status: int, client, add_view) -> None:
    add_view("/api/v1/probe", lambda: {"size": len(request.get_data())}, method="POST")

    answer = client.post(
        "/api/v1/probe",
        input_stream=io.BytesIO(b"x" * size),
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == status
    assert status != 200 or answer.json == {"size": size}


def test_a_form_of_unknown_length_is_read_whole(client, add_view) -> None:
    add_view("/api/v1/probe", lambda: {"word": request.form["word"]}, method="POST")

    answer = client.post(
        "/api/v1/probe",
        input_stream=io.BytesIO("word=dừa".encode()),
        content_type="application/x-www-form-urlencoded",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.json == {"word": "dừa"}


def test_a_form_of_too_many_fields_is_refused(client, add_view) -> None:
    add_view("/api/v1/probe", lambda: {"fields": len(request.form)}, method="POST")

    fields = {f"f{number}": "x" for number in range(201)}
    answer = client.post("/api/v1/probe", data=fields, content_type="multipart/form-data")

    assert answer.status_code == 413


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.0/24"), (1, "198.51.100.0/24"), (2, "203.0.113.0/24")])
def test_proxies_are_believed_as_many_as_are_trusted(proxies: int, seen: str, settings, clock, monkeypatch) -> None:
    more = settings.__class__(**{**vars(settings), "trusted_proxies": proxies})
    headers = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}

    with running(more, clock) as app:
        monkeypatch.setitem(app.view_functions, "operations.healthz", asker_prefix)
        answer = app.test_client().get("/healthz", headers=headers)

    assert answer.text == seen


@pytest.mark.parametrize("address", [None, "", "unknown", "1.2.3", "x" * 99])
def test_an_address_that_is_none_has_no_network(address: str | None) -> None:
    assert network_prefix(address) == "unknown"


def test_a_zone_is_no_part_of_a_network() -> None:
    assert network_prefix("fe80::1%eth0") == "fe80::/48"


@given(st.ip_addresses())
def test_a_network_tells_no_single_address(address) -> None:
    prefix = network_prefix(str(address))

    assert prefix == network_prefix(prefix.partition("/")[0])
    assert prefix.endswith(("/24", "/48"))

"""The OpenAPI document against the application itself: whatever is generated, the answer is a documented one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.engine import from_schema
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import ScenarioRecorder

from tests.dossiers import road_of

CHECKS = {
    # Rules of the programme (which commune, whose star, what day) are no matter of a shape.
    "positive_data_acceptance": {"enabled": False},
    # It asks again in a way that schemathesis' own WSGI transport does not take; test_access.py covers it.
    "ignored_auth": {"enabled": False},
    # What lacks If-Match is refused with 428, which schemathesis does not count as a refusal.
    "missing_required_header": {"expected-statuses": ["400", "401", "403", "404", "415", "422", "428"]},
}
#: Addresses that have tests of their own: chance alone makes nothing that they take.
APART = "/dossiers|/epcis|/raw-lots"
GENERATION = {"max-examples": 4, "deterministic": True, "no-shrink": True, "database": "none"}


def scenarios(app: Flask, *, only: str = "", **wanted: Any) -> Iterator[ScenarioRecorder]:
    """Run every phase of schemathesis but the stateful one on the application, in this process."""
    phases = {"stateful": {"enabled": False}}
    config = schemathesis.Config.from_dict({"checks": CHECKS, "generation": GENERATION, "phases": phases, **wanted})
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config)
    schema = schema.include(path_regex=only) if only else schema.exclude(path_regex=APART)
    for event in from_schema(schema).execute():
        if isinstance(event, FatalError | NonFatalError):
            raise AssertionError(repr(event))
        if isinstance(event, ScenarioFinished):
            yield event.recorder


def faults_in(recorder: ScenarioRecorder) -> Iterator[str]:
    """Yield what one scenario found, with the request that shows it."""
    for checks in recorder.checks.values():
        for check in checks:
            if found := check.failure_info:
                yield f"{recorder.label}: {check.name}: {found.failure.message}\n{found.code_sample}"


def answered_in(recorder: ScenarioRecorder) -> bool:
    """Tell whether some request of a scenario was not refused."""
    return any(one.response and one.response.status_code < 300 for one in recorder.interactions.values())


def test_whatever_an_office_asks_is_answered_as_documented(
    app: Flask,
    make_product: Callable[..., Any],
    make_lot: Callable[..., Any],
    make_decision: Callable[..., Any],
    token_for: Callable[..., dict[str, str]],
) -> None:
    product = make_product(gtin=True)
    names = {
        "path.code": product.code,
        "path.subject_id": product.subject_id,
        "path.lot": make_lot(product).code,
        "path.decision_id": make_decision(product).id,
        "header.If-Match": "*",
    }
    faults, asked, answered = [], set(), set()

    for scenario in scenarios(app, headers=token_for("province"), parameters=names):
        faults += faults_in(scenario)
        asked.add(scenario.label)
        answered |= {scenario.label} if answered_in(scenario) else set()

    assert faults == []
    # No state of potential five star runs, pictures are not made by chance, and dossiers have a test of their own.
    assert {label.partition("/products/{code}")[2] for label in asked - answered} <= {
        "/potential-five-star/end",
        "/photos",
    }


@pytest.mark.parametrize("role", ["province", "auditor"])
def test_whatever_is_asked_of_events_is_answered_as_documented(
    app: Flask, token_for: Callable[..., dict[str, str]], role: str
) -> None:
    names = {"path.collection": "bizSteps", "path.member": "shipping", "path.event_id": "urn:uuid:1"}
    faults, asked = [], set()

    for scenario in scenarios(app, only="/epcis|/raw-lots", headers=token_for(role), parameters=names):
        faults += faults_in(scenario)
        asked.add(scenario.label)

    assert faults == []
    assert {"POST /epcis/capture", "GET /epcis/events", "POST /api/v1/raw-lots/{raw_id}/recall"} <= asked


def test_whatever_a_stranger_asks_is_answered_as_documented(app: Flask, make_product: Callable[..., Any]) -> None:
    make_product()

    assert [fault for scenario in scenarios(app) for fault in faults_in(scenario)] == []


@pytest.mark.parametrize("role", ["producer", "commune", "assessor"])
def test_whatever_is_asked_of_a_dossier_is_answered_as_documented(
    app, client, make_product, token_for, factories, role
):
    road = road_of(client, factories, make_product(), token_for)
    road.open()
    headers = {"producer": road.producer, "commune": road.commune, "assessor": road.assessors[0]}[role]
    names = {"path.dossier_id": road.id, "header.If-Match": "*"}

    faults = [
        fault
        for scenario in scenarios(app, headers=headers, parameters=names, only="/dossiers")
        for fault in faults_in(scenario)
    ]

    assert faults == []

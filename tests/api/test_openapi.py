"""The OpenAPI document against the application itself: whatever is generated, the answer is a documented one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.engine import from_schema
from schemathesis.engine.events import EngineEvent, FatalError, NonFatalError, ScenarioFinished

#: What is refused for want of If-Match is refused with 428, which schemathesis does not count as a refusal.
HEADER_STATUSES = ["400", "401", "403", "404", "415", "422", "428"]


def run_of(app: Flask, **wanted: Any) -> Iterator[EngineEvent]:
    """Run every phase of schemathesis on the application, in this process."""
    checks = {
        # Rules of the programme (which commune, whose star, what day) are no matter of a shape.
        "positive_data_acceptance": {"enabled": False},
        "missing_required_header": {"expected-statuses": HEADER_STATUSES},
    }
    generation = {"max-examples": 10, "deterministic": True, "no-shrink": True, "database": "none"}
    phases = {"stateful": {"enabled": False}}
    config = schemathesis.Config.from_dict({"checks": checks, "generation": generation, "phases": phases, **wanted})
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config)
    yield from from_schema(schema).execute()


def faults_in(events: Iterator[EngineEvent]) -> list[str]:
    """Return what a run found, a line each."""
    found = []
    for event in events:
        if isinstance(event, FatalError | NonFatalError):
            found.append(repr(event))
        if isinstance(event, ScenarioFinished):
            for case_id, checks in event.recorder.checks.items():
                for check in checks:
                    if check.failure_info is not None:
                        failure = check.failure_info.failure
                        found.append(f"{event.recorder.label} {check.name}: {failure.title} {failure.message}\n{check.failure_info.code_sample}")
    return found


@pytest.mark.parametrize("role", ["province", None])
def test_whatever_is_asked_is_answered_as_documented(
    app: Flask, role: str | None, make_product: Callable[..., Any], token_for: Callable[..., dict[str, str]]
) -> None:
    product = make_product(gtin=True)
    parameters = {"path.code": product.code, "path.subject_id": product.subject_id} if role else {}
    headers = token_for(role) if role else {}

    assert faults_in(run_of(app, headers=headers, parameters=parameters)) == []

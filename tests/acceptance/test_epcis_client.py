"""A client that others wrote, against a running service: it delivers events, asks what became of them, reads them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from openepcis_client.core.client import Client
from openepcis_client.core.config import ClientConfig
from openepcis_client.core.errors import OpenEpcisError
from openepcis_client.events.service import Capture, Query

from tests.acceptance.services import call, environment, free_port, ocop, served
from tests.traces import at, change, harvest, ship, thing

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"


class Bearer:
    """A token that stays the same."""

    def __init__(self, token: str) -> None:
        self._token = token

    def bearer(self) -> str:
        """Return the token."""
        return self._token

    def invalidate(self) -> None:
        """Do nothing: there is no other one."""


@contextmanager
def repository(folder: Path) -> Iterator[Client]:
    """Serve a registry of real data; yield a client of a commune's token."""
    port = free_port()
    env = environment(folder, OCOP_PUBLIC_BASE_URL=f"http://127.0.0.1:{port}")
    ocop(env, "init", "--sample", "none")
    ocop(env, "user", "create", "xa", "--role", "commune", "--unit", "29341")
    token = ocop(env, "token", "create", "xa").strip()
    with served(env, port):
        assert call(f"http://127.0.0.1:{port}/epcis/", token=token)[0] == 200
        yield Client(ClientConfig(f"http://127.0.0.1:{port}/epcis"), Bearer(token))


def document_of(*events: dict[str, Any]) -> dict[str, Any]:
    """Return an EPCISDocument of events."""
    head = {"@context": [CONTEXT], "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": at(3)}
    return head | {"epcisBody": {"eventList": list(events)}}


def test_a_client_of_others_submits_polls_and_queries(tmp_path: Path) -> None:
    events = [
        harvest(thing("a")),
        change({thing("a"): 10}, {thing("b"): 40}),
        ship({thing("b"): 4}, thing("shop"), 2),
    ]
    document = document_of(*events)
    wrong = document_of(harvest(thing("c")) | {"action": "TAKE"})
    with repository(tmp_path) as client:
        capture, query = Capture(client), Query(client)

        receipt = capture.submit(document)
        outcome = capture.outcome(receipt)
        seen = list(query.since("2020-01-01T00:00:00+00:00", per_page=2))

        assert (capture.check(), query.check()) == ("", "")
        assert (outcome.settled, outcome.success, outcome.errors) == (True, True, ())
        assert [one["type"] for one in seen] == ["ObjectEvent", "TransformationEvent", "ObjectEvent"]
        assert [one["eventTime"] for one in query.for_epc(thing("b"))] == [at(1), at(2)]
        with pytest.raises(OpenEpcisError):
            capture.submit(wrong)
        assert len(list(query.since())) == 3

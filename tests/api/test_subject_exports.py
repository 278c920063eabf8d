"""A subject's whole data over HTTP, for itself and the offices above it."""

import io
import zipfile

import pytest

from ocop.domain.accounts import Scope
from ocop.services.acts import acts_of
from tests.journeys import journey

pytestmark = pytest.mark.both_stores


@pytest.fixture
def way(app, factories, make_subject):
    with app.app_context():
        return journey(factories, make_subject(name="Hợp tác xã dừa sáp Cầu Kè"))


def taken(client, subject, token):
    """Ask for an export and read it to its end."""
    answer = client.get(f"/api/v1/subjects/{subject.id}/export", headers=token)
    assert answer.data
    return answer


def test_a_subject_takes_its_whole_data_along(app, client, way, make_user, token_for):
    token = token_for(make_user("producer", subject=way.subject))

    answer = taken(client, way.subject, token)

    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="ocop-hop-tac-xa-dua-sap-cau-ke-2026'
    )
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert {"README.txt", "data/lots.json", "epcis/events-0001.json"} <= set(packed.namelist())
    with app.app_context():
        assert [one.verb for one in acts_of("subject", way.subject.id)].count("export") == 1


def test_offices_above_take_it_and_nobody_else(app, client, way, make_user, make_subject, token_for):
    path = f"/api/v1/subjects/{way.subject.id}/export"
    refused = {
        404: [make_user("producer", subject=make_subject()), make_user("commune", unit="29302")],
        403: [make_user("auditor"), make_user("assessor")],
    }

    for status, people in refused.items():
        assert [client.get(path, headers=token_for(one)).status_code for one in people] == [status] * 2
    assert client.get(path).status_code == 401
    assert client.get("/api/v1/subjects/none/export", headers=token_for(make_user("ministry"))).status_code == 404
    with app.app_context():
        assert "export" not in [one.verb for one in acts_of("subject", way.subject.id)]
    assert taken(client, way.subject, token_for(make_user("province", unit="86"))).status_code == 200


def test_a_token_for_reading_alone_does_not_take_papers_along(client, way, make_user, token_for):
    user = make_user("producer", subject=way.subject)

    assert taken(client, way.subject, token_for(user, scopes=[Scope.READ])).status_code == 403
    assert taken(client, way.subject, token_for(user, scopes=[Scope.DOSSIERS])).status_code == 200

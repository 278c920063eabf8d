"""EPCIS 2.0 over HTTP: captured, read back, asked for, refused; against the documents of the reference data too."""

from typing import Any
from urllib.parse import quote

import orjson
import pytest
from sqlalchemy import func, select

from ocop.models.captures import Capture
from ocop.models.database import db
from ocop.models.events import Epc, TraceEvent
from tests.traces import at, harvest, ship, thing
from tests.vectors import vector_path

pytestmark = pytest.mark.both_stores
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
VALID = sorted(vector_path("epcis_documents/valid").glob("*")) if vector_path("epcis_documents/valid") else []
INVALID = sorted(vector_path("epcis_documents/invalid").glob("*")) if vector_path("epcis_documents/invalid") else []


def document(*events: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an EPCISDocument of events."""
    return {
        "@context": [CONTEXT], "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": at(0),
        "epcisBody": {"eventList": list(events)}, **more,
    }  # fmt: skip


@pytest.fixture
def token(make_subject, token_for, make_user):
    return token_for(make_user("producer", subject=make_subject()))


def post(client, token, body, address="/epcis/capture", **headers):
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    return client.post(address, data=data, headers={**token, "Content-Type": "application/ld+json", **headers})


def kept(app, model=TraceEvent):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def listed(client, token, question=""):
    answer = client.get(f"/epcis/events{question}", headers=token)
    assert answer.status_code == 200, answer.json
    return answer.json["epcisBody"]["queryResults"]["resultsBody"]["eventList"]


def test_a_document_is_captured_and_its_job_read(app, client, token):
    answer = post(client, token, document(harvest(thing("a")), harvest(thing("b"))))

    job = client.get(answer.headers["Location"], headers=token).json
    assert answer.status_code == 202
    assert (job["running"], job["success"], job["errors"], job["kept"]) == (False, True, [], 2)
    assert job["captureErrorBehaviour"] == "rollback"
    assert [one["quantityList"][0]["epcClass"] for one in listed(client, token)] == [thing("a"), thing("b")]


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.name)
def test_documents_of_the_reference_are_read_back_as_they_came(app, client, token, path):
    sent = orjson.loads(path.read_bytes())
    body = sent["epcisBody"]
    events = body["eventList"] if "eventList" in body else body["queryResults"]["resultsBody"]["eventList"]

    answer = post(client, token, path.read_bytes())

    assert answer.status_code == 202, answer.json
    shown = listed(client, token, "?perPage=500")
    added = ("eventID", "recordTime", "@context")
    plain = [{name: value for name, value in one.items() if name not in added} for one in shown]
    wanted = [{name: value for name, value in one.items() if name not in added} for one in events]
    assert all(one in plain for one in wanted)
    assert {one["eventID"] for one in events if "eventID" in one} <= {one["eventID"] for one in shown}
    assert all(one["eventID"] and one["recordTime"] for one in shown)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.name)
def test_what_the_reference_calls_invalid_is_refused_whole(app, client, token, path):
    answer = post(client, token, path.read_bytes())

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"] == "epcisException:ValidationException"
    assert [kept(app), kept(app, Capture), kept(app, Epc)] == [0, 0, 0]


def test_with_proceed_the_good_events_are_kept_and_the_bad_told(app, client, token):
    wrong = harvest(thing("b")) | {"action": "TAKE"}

    answer = post(client, token, document(harvest(thing("a")), wrong), **{"GS1-Capture-Error-Behaviour": "proceed"})

    job = client.get(answer.headers["Location"], headers=token).json
    assert (answer.status_code, job["success"], job["kept"]) == (202, False, 1)
    assert [one["instance"] for one in job["errors"]] == ["/epcisBody/eventList/1/action"]
    assert len(listed(client, token)) == 1


def test_one_event_is_recorded_once(app, client, token):
    event = {"@context": [CONTEXT], **harvest(thing("a"))}

    first, second = (post(client, token, event, "/epcis/events") for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json["type"] == "epcisException:ResourceAlreadyExistsException"
    shown = client.get(first.headers["Location"], headers=token).json
    assert (shown["eventID"], shown["quantityList"]) == (first.json["eventID"], event["quantityList"])
    assert client.get(f"/epcis/events/{first.json['eventID']}", headers=token).json == shown


def test_the_same_document_twice_is_one_story(app, client, token):
    for _ in range(2):
        assert post(client, token, document(harvest(thing("a")))).status_code == 202

    assert (kept(app), kept(app, Capture)) == (1, 2)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("?eventType=ObjectEvent", "abs"),
        ("?eventType=AggregationEvent", ""),
        ("?EQ_bizStep=shipping", "s"),
        ("?EQ_bizStep=urn:epcglobal:cbv:bizstep:commissioning,https://ref.gs1.org/cbv/BizStep-shipping", "abs"),
        ("?EQ_action=ADD&EQ_action=OBSERVE", "abs"),
        (f"?MATCH_anyEPCClass={quote(thing('a'), safe='')}", "as"),
        (f"?MATCH_epc={quote(thing('a'), safe='')}", ""),
        (f"?GE_eventTime={quote(at(1))}", "bs"),
        (f"?LT_eventTime={quote(at(1))}", "a"),
        (f"?EQ_destination_possessing_party={quote(thing('shop'), safe='')}", "s"),
        ("?EQ_ILMD_cbvmda:lotNumber=L7", "b"),
        ("?EXISTS_errorDeclaration=false", "abs"),
        ("?EXISTS_errorDeclaration=true", ""),
        ("?EQ_readPoint=https://id.gs1.org/414/9521234000006", ""),
        ("?orderBy=eventTime&orderDirection=DESC", "sba"),
        ("?eventCountLimit=2", "ab"),
        ("?EQ_eventID=urn:uuid:s", "s"),
    ],
)
def test_questions_find_what_they_ask_for(client, token, question, found):
    events = [
        harvest(thing("a"), eventID="urn:uuid:a"),
        harvest(thing("b"), day=1, eventID="urn:uuid:b", ilmd={"cbvmda:lotNumber": "L7"}),
        ship({thing("a"): 2}, thing("shop"), 2) | {"eventID": "urn:uuid:s"},
    ]
    assert post(client, token, document(*events)).status_code == 202

    shown = listed(client, token, question)

    assert [one["eventID"].removeprefix("urn:uuid:") for one in shown] == list(found)


@pytest.mark.parametrize(
    "question",
    [
        "?foo=1",
        "?EQ_foo=1",
        "?GE_eventTime=2026-01-01T00:00:00",
        "?GE_eventTime=gestern",
        "?eventType=Event",
        "?EQ_action=TAKE",
        "?perPage=0",
        "?perPage=x",
        "?orderBy=x",
        "?nextPageToken=x",
        "?EXISTS_errorDeclaration=maybe",
        "?eventCountLimit=1&maxEventCount=2",
        "?EQ_bizStep=",
    ],
)
def test_a_question_that_is_not_understood_is_refused(client, token, question):
    answer = client.get(f"/epcis/events{question}", headers=token)

    assert answer.status_code == 400, answer.json
    assert answer.json["type"] in (
        "epcisException:QueryParameterException",
        "epcisException:ValidationException",
    )


def test_pages_go_on_by_link_and_by_body(client, token):
    events = [harvest(thing(f"l{place:02}"), day=place) for place in range(7)]
    assert post(client, token, document(*events)).status_code == 202

    address, seen, tokens = "/epcis/events?perPage=3&orderBy=eventTime", [], 0
    while address:
        answer = client.get(address, headers=token)
        seen += [one["eventTime"] for one in answer.json["epcisBody"]["queryResults"]["resultsBody"]["eventList"]]
        link = answer.headers.get("Link")
        assert (link is None) == ("nextPageToken" not in answer.json)
        tokens += link is not None
        address = link[1 : link.index(">")].removeprefix("http://localhost:8000") if link else None

    assert seen == [at(place) for place in range(7)]
    assert tokens == 2


def test_a_mark_serves_its_own_question_and_asker_alone(client, token, make_subject, make_user, token_for):
    other = token_for(make_user("producer", subject=make_subject()))
    assert post(client, token, document(*(harvest(thing(f"l{one}")) for one in range(3)))).status_code == 202
    mark = client.get("/epcis/events?perPage=1", headers=token).json["nextPageToken"]

    assert client.get(f"/epcis/events?perPage=2&nextPageToken={mark}", headers=token).status_code == 200
    for question, who in ((f"?EQ_action=ADD&nextPageToken={mark}", token), (f"?nextPageToken={mark}", other)):
        assert client.get(f"/epcis/events{question}", headers=who).json["code"] == "page-token"


def test_things_steps_and_places_lead_to_their_events(client, token):
    assert (
        post(client, token, document(harvest(thing("a")), ship({thing("a"): 1}, thing("shop"), 1))).status_code == 202
    )

    for collection, name, count in (
        ("epcs", thing("a"), 2),
        ("bizSteps", "shipping", 1),
        ("eventTypes", "ObjectEvent", 2),
    ):
        members = client.get(f"/epcis/{collection}", headers=token).json["member"]
        answer = client.get(f"/epcis/{collection}/{quote(name, safe='')}/events", headers=token)
        assert name in members
        assert len(answer.json["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == count
        assert client.get(f"/epcis/{collection}/{quote(name, safe='')}", headers=token).json["member"] == ["events"]


def test_what_others_recorded_is_not_there(client, token, make_subject, make_user, token_for):
    other = token_for(make_user("producer", subject=make_subject()))
    answer = post(client, token, document(harvest(thing("a"), eventID="urn:uuid:a")))

    assert listed(client, other) == []
    assert client.get("/epcis/epcs", headers=other).json["member"] == []
    assert client.get("/epcis/events/urn:uuid:a", headers=other).status_code == 404
    assert client.get(answer.headers["Location"], headers=other).status_code == 404
    assert client.get("/epcis/events").status_code == 401


def test_limits_and_versions_are_told(client, token):
    for address in ("/epcis/capture", "/epcis/events"):
        answer = client.options(address)
        assert answer.headers["GS1-EPCIS-Capture-Limit"] == "500"
        assert answer.headers["GS1-EPCIS-Capture-File-Size-Limit"] == "1048576"
        assert answer.headers["GS1-EPCIS-Version"] == "2.0.0"
        assert {"GET", "POST"} <= set(answer.allow)


def test_too_much_at_once_is_refused_with_the_limit(app, client, token):
    many = post(client, token, document(*(harvest(thing(f"l{one}")) for one in range(501))))
    large = post(client, token, document(harvest(thing("a"), **{"ex:note": "x" * 1_100_000})))

    assert [many.status_code, large.status_code] == [413, 413]
    assert "500" in many.json["detail"]
    assert "1048576" in large.json["detail"]
    assert many.json["type"] == "epcisException:CaptureLimitExceededException"
    assert kept(app) == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/xml"}, 415),
        ({"Accept": "application/xml"}, 406),
        ({"GS1-EPCIS-Version": "1.2"}, 406),
        ({"GS1-EPC-Format": "Always_EPC_URN"}, 406),
        ({"GS1-Capture-Error-Behaviour": "maybe"}, 400),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(app, client, token, headers, status):
    assert post(client, token, document(harvest(thing("a"))), **headers).status_code == status
    assert kept(app) == 0


def test_a_poisoned_context_is_refused(app, client, token):
    poisoned = document(harvest(thing("a"))) | {"@context": [CONTEXT, {"action": "https://evil.example/"}]}

    answer = post(client, token, poisoned)

    assert answer.status_code == 400
    assert [one["field"] for one in answer.json["errors"]] == ["/@context/1/action"]


def test_a_token_without_the_scope_records_nothing(app, client, make_subject, make_user, token_for):
    token = token_for(make_user("producer", subject=make_subject()), scopes=["lots"])

    assert post(client, token, document(harvest(thing("a")))).json["code"] == "scope-missing"
    assert kept(app) == 0


@pytest.mark.parametrize(
    ("more", "place", "code"),
    [
        ({"eventTime": "0001-01-01T00:00:00+07:00", "eventTimeZoneOffset": "+07:00"}, "/eventTime", "time-too-early"),
        (
            {"errorDeclaration": {"declarationTime": "0001-01-01T00:00:00+07:00"}},
            "/errorDeclaration/declarationTime",
            "time-too-early",
        ),
        ({"eventID": "urn:x:" + "a" * 600}, "/eventID", "value-too-long"),
        ({"bizStep": "https://example.com/" + "a" * 300}, "/bizStep", "value-too-long"),
        ({"type": "https://example.com/" + "a" * 100}, "/type", "value-too-long"),
        ({"readPoint": {"id": "https://example.com/" + "a" * 600}}, "/readPoint/id", "value-too-long"),
        ({"quantityList": [{"epcClass": thing("a" * 600)}]}, "/quantityList/0", "value-too-long"),
        (
            {"destinationList": [{"type": "location", "destination": thing("a" * 600)}]},
            "/destinationList/0/destination",
            "value-too-long",
        ),
    ],
)
def test_what_no_store_can_keep_is_refused_at_its_place(app, client, token, more, place, code):
    answer = post(client, token, document(harvest(thing("a")) | more))

    assert answer.status_code == 400
    assert (f"/epcisBody/eventList/0{place}", code) in {(one["field"], one["code"]) for one in answer.json["errors"]}
    assert kept(app) == 0


def test_a_nul_in_what_events_are_asked_by_harms_nothing(client, token):
    assert post(client, token, document(harvest(thing("a"), ilmd={"cbvmda:lotNumber": "a\x00b"}))).status_code == 202
    assert listed(client, token)[0]["ilmd"] == {"cbvmda:lotNumber": "a\x00b"}

"""A subject's whole data in one file: everything of its own, nothing of others, no secrets; for who may have it."""

import csv
import io
import zipfile

import orjson
import pytest
from jsonschema_rs import validator_for

from ocop.domain.accounts import OPERATOR
from ocop.models.database import db
from ocop.models.evidence import Evidence
from ocop.models.products import ProductPhoto
from ocop.services.acts import acts_of
from ocop.services.files import keep_file, path_of
from ocop.services.subject_exports import note_export, subject_to_export, write_export
from ocop.services.work import reading, unit_of_work
from tests.factories import NOW, VIETNAM, actor
from tests.journeys import journey
from tests.traces import harvest, keep, producer, thing
from tests.vectors import vector_path

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.both_stores]


@pytest.fixture
def household(make_subject):
    return make_subject(name="Hợp tác xã dừa sáp Cầu Kè", phone="0901000001")


@pytest.fixture
def way(factories, household):
    return journey(factories, household)


def export(by, subject, folder, **more):
    """Return the members of a subject's export by name, and what was counted."""
    out = io.BytesIO()
    with reading():
        done = write_export(by, NOW, subject_to_export(by, subject.id), out, folder=folder, zone=VIETNAM, **more)
    with zipfile.ZipFile(out) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}, done


def rows(members, name):
    return orjson.loads(members[f"data/{name}.json"])


def test_everything_of_a_subject_is_there_and_nothing_of_others(factories, way, household, make_subject, settings):
    other = journey(factories, make_subject(name="Hợp tác xã khác"))

    members, done = export(producer(household), household, settings.data_dir)

    assert [one["name"] for one in rows(members, "subject")] == ["Hợp tác xã dừa sáp Cầu Kè"]
    assert {one["code"] for one in rows(members, "products")} == {one.code for one in way.products}
    assert {one["code"] for one in rows(members, "lots")} == {"L01", "L02", "M1"}
    assert {one["code"] for one in rows(members, "raw_lots")} == {"H-261101-1", "M-261102-1"}
    assert {one["name"] for one in rows(members, "partners")} == set(way.receivers)
    assert done.rows["lots"] == 3
    told = b"".join(members.values())
    assert [one.code.encode() in told for one in other.products] == [False, False]
    assert other.subject.id.encode() not in told


def test_tables_are_told_twice_for_programs_and_for_people(way, household, settings):
    members, _ = export(producer(household), household, settings.data_dir)

    table = list(csv.DictReader(io.StringIO(members["tables/partners.csv"].decode("utf-8-sig"))))

    assert members["tables/partners.csv"].startswith("\ufeff".encode())
    assert [one["name"] for one in table] == [one["name"] for one in rows(members, "partners")]
    assert {one.rpartition("/")[2][:-4] for one in members if one.startswith("tables/")} == {
        one.rpartition("/")[2][:-5] for one in members if one.startswith("data/")
    }
    assert [one["unit"] for one in rows(members, "raw_lots")] == ["kg", "kg"]


def test_events_come_as_documents_of_the_standard(way, household, settings):
    by = producer(household)

    whole, _ = export(by, household, settings.data_dir)
    split, done = export(by, household, settings.data_dir, events_each=2)

    parts = [orjson.loads(data) for name, data in sorted(split.items()) if name.startswith("epcis/")]
    events = [event for one in parts for event in one["epcisBody"]["eventList"]]
    assert [len(one["epcisBody"]["eventList"]) for one in parts] == [2, 2, 2, 2, 1]
    assert events == orjson.loads(whole["epcis/events-0001.json"])["epcisBody"]["eventList"]
    assert done.events == 9
    schema = vector_path("epcis-json-schema.json")
    checked = validator_for(orjson.loads(schema.read_bytes())) if schema else None
    assert [fault.message for one in parts for fault in (checked.iter_errors(one) if checked else ())] == []


def test_an_exact_number_of_events_leaves_no_empty_document(household, settings):
    by = producer(household)
    keep(by, harvest(thing("a")), harvest(thing("b")))

    members, _ = export(by, household, settings.data_dir, events_each=1)

    assert [one for one in members if one.startswith("epcis/")] == [
        "epcis/events-0001.json",
        "epcis/events-0002.json",
    ]


@pytest.fixture
def papers(way, household, settings):
    """A photo of a product, a paper of evidence, and a photo whose content is lost."""
    with unit_of_work():
        names = [keep_file(data, media, NOW, folder=settings.data_dir) for data, media in (
            (b"photo", "image/jpeg"), (b"%PDF-evidence", "application/pdf"), (b"lost", "image/png"))]  # fmt: skip
        for place in (0, 2):
            db.session.add(
                ProductPhoto(product_id=way.products[0].id, file_hash=names[place], position=place, added_at=NOW)
            )
        more = {"kind": "test_report", "title": "Phiếu kiểm nghiệm", "added_at": NOW, "added_by": "x"}
        db.session.add(Evidence(subject_id=household.id, file_hash=names[1], **more))
    path_of(names[2], settings.data_dir).unlink()
    return names


def test_files_lie_beside_the_tables_and_lost_ones_are_named(way, household, papers, settings):
    code = way.products[0].code.lower()

    members, done = export(producer(household), household, settings.data_dir)

    assert members[f"files/photos/{code}-{papers[0][:10]}.jpg"] == b"photo"
    assert members[f"files/evidence/test-report-{papers[1][:10]}.pdf"] == b"%PDF-evidence"
    assert done.missing == [f"files/photos/{code}-{papers[2][:10]}.png"]
    readme = members["README.txt"].decode("utf-8-sig")
    assert f"Chủ thể: {household.name}" in readme
    assert done.missing[0] in readme


def test_what_is_private_in_dossiers_stays_with_the_subject(papers, household, settings):
    members, _ = export(actor("commune"), household, settings.data_dir)

    assert rows(members, "evidence") == []
    assert [one for one in members if one.startswith("files/evidence/")] == []
    assert [one for one in members if one.startswith("files/photos/")] != []
    assert "Bản này do cơ quan lập" in members["README.txt"].decode()


def test_no_secret_of_an_account_is_told(way, household, make_user, token_for, settings):
    user = make_user("producer", subject=household, password="ba con thuyen tim")
    token_for(user)

    members, _ = export(producer(household), household, settings.data_dir)

    assert [one["name"] for one in rows(members, "accounts")] == [user.name]
    told = b"".join(members.values())
    for secret in (user.password_hash, "password_hash", "token_hash", "secret", "argon2"):
        assert secret.encode() not in told


def test_acts_on_all_that_is_its_own_are_told_by_role(factories, way, household, settings):
    members, _ = export(producer(household), household, settings.data_dir)

    acts = rows(members, "acts")

    assert {"product", "lot"} <= {one["noun"] for one in acts}
    assert {frozenset(one) for one in acts} == {
        frozenset({"at", "actor_role", "verb", "noun", "noun_id", "before", "after", "why"})
    }


def test_an_export_is_noted(way, household, settings):
    by = producer(household)
    _, done = export(by, household, settings.data_dir)

    with unit_of_work():
        note_export(by, NOW, done)

    act = acts_of("subject", household.id)[-1]
    assert (act.verb, act.actor_id, act.after["events"]) == ("export", by.id, 9)


@pytest.mark.parametrize("who", ["stranger", "far"])
def test_others_find_nothing_to_take(way, household, make_subject, refuses, who):
    by = {"stranger": lambda: producer(make_subject()), "far": lambda: actor("commune", unit="29302")}[who]()

    with refuses("subject-unknown"), reading():
        subject_to_export(by, household.id)


def test_offices_above_take_it_too(way, household, settings):
    assert export(actor("province", unit="86"), household, settings.data_dir)[1].events == 9
    assert export(OPERATOR, household, settings.data_dir)[1].rows["lots"] == 3


def test_a_subject_with_nothing_gets_a_file_too(make_subject, settings):
    subject = make_subject()

    members, done = export(producer(subject), subject, settings.data_dir)

    assert (rows(members, "lots"), done.events, done.files) == ([], 0, 0)
    assert "README.txt" in members

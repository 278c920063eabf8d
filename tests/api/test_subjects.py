"""Subjects over HTTP."""

import pytest

pytestmark = pytest.mark.both_stores

SUBJECT = {
    "name": "Hợp tác xã Dừa Sáp",
    "subject_type": "cooperative",
    "unit_code": "29341",
    "tax_code": "2100000000",
}
PRIVATE = {"tax_code", "representative", "email", "version", "created_at", "updated_at", "confirmed_at"}


def test_a_producer_registers_its_subject_once(client, token_for):
    token = token_for("producer")

    made = client.post("/api/v1/subjects", json=SUBJECT, headers=token)
    again = client.post("/api/v1/subjects", json={**SUBJECT, "tax_code": None}, headers=token)

    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1/subjects/{made.json['id']}"
    assert made.headers["ETag"]
    assert {**made.json, **SUBJECT} == made.json
    assert (again.status_code, again.json["code"]) == (409, "subject-exists")


@pytest.mark.parametrize(("unit", "status"), [("29341", 201), ("26740", 403)])
def test_a_commune_registers_subjects_of_its_area_alone(client, token_for, unit, status):
    made = client.post("/api/v1/subjects", json={**SUBJECT, "unit_code": unit}, headers=token_for("commune"))

    assert made.status_code == status
    if status == 403:
        assert (made.json["code"], made.json["errors"][0]["field"]) == ("unit-not-yours", "unit_code")


@pytest.mark.parametrize("role", ["ministry", "assessor", "auditor"])
def test_other_roles_register_no_subject(client, token_for, role, held):
    token, before = token_for(role), held()

    refused = client.post("/api/v1/subjects", json=SUBJECT, headers=token)

    assert (refused.status_code, refused.json["code"]) == (403, "role-not-allowed")
    assert held() == before


def test_a_stranger_sees_what_pages_show_and_its_people_more(client, mine, another, token_for):
    address = f"/api/v1/subjects/{mine.subject.id}"
    known = [mine.token, token_for("commune"), token_for("province"), token_for("ministry"), token_for("auditor")]
    strange = [{}, another.token, token_for("province", unit="79")]

    assert all(set(client.get(address, headers=token).json) >= PRIVATE for token in known)
    for token in strange:
        shown = client.get(address, headers=token).json
        assert not PRIVATE & set(shown)
        assert (shown["name"], shown["products"]) == (mine.subject.name, 1)


def test_a_change_needs_the_version_it_was_made_from(client, mine):
    address = f"/api/v1/subjects/{mine.subject.id}"
    tag = client.get(address, headers=mine.token).headers["ETag"]

    blind = client.patch(address, json={"phone": "0294 000 0123"}, headers=mine.token)
    changed = client.patch(address, json={"phone": "0294 000 0123"}, headers={**mine.token, "If-Match": tag})
    late = client.patch(address, json={"phone": None}, headers={**mine.token, "If-Match": tag})

    assert (blind.status_code, blind.json["code"]) == (428, "precondition-required")
    assert (changed.status_code, changed.json["phone"]) == (200, "0294 000 0123")
    assert changed.headers["ETag"] != tag
    assert (late.status_code, late.json["code"]) == (412, "version-mismatch")
    assert client.get(address, headers=mine.token).json["phone"] == "0294 000 0123"


def test_a_household_is_reached_by_everybody_only_where_it_agreed(client, mine):
    address = f"/api/v1/subjects/{mine.subject.id}"
    contact = {"phone": "0294 000 0123", "address": "Ấp Ba Se A"}

    def change(**fields):
        tag = client.get(address, headers=mine.token).headers["ETag"]
        return client.patch(address, json=fields, headers={**mine.token, "If-Match": tag}).json

    owner = change(subject_type="household", **contact)
    silent = client.get(address).json
    change(contact_agreed=True)
    agreed = client.get(address).json
    change(contact_agreed=False, subject_type="company")
    company = client.get(address).json

    assert (owner["phone"], owner["contact_agreed"]) == ("0294 000 0123", False)
    assert [(one["phone"], one["address"]) for one in (silent, agreed, company)] == [
        (None, None), tuple(contact.values()), tuple(contact.values()),
    ]  # fmt: skip


def test_who_has_it_already_is_told_so(client, mine):
    address = f"/api/v1/subjects/{mine.subject.id}"
    tag = client.get(address).headers["ETag"]

    again = client.get(address, headers={"If-None-Match": tag})
    as_owner = client.get(address, headers={**mine.token, "If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")
    assert as_owner.status_code == 200


def test_subjects_are_listed_by_name_kind_and_place(client, make_subject):
    make_subject(name="Công ty Đường Thốt Nốt", subject_type="company")
    make_subject(name="Hộ Lan", unit_code="26740")

    def names(query):
        return [one["name"] for one in client.get(f"/api/v1/subjects?{query}").json["items"]]

    assert names("q=duong") == names("subject_type=company") == ["Công ty Đường Thốt Nốt"]
    assert names("unit_code=79") == ["Hộ Lan"]
    assert names("unit_code=84") == names("unit_code=846") == ["Công ty Đường Thốt Nốt"]
    assert names("") == ["Công ty Đường Thốt Nốt", "Hộ Lan"]


def test_a_list_is_read_page_by_page_along_its_links(client, make_subject):
    for letter in "CAB":
        make_subject(name=f"Hộ {letter}")
    address, names = "/api/v1/subjects?limit=1", []

    while address:
        page = client.get(address)
        names += [one["name"] for one in page.json["items"]]
        address = page.headers.get("Link", "").partition(">")[0].lstrip("<")
        assert bool(address) == (page.json["next"] is not None)

    assert names == ["Hộ A", "Hộ B", "Hộ C"]


@pytest.mark.parametrize("who", [None, "province"])
def test_a_list_costs_the_same_for_one_and_for_three(client, make_subject, token_for, query_count, who):
    token = token_for(who) if who else {}
    client.get("/api/v1/subjects", headers=token)
    counts = []
    for _ in range(3):
        make_subject()
        with query_count() as statements:
            client.get("/api/v1/subjects", headers=token)
        counts.append(len(statements))

    assert counts[0] == counts[2]

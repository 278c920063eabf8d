"""Who may take which step of whose dossier: every actor tries every step, and only the right one gets through."""

import pytest

from ocop.config import locate
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import Rubric
from ocop.models.accounts import User
from ocop.models.database import db
from ocop.services.rubrics import shipped
from ocop.services.work import unit_of_work
from tests.dossiers import Road, best_answers, road_of, sheet_worth

FORM = {"representative": "Thạch Thị Sa Rây", "introduction": "Mật hoa dừa"}
#: Step -> where the dossier must be, who may take it at all (others are told 403), and who of them may here.
STEPS = {
    "assessment": ("draft", {"producer"}, {"producer own"}),
    "evidence": ("draft", {"producer"}, {"producer own"}),
    "submission": ("whole", {"producer"}, {"producer own"}),
    "withdrawal": ("submitted", {"producer"}, {"producer own"}),
    "return": ("submitted", {"commune", "province"}, {"commune own"}),
    "return at the province": ("forwarded", {"commune", "province"}, {"province own"}),
    "report": ("submitted", {"commune"}, {"commune own"}),
    "council": ("forwarded", {"province", "ministry"}, {"province own"}),
    "scores": ("forwarded", {"assessor"}, {"assessor own"}),
    "council/closing": ("scoring", {"province", "ministry", "assessor"}, {"province own"}),
    "decision": ("scored", {"province", "ministry"}, {"province own"}),
    "council at the ministry": ("approved", {"province", "ministry"}, {"ministry"}),
    "scores at the ministry": ("approved", {"assessor"}, {"assessor national"}),
    "decision at the ministry": ("central_scored", {"province", "ministry"}, {"ministry"}),
}
#: Who finds the dossier of this test at all, once it was filed.
READERS = {"producer own", "commune own", "province own", "ministry", "auditor"}


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return parse_rubric(next(data for data in shipped(locate("seed_data")).values() if data["set"] == 4))


@pytest.fixture
def road(client, factories, make_product, token_for) -> Road:
    return road_of(client, factories, make_product(product_set=4), token_for)


@pytest.fixture
def actors(road, another, token_for) -> dict[str, dict[str, str]]:
    return {
        "producer own": road.producer, "producer other": another.token,
        "commune own": road.commune, "commune other": token_for("commune", unit="29302"),
        "province own": road.province, "province other": token_for("province", unit="01"),
        "assessor own": road.assessors[0], "assessor other": token_for("assessor", unit="01"),
        "assessor national": road.central[0], "ministry": road.ministry,
        "auditor": token_for("auditor"), "administrator": token_for("administrator"),
    }  # fmt: skip


def bring(road: Road, rubric: Rubric, state: str, day: str) -> None:
    """Take the dossier to where a step is due."""
    road.open()
    if state == "draft":
        return
    road.assess(answers=best_answers(rubric), form=FORM)
    if state == "whole":
        return
    road.submit()
    if state == "submitted":
        return
    road.post("report", road.commune)
    if state == "forwarded":
        return
    road.scored(sheet_worth(rubric, "92.00"))
    if state == "scoring":
        return
    road.post("council/closing", road.province)
    if state == "scored":
        return
    road.decide(day)
    if state == "approved":
        return
    road.scored(sheet_worth(rubric, "91.00"), by=road.central)
    road.post("council/closing", road.ministry)


def take(road: Road, rubric: Rubric, step: str, header: dict[str, str], day: str) -> int:
    """Try a step as somebody; return the status."""
    name = step.partition(" at the")[0]
    if name == "assessment":
        etag = road.client.get(road.path, headers=road.producer).headers["ETag"]
        sent = {"json": {"notes": {"1.1": "x"}}, "headers": {**header, "If-Match": etag}}
        return road.client.put(f"{road.path}/assessment", **sent).status_code
    if name == "evidence":
        sent = {"data": b"\x89PNG torn", "headers": header, "content_type": "image/png"}
        return road.client.post(f"{road.path}/evidence?kind=awards&title=x", **sent).status_code
    bodies = {
        "return": {"reasons": ["Thiếu giấy"]},
        "council": {"assessors": ["nobody-of-that-name"]},
        "scores": {"points": sheet_worth(rubric, "92.00")},
        "decision": {"number": "1/QĐ", "signed_on": day, "confirms_rubric": True},
    }
    return road.post(name, header, **bodies.get(name, {})).status_code


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_who_may_and_by_nobody_else(road, rubric, actors, step, clock):
    state, roles, right = STEPS[step]
    day = clock.today.isoformat()
    bring(road, rubric, state, day)
    before = road.view()
    for name, header in actors.items():
        if name in right:
            continue
        status = take(road, rubric, step, header, day)
        role = name.split()[0]
        finds = name in READERS or (name == "assessor own" and state not in ("draft", "whole", "submitted"))
        finds = finds or (name == "assessor national" and state in ("approved", "central_scored"))
        expected = {403} if role not in roles else {403, 409, 422} if finds else {404}
        assert status in expected, (name, status)
    assert road.view() == before
    (who,) = right
    # A torn paper and a council of nobody are refused for what they are, not for who sends them.
    assert take(road, rubric, step, actors[who], day) in (
        {422} if step.split()[0] in ("evidence", "council") else {200, 201}
    )


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_a_dossier_is_read_by_who_may_and_a_draft_by_its_subject_alone(road, rubric, actors, state, clock):
    bring(road, rubric, state, clock.today.isoformat())
    readers = {"producer own"} if state == "draft" else set(READERS)
    readers |= {"assessor own", "assessor national"} if state == "approved" else set()
    for name, header in actors.items():
        status = road.client.get(road.path, headers=header).status_code
        assert status == (200 if name in readers else 403 if name == "administrator" else 404), name


def test_an_account_that_ended_can_do_nothing_at_once(road, rubric, app, token_for, factories):
    bring(road, rubric, "submitted", "")
    user = factories.user("commune")
    header = token_for(user)
    assert road.client.get(road.path, headers=header).status_code == 200
    with app.app_context(), unit_of_work():
        held = db.session.get(User, user.id)
        held.is_active = False
    assert take(road, rubric, "report", header, "") == 401


def test_a_role_that_changed_counts_at_once_and_who_scored_does_not_sign(
    road, rubric, token_for, factories, clock, app
):
    bring(road, rubric, "forwarded", "")
    user = factories.user("assessor")
    header = token_for(user)
    assert take(road, rubric, "scores", header, "") == 200
    road.post("council/closing", road.province)
    with app.app_context(), unit_of_work():
        db.session.get(User, user.id).role = "province"
    refused = road.decide(clock.today.isoformat(), by=header)
    assert (refused.status_code, refused.json["code"]) == (403, "own-score")

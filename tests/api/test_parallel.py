"""Twenty at the same moment over real connections: one of them is taken, the others are told so."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select

from ocop.config import locate
from ocop.domain.rubric_files import parse_rubric
from ocop.domain.rubrics import Rubric
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.dossiers import Dossier, DossierVersion
from ocop.services.rubrics import shipped
from ocop.services.work import reading
from tests.dossiers import Road, road_of, sheet_worth

TWENTY = 20


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return parse_rubric(next(data for data in shipped(locate("seed_data")).values() if data["set"] == 4))


@pytest.fixture
def road(client, factories, make_product, token_for) -> Road:
    return road_of(client, factories, make_product(product_set=4), token_for)


def at_once(address: str, header: dict[str, str], bodies: list[dict[str, object]]) -> list[tuple[int, str]]:
    """Send all bodies at the same moment; return each answer's status and code."""
    barrier = Barrier(len(bodies))

    def send(body: dict[str, object]) -> tuple[int, str]:
        sent = json.dumps(body).encode()
        asked = Request(address, sent, {**header, "Content-Type": "application/json"}, method="POST")
        barrier.wait()
        try:
            with urlopen(asked, timeout=60) as answer:
                return answer.status, ""
        except HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)["code"]

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(send, bodies))


def count(app, model) -> int:
    with app.app_context(), reading():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.both_stores
def test_twenty_grants_of_one_dossier_give_one_certificate(road, rubric, clock, app, live_server):
    road.to_province(rubric)
    road.scored(sheet_worth(rubric, "80.00"))
    day = clock.today.isoformat()
    bodies = [{"number": f"{n}/QĐ-UBND", "signed_on": day, "confirms_rubric": True} for n in range(TWENTY)]

    answers = at_once(f"{live_server}{road.path}/decision", road.province, bodies)

    assert sorted(answers) == [(201, ""), *[(409, "dossier-past-step")] * (TWENTY - 1)]
    assert count(app, Certificate) == 1


@pytest.mark.both_stores
def test_twenty_submissions_freeze_one_version(road, rubric, app, live_server):
    road.open()
    road.fill(rubric)
    answers = at_once(f"{live_server}{road.path}/submission", road.producer, [{}] * TWENTY)
    assert sorted(status for status, _ in answers) == [201, *[409] * (TWENTY - 1)]
    assert count(app, DossierVersion) == 1


@pytest.mark.both_stores
def test_twenty_openings_give_one_dossier(road, app, live_server):
    bodies: list[dict[str, object]] = [{"product": road.product, "kind": "first"}] * TWENTY
    answers = at_once(f"{live_server}/api/v1/dossiers", road.producer, bodies)
    assert sorted(answers) == [(201, ""), *[(409, "dossier-open")] * (TWENTY - 1)]
    assert count(app, Dossier) == 1

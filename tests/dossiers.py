"""Dossiers for tests: answers and sheets worth what a test wants, and the road from first answer to decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ocop.domain.rubrics import Rubric

Header = dict[str, str]
CENT = Decimal("0.01")


def best_answers(rubric: Rubric) -> dict[str, int]:
    """Return the best option of every criterion."""
    return {one.code: max(one.options, key=lambda option: option.points).number for one in rubric.scored}


def least_answers(rubric: Rubric) -> dict[str, int]:
    """Return the poorest option of every criterion."""
    return {one.code: min(one.options, key=lambda option: option.points).number for one in rubric.scored}


def sheet_worth(rubric: Rubric, total: str, *, gates: int = 5, misses: str | None = None) -> dict[str, str]:
    """Return points that add up to a total and reach every gate of so many stars, but for one criterion's."""
    needs = {one.code: needed for one, needed in rubric.gates(gates)}
    points = {one.code: needs.get(one.code, Decimal(0)) for one in rubric.scored}
    if misses:
        points[misses] = needs[misses] - CENT
    left = Decimal(total) - sum(points.values())
    assert left >= 0, "gates alone are worth more"
    for one in rubric.scored:
        room = Decimal(0) if one.code == misses else min(left, one.most - points[one.code])
        points[one.code] += room
        left -= room
    assert left == 0, "no more points to be had"
    return {code: str(value) for code, value in points.items()}


@dataclass
class Road:
    """Takes a dossier over HTTP from step to step; every step can also be taken by somebody else."""

    client: FlaskClient
    product: str
    producer: Header
    commune: Header
    province: Header
    assessors: list[Header]
    ministry: Header
    central: list[Header] = field(default_factory=list)
    id: str = ""

    @property
    def path(self) -> str:
        return f"/api/v1/dossiers/{self.id}"

    def view(self, by: Header | None = None) -> dict[str, Any]:
        """Return the dossier as somebody sees it."""
        found: dict[str, Any] = self.client.get(self.path, headers=by or self.producer).json
        return found

    def post(self, step: str, by: Header, **body: Any) -> TestResponse:
        """Take a step."""
        return self.client.post(f"{self.path}/{step}", json=body, headers=by)

    def open(self, kind: str = "first") -> TestResponse:
        """Open the dossier."""
        answer = self.client.post(
            "/api/v1/dossiers", json={"product": self.product, "kind": kind}, headers=self.producer
        )
        if answer.status_code == 201:
            self.id = answer.json["id"]
        return answer

    def assess(self, **body: Any) -> TestResponse:
        """Write answers, or more."""
        match = {"If-Match": self.client.get(self.path, headers=self.producer).headers["ETag"]}
        return self.client.put(f"{self.path}/assessment", json=body, headers={**self.producer, **match})

    def fill(self, rubric: Rubric) -> None:
        """Answer everything and fill in the form."""
        form = {"representative": "Thạch Thị Sa Rây", "introduction": "Mật hoa dừa", "changes": "Bao bì mới"}
        assert self.assess(answers=best_answers(rubric), form=form).status_code == 200

    def submit(self) -> TestResponse:
        """Hand the dossier in."""
        return self.client.post(f"{self.path}/submission", headers=self.producer)

    def to_province(self, rubric: Rubric, kind: str = "first") -> "Road":
        """Go as far as the province's desk."""
        assert self.open(kind).status_code == 201
        self.fill(rubric)
        assert self.submit().status_code == 201
        assert self.post("report", self.commune).status_code == 200
        return self

    def scored(self, *sheets: Mapping[str, str], by: list[Header] | None = None) -> None:
        """Let assessors hand their sheets in; the last ones are of one kind if there are fewer sheets."""
        for place, header in enumerate(by or self.assessors):
            sheet = sheets[min(place, len(sheets) - 1)]
            answer = self.post("scores", header, points=sheet)
            assert answer.status_code == 200, answer.json

    def decide(self, day: str, by: Header | None = None, **body: Any) -> TestResponse:
        """Decide, having checked the rubric."""
        wanted = {"number": "2718/QĐ-UBND", "signed_on": day, "confirms_rubric": True}
        return self.post("decision", by or self.province, **{**wanted, **body})


def road_of(client: FlaskClient, factories: Any, product: Any, token_for: Callable[..., Header]) -> Road:
    """Return a road for a product, with everybody on it."""
    producer = token_for("producer", subject=product.subject_id)
    assessors = [token_for("assessor") for _ in range(3)]
    central = [token_for("assessor", unit="") for _ in range(3)]
    return Road(
        client, product.code, producer, token_for("commune"), token_for("province"), assessors,
        token_for("ministry"), central,
    )  # fmt: skip

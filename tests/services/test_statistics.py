"""The figures of any day: every key there, nothing counted that should not be, and the same as a naive recount."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocop.domain.certificates import CertificateFacts
from ocop.domain.ratings import OTHER, RECOGNISED, Rating
from ocop.domain.standings import PotentialFacts
from ocop.domain.subjects import SubjectType
from ocop.domain.tools import DigitalTool
from ocop.models.certificates import Certificate
from ocop.models.database import db
from ocop.models.decisions import Decision
from ocop.models.products import Product, ProductTool
from ocop.models.subjects import Subject
from ocop.services.catalogue import FILTERS
from ocop.services.certificates import write_standings
from ocop.services.statistics import statistics_on, tools_counted
from ocop.services.work import unit_of_work
from tests.factories import COMMUNE, FORMER_COMMUNE, VIETNAM
from tests.naive import naive_rating

pytestmark = pytest.mark.usefixtures("context")

R2, R3, TODAY = date(2024, 12, 20), date(2026, 10, 1), date(2026, 11, 23)


def figures(day: date = TODAY, **filters) -> dict:
    return statistics_on(day, timezone=VIETNAM, filters=filters)


def test_every_key_of_a_closed_set_is_there_when_nothing_is() -> None:
    empty = figures()

    ratings = {str(rating): 0 for rating in RECOGNISED}
    assert empty == {
        "as_of": TODAY,
        "products": {
            "total": 0,
            "by_rating": ratings,
            "by_subject_type": {str(kind): 0 for kind in SubjectType},
            "by_sector": {"1": 0, "2": 0, "3": 0, "4": 0, "5": 0, "6": 0},
            "by_unit": {},
        },
        "subjects": {"total": 0, "by_type": {str(kind): 0 for kind in SubjectType}},
        "rating_by_subject_type": {str(kind): ratings for kind in SubjectType},
        "digital": {"products": 0, "share": 0.0},
        "other": {str(rating): 0 for rating in OTHER},
    }
    assert tools_counted(TODAY) == {str(tool): 0 for tool in DigitalTool}


def test_an_unrated_product_changes_no_recognised_figure(make_subject, make_product, make_decision) -> None:
    make_decision(make_product(tools=[{"tool": "qr_code", "since_on": R2}]))
    before = figures()

    make_product(subject=make_subject(subject_type="company"), tools=[{"tool": "qr_code", "since_on": R2}])
    make_product(draft=True)

    after = figures()
    assert (before["other"].pop("unrated"), after["other"].pop("unrated")) == (0, 1)
    assert after == before


def test_a_registered_product_is_unrated_from_its_day_on(make_product, clock) -> None:
    clock.set(datetime(2026, 11, 22, 16, 59, tzinfo=UTC))  # 23:59 in Vietnam
    make_product()
    clock.set(datetime(2026, 11, 22, 17, 0, tzinfo=UTC))  # the next day there
    make_product()

    days = [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23)]
    assert [figures(day)["other"]["unrated"] for day in days] == [0, 1, 2]


def test_figures_are_those_of_the_day_asked_for(make_product, make_decision) -> None:
    make_decision(make_product(), star=4, signed_on=R3)

    last = date(2029, 10, 1)
    four = [
        figures(day)["products"]["by_rating"]["four_star"]
        for day in (R3 - timedelta(days=1), R3, last, last + timedelta(days=1))
    ]
    assert four == [0, 1, 1, 0]
    assert figures(last + timedelta(days=1))["other"]["lapsed"] == 1
    assert figures(last + timedelta(days=1))["subjects"]["total"] == 0


def test_a_subject_with_two_recognised_products_is_one(make_subject, make_product, make_decision) -> None:
    subject = make_subject(subject_type="company")
    for star in (3, 4):
        make_decision(make_product(subject=subject), star=star)

    shown = figures()

    assert (shown["products"]["total"], shown["subjects"]["total"]) == (2, 1)
    assert shown["rating_by_subject_type"]["company"]["four_star"] == 1
    assert shown["products"]["by_unit"] == {COMMUNE: 2}


def test_digital_counts_recorded_tools_since_their_day(make_product, make_decision) -> None:
    tools = [{"tool": "qr_code", "since_on": R3}, {"tool": "barcode", "since_on": TODAY}]
    for made in (make_product(tools=tools), make_product(gtin=True), make_product()):
        make_decision(made, signed_on=R2, star=3)

    assert figures(R3 - timedelta(days=1))["digital"] == {"products": 0, "share": 0.0}
    assert figures(R3)["digital"] == {"products": 1, "share": 0.3333}
    assert tools_counted(R3) == {"qr_code": 1, "barcode": 0, "e_traceability": 0, "e_commerce": 0}
    assert tools_counted(TODAY)["barcode"] == 1


def test_a_filter_narrows_every_figure(make_product, make_decision) -> None:
    make_decision(make_product(), star=4)
    make_decision(make_product(unit_code="29335", tools=[{"tool": "qr_code", "since_on": R2}]), star=3)

    shown = figures(unit_code="29335")

    assert (shown["products"]["total"], shown["subjects"]["total"]) == (1, 1)
    assert (shown["products"]["by_unit"], shown["digital"]["products"]) == ({"29335": 1}, 1)
    assert tools_counted(TODAY, filters={"unit_code": COMMUNE})["qr_code"] == 0
    assert figures(star=4)["products"]["by_rating"]["three_star"] == 0


def test_statistics_cost_the_same_queries_at_one_and_three(make_product, make_decision, query_count) -> None:
    costs = []
    for count in (1, 2):
        for _ in range(count):
            make_decision(make_product())
        with query_count() as statements:
            figures()
        costs.append(len(statements))

    assert costs[0] == costs[1]


# -- any registry at all, counted once by the registry and once by hand


@dataclass
class Story:
    """One product as it is drawn, with everything that a count may look at."""

    kind: SubjectType
    subject: int
    product_set: int
    unit: str
    state: str
    entered: date
    certificates: list[CertificateFacts] = field(default_factory=list)
    potentials: list[PotentialFacts] = field(default_factory=list)
    tools: dict[DigitalTool, date] = field(default_factory=dict)


START = date(2024, 1, 1)
days = st.integers(0, 90).map(lambda number: START + timedelta(days=number))
#: The sector of each of a few sets (QĐ 26/2026/QĐ-TTg, Phụ lục I).
SECTOR_OF = {1: 1, 4: 1, 14: 2, 19: 3, 21: 4, 23: 5, 26: 6}
KIND_OF_SUBJECT = list(SubjectType)


@st.composite
def certificates(draw: st.DrawFn) -> CertificateFacts:
    issued_on = draw(days)
    valid_until = issued_on + timedelta(days=draw(st.integers(0, 40)))
    return CertificateFacts(
        draw(st.sampled_from((3, 4, 5))),
        issued_on,
        valid_until,
        draw(st.none() | st.integers(0, 20).map(lambda number: valid_until + timedelta(days=number))),
        draw(st.none() | st.integers(0, 60).map(lambda number: issued_on + timedelta(days=number))),
    )


@st.composite
def potentials(draw: st.DrawFn) -> PotentialFacts:
    since_on = draw(days)
    ended_on = draw(st.none() | st.integers(0, 40).map(lambda number: since_on + timedelta(days=number)))
    return PotentialFacts(since_on, ended_on)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    number = draw(st.integers(0, 4))
    return Story(
        kind=KIND_OF_SUBJECT[number],
        subject=number,
        product_set=draw(st.sampled_from(sorted(SECTOR_OF))),
        unit=draw(st.sampled_from((COMMUNE, "29335"))),
        state=draw(st.sampled_from(("published", "published", "withdrawn", "draft"))),
        entered=draw(days),
        certificates=draw(st.lists(certificates(), max_size=3, unique_by=lambda one: one.issued_on)),
        potentials=draw(st.lists(potentials(), max_size=1)),
        tools=draw(st.dictionaries(st.sampled_from(list(DigitalTool)), days, max_size=2)),
    )


def told(story: Story, number: int, subjects: dict[int, Subject]) -> Product:
    """Write one story into the store."""
    at = datetime(story.entered.year, story.entered.month, story.entered.day, 5, tzinfo=UTC)
    times = {"created_at": at, "updated_at": at}
    former = f"{FORMER_COMMUNE}@2025-06-30" if story.unit == COMMUNE else None
    place = {"unit_id": story.unit, "former_unit_id": former}
    if story.subject not in subjects:
        subject = Subject(name="Hộ", name_fold="ho", subject_type=story.kind, **place, **times)
        db.session.add(subject)
        db.session.flush()
        subjects[story.subject] = subject
    product = Product(
        code=f"T{number:07}", state=story.state, subject_id=subjects[story.subject].id, name="Kẹo", name_fold="keo",
        product_set=story.product_set, **place, **times,
    )  # fmt: skip
    db.session.add(product)
    db.session.flush()
    for one in story.certificates:
        decision = decided(product, one.issued_on, star=one.star)
        db.session.add(certified(product, decision, one))
    for state in story.potentials:
        decided(product, state.since_on, potential_five_star=True, potential_ended_on=state.ended_on)
    db.session.add_all(
        ProductTool(product_id=product.id, tool=tool, since_on=day) for tool, day in story.tools.items()
    )
    db.session.flush()
    return product


def decided(product: Product, day: date, **more) -> Decision:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    decision = Decision(
        product_id=product.id, number="1/QĐ", signed_on=day, regime_id="148", recorded_by="x", recorded_at=at, **more
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    return decision


def certified(product: Product, decision: Decision, facts: CertificateFacts) -> Certificate:
    return Certificate(
        number=f"{product.code}-{facts.issued_on}", product_id=product.id, decision_id=decision.id, star=facts.star,
        issued_on=facts.issued_on, valid_until=facts.valid_until, extended_until=facts.extended_until,
        revoked_on=facts.revoked_on, created_at=decision.recorded_at,
    )  # fmt: skip


def recount(told_stories: list[Story], day: date) -> dict:
    """Count a day by hand, product after product."""
    seen = [
        (story, naive_rating(day, story.certificates, story.potentials))
        for story in told_stories
        if story.state != "draft"
    ]
    good = [(story, rating) for story, rating in seen if rating in RECOGNISED]
    digital = sum(any(since <= day for since in story.tools.values()) for story, _ in good)
    kinds = Counter(KIND_OF_SUBJECT[number] for number in {story.subject for story, _ in good})
    rated_once = {Rating.LAPSED, Rating.REVOKED}
    other = Counter(
        rating
        for story, rating in seen
        if rating in rated_once or (rating == Rating.UNRATED and (story.entered <= day or ended(story, day)))
    )
    return {
        "as_of": day,
        "products": {
            "total": len(good),
            "by_rating": filled(RECOGNISED, Counter(rating for _, rating in good)),
            "by_subject_type": filled(SubjectType, Counter(story.kind for story, _ in good)),
            "by_sector": filled("123456", Counter(str(SECTOR_OF[story.product_set]) for story, _ in good)),
            "by_unit": dict(Counter(story.unit for story, _ in good)),
        },
        "subjects": {"total": sum(kinds.values()), "by_type": filled(SubjectType, kinds)},
        "rating_by_subject_type": {
            str(kind): filled(RECOGNISED, Counter(rating for story, rating in good if story.kind == kind))
            for kind in SubjectType
        },
        "digital": {"products": digital, "share": round(digital / len(good), 4) if good else 0.0},
        "other": filled(OTHER, other),
    }


def ended(story: Story, day: date) -> bool:
    """Tell whether a state of potential five star was held, and is over, by a day."""
    return any(state.ended_on is not None and state.since_on < state.ended_on <= day for state in story.potentials)


def filled(words, counts: Counter) -> dict[str, int]:
    return {str(word): counts[word] for word in words}


class Undo(Exception):
    """Ends a unit of work without keeping it."""


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(stories(), max_size=6), st.lists(days, min_size=1, max_size=6))
def test_statistics_equal_a_recount_by_hand(drawn: list[Story], asked: list[date]) -> None:
    shown, filtered = {}, {}

    with suppress(Undo), unit_of_work():
        subjects: dict[int, Subject] = {}
        for number, story in enumerate(drawn):
            write_standings(told(story, number, subjects))
        for day in asked:
            shown[day] = figures(day)
            filtered[day] = figures(day, unit_code="29335")
        raise Undo

    for day in asked:
        assert shown[day] == recount(drawn, day)
        assert filtered[day] == recount([story for story in drawn if story.unit == "29335"], day)


def test_every_filter_of_a_list_narrows_statistics(make_product, make_decision) -> None:
    make_decision(make_product())
    impossible = {
        "rating": "revoked",
        "star": 5,
        "subject_type": "farm",
        "sector": 6,
        "product_set": 26,
        "unit_code": "79",
        "expiring_before": R2,
        "expiring_from": date(2099, 1, 1),
        "q": "không có",
        "subject_id": "none",
        "tool": "barcode",
        "digital": True,
    }

    assert set(impossible) | {"recognised"} == set(FILTERS)
    for name, value in impossible.items():
        assert figures(**{name: value})["products"]["total"] == 0, name

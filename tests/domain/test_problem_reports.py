"""Rules of problem reports: references, contacts, days, steps."""

from datetime import date
from itertools import product

import pytest

from ocop.domain.problem_reports import (
    KIND_WORDS,
    STATE_WORDS,
    ProblemKind,
    ProblemState,
    check_move,
    contact_of,
    kept_until,
    new_reference,
    reference_of,
)
from ocop.domain.refusals import BadInput, Conflict


def test_references_are_long_random_and_typed_as_people_read_them():
    made = {new_reference() for _ in range(2000)}

    assert len(made) == 2000
    assert len({reference[2:6] for reference in made}) > 1900
    for reference in made:
        assert reference_of(reference.lower().replace("0", "o").replace("1", "l").replace("-", " ")) == reference


@pytest.mark.parametrize(
    "text", ["", "R", "R-7K3M-9QXA", "R-7K3M-9QXA-2PTVV", "U-7K3M-9QXA-2PTV", "ê" * 12, "7" * 900]
)
def test_what_is_no_reference_is_refused(text):
    with pytest.raises(BadInput) as refused:
        reference_of(text)

    assert refused.value.code == "reference-malformed"


@pytest.mark.parametrize(
    ("text", "contact"),
    [(None, None), (" ", None), ("+84 903 123 456", "+84903123456"), ("(0294) 3855-123", "02943855123")],
)
def test_a_contact_is_kept_as_it_can_be_used(text, contact):
    assert contact_of(text) == contact


@pytest.mark.parametrize(
    "text", ["1234567", "1" * 16, "+", "a@b", "a@b.", "a b@c.vn", "a@b.vn, c@d.vn", f"a@{'b' * 260}.vn"]
)
def test_a_contact_that_nobody_can_use_is_refused(text):
    with pytest.raises(BadInput):
        contact_of(text)


@pytest.mark.parametrize(
    ("received_on", "until"),
    [
        (date(2026, 11, 23), date(2027, 11, 23)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_what_is_personal_is_kept_a_year(received_on, until):
    assert kept_until(received_on) == until


def test_only_what_is_open_moves_and_never_back():
    moves = set()
    for state, to in product(ProblemState, ProblemState):
        try:
            check_move(state, to)
        except Conflict:
            continue
        moves.add((str(state), str(to)))

    assert moves == {
        ("received", "answered"),
        ("received", "closed"),
        ("answered", "answered"),
        ("answered", "closed"),
    }


def test_every_kind_and_state_has_words():
    assert (set(KIND_WORDS), set(STATE_WORDS)) == (set(ProblemKind), set(ProblemState))

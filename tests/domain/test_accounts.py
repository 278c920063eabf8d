"""Roles, and what a token is limited to."""

from dataclasses import replace

from ocop.domain.accounts import OFFICE_ROLES, OPERATOR, ROLE_WORDS, UNIT_ROLES, Role, Scope


def test_every_role_has_words() -> None:
    assert set(ROLE_WORDS) == set(Role)
    assert {*OFFICE_ROLES, Role.PRODUCER} == set(Role)
    assert set(UNIT_ROLES) < set(OFFICE_ROLES)


def test_without_scopes_a_token_has_its_user_s_rights() -> None:
    assert all(OPERATOR.allows(scope) for scope in Scope)


def test_a_scoped_token_allows_its_scopes_alone() -> None:
    reader = replace(OPERATOR, scopes=frozenset({Scope.READ}))

    assert [scope for scope in Scope if reader.allows(scope)] == [Scope.READ]


def test_an_empty_list_of_scopes_allows_nothing() -> None:
    nobody = replace(OPERATOR, scopes=frozenset())

    assert not any(nobody.allows(scope) for scope in Scope)

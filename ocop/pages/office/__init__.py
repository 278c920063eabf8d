"""The room of an office, by noun."""

from ocop.pages.office import (
    certificates,
    checks,
    councils,
    decisions,
    dossier_papers,
    dossiers,
    efforts,
    expiries,
    holidays,
    home,
    problem_reports,
    products,
    sheets,
    slips,
    subjects,
    users,
)

ROOMS = (
    home, subjects, products, decisions, dossiers, dossier_papers, checks, councils, sheets, efforts, holidays,
    certificates, expiries, slips, users, problem_reports,
)  # fmt: skip

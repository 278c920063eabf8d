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
    scans,
    sheets,
    slips,
    subjects,
    suspicions,
    users,
)

ROOMS = (
    home, subjects, products, decisions, dossiers, dossier_papers, checks, councils, sheets, efforts, holidays,
    certificates, expiries, slips, users, problem_reports, scans, suspicions,
)  # fmt: skip

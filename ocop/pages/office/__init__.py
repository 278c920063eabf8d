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
    lots,
    problem_reports,
    products,
    recalls,
    scans,
    sheets,
    slips,
    subjects,
    suspicions,
    traces,
    users,
)

ROOMS = (
    home, subjects, products, decisions, dossiers, dossier_papers, checks, councils, sheets, efforts, holidays,
    certificates, expiries, slips, users, problem_reports, scans, suspicions, lots,
    recalls, traces,
)  # fmt: skip

"""The room of an office, by noun."""

from ocop.pages.office import (
    checks,
    councils,
    decisions,
    dossier_papers,
    dossiers,
    efforts,
    holidays,
    home,
    products,
    sheets,
    slips,
    subjects,
    users,
)

ROOMS = (
    home, subjects, products, decisions, dossiers, dossier_papers, checks, councils, sheets, efforts, holidays,
    slips, users,
)  # fmt: skip

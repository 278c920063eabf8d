"""Pages for everybody."""

from ocop.pages.public import (
    home,
    media,
    print_shops,
    problem_reports,
    products,
    rubrics,
    scans,
    statistics,
    subjects,
)

ROOMS = (home, products, scans, subjects, statistics, rubrics, media, print_shops, problem_reports)

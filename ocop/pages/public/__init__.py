"""Pages for everybody."""

from ocop.pages.public import (
    home,
    look_ups,
    media,
    outgoing,
    print_shops,
    problem_reports,
    products,
    resolvers,
    rubrics,
    scans,
    share_pictures,
    statistics,
    subjects,
)

ROOMS = (
    home, products, resolvers, scans, look_ups, subjects, statistics, rubrics, media, share_pictures, print_shops,
    problem_reports, outgoing,
)  # fmt: skip

"""The room of a producer, by noun."""

from ocop.pages.producer import (
    assessments,
    diary,
    dossiers,
    exercises,
    exports,
    home,
    label_jobs,
    labels,
    links,
    logos,
    lots,
    partners,
    photos,
    printers,
    problem_reports,
    products,
    raw_lots,
    recalls,
    scans,
    sites,
    subjects,
    suspicions,
    traces,
    withdrawals,
)

ROOMS = (
    home, diary, subjects, products, photos, links, lots, labels, label_jobs, logos, printers, dossiers, assessments,
    problem_reports, scans, suspicions, recalls, raw_lots, partners, sites, traces, exercises, exports,
    withdrawals,
)  # fmt: skip

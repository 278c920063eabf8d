"""The room of a producer, by noun."""

from ocop.pages.producer import (
    assessments,
    diary,
    dossiers,
    exercises,
    home,
    label_jobs,
    labels,
    links,
    logos,
    lots,
    photos,
    printers,
    problem_reports,
    products,
    recalls,
    scans,
    subjects,
    suspicions,
    traces,
    withdrawals,
)

ROOMS = (
    home, diary, subjects, products, photos, links, lots, labels, label_jobs, logos, printers, dossiers, assessments,
    problem_reports, scans, suspicions, recalls, traces, exercises, withdrawals,
)  # fmt: skip

"""What the worker tidies away by the hour."""

from datetime import timedelta

from ocop.jobs.sweeps import sweep
from ocop.services.scans import scans_of
from tests.factories import NOW
from tests.scans import folder_of, load_now, look_at


def test_single_scans_go_and_their_counts_stay(app):
    log = app.config["OCOP_SCAN_LOG"]
    look_at(log, at=NOW - timedelta(days=40))
    load_now(app)
    (folder_of(app) / ".half-made").touch()

    with app.app_context():
        sweep(NOW, NOW.date(), scan_log=folder_of(app))

        assert scans_of("p1")["total"] == 1

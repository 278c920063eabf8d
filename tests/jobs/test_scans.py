"""The worker's loading of scans: it begins at once, goes on after a fault, and ends with what there is."""

import time
from contextlib import contextmanager
from datetime import date
from threading import Event, Thread

from ocop.domain.suspicions import Thresholds
from ocop.jobs.scans import keep_loading
from ocop.services.scans import scans_of
from tests.factories import NOW
from tests.scans import folder_of, look_at

DAY = date(2026, 11, 23)


@contextmanager
def loading(app, context):
    """Keep loading in a thread until the block ends."""
    stop = Event()
    thread = Thread(target=keep_loading, args=(folder_of(app), Thresholds(), context, lambda: (NOW, DAY), stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)
    assert not thread.is_alive()


def wait_for(app, total):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with app.app_context():
            if scans_of("p1")["total"] == total:
                return
        time.sleep(0.05)
    raise AssertionError("the scans were not loaded")


def test_scans_are_loaded_while_the_worker_runs_and_once_more_at_its_end(app):
    log = app.config["OCOP_SCAN_LOG"]
    look_at(log)

    with loading(app, app.app_context):
        wait_for(app, 1)
        look_at(log)
        wait_for(app, 2)
        look_at(log)

    wait_for(app, 3)


def test_a_store_that_is_away_for_a_while_costs_nothing(app):
    passes = []

    @contextmanager
    def away_at_first():
        passes.append(1)
        if len(passes) == 1:
            raise OSError("the store is away")
        with app.app_context():
            yield

    look_at(app.config["OCOP_SCAN_LOG"])

    with loading(app, away_at_first):
        wait_for(app, 1)

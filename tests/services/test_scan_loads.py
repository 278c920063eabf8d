"""The scan log taken in: every look counted once, whoever is killed and however many load."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from ocop.models.database import SCANS, db
from ocop.models.scans import ItemScan, Scan, ScanCount, ScanSegment
from ocop.services.areas import Areas
from ocop.services.scan_loads import Loaded, drop_half_made, load_scans, load_segment
from ocop.services.scan_logs import ScanLog, keys_folder
from ocop.services.scans import counts_by_day, drop_old_scans, item_seen, scans_of
from tests.factories import NOW
from tests.scans import load_now, look_at

DAY = date(2026, 11, 23)
NOBODY_YET = {"count": 0, "areas": 0, "first_on": None}

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def log(app):
    return app.config["OCOP_SCAN_LOG"]


def load(log, **more):
    return load_scans(log.folder, now=NOW, **more)


def ask(*columns):
    """Return the one row that the scans' store answers with."""
    with db.engines[SCANS].connect() as connection:
        return tuple(connection.execute(select(*columns)).one())


def everything_counted():
    """Return how many looks stand in single rows, in days and at items: three ways to the same number."""
    return (
        ask(func.count(Scan.id))[0],
        ask(func.sum(ScanCount.scans))[0] or 0,
        ask(func.sum(ItemScan.scans))[0] or 0,
    )


def test_a_look_is_counted_in_its_product_lot_day_and_item(log):
    log.areas = Areas([(4, 0x0A000100, 0x0A0001FF, "86"), (4, 0x0A000200, 0x0A0002FF, "79")])
    assert item_seen("p1", "L1", 7) == NOBODY_YET
    look_at(log, unit_id="29341", lot="L1", item=7)
    look_at(log, unit_id="29341", lot="L1", item=7, device=2)
    look_at(log, unit_id="29341", lot="L1", item=8)
    look_at(log, unit_id="29341")
    look_at(log, "p2", at=NOW + timedelta(days=1))

    loaded = load(log)

    assert (loaded.scans, loaded.malformed, loaded.dropped) == (5, 0, 1)
    assert scans_of("p1") == {"total": 4, "visitors": 2, "first_on": DAY}
    assert scans_of("p2") == {"total": 1, "visitors": 1, "first_on": DAY + timedelta(days=1)}
    assert scans_of("p3") == {"total": 0, "visitors": 0, "first_on": None}
    assert item_seen("p1", "L1", 7) == {"count": 2, "areas": 2, "first_on": DAY}
    assert item_seen("p1", "L1", 8) == {"count": 1, "areas": 1, "first_on": DAY}
    assert item_seen("p1", "L1", 9) == NOBODY_YET
    assert item_seen("p1", "L2", 7) == NOBODY_YET


@pytest.mark.parametrize("passes", ["in one pass", "in a pass for each"])
def test_a_device_counts_once_a_day(log, passes):
    for at, device, lot in (
        (NOW, 1, "L1"),
        (NOW + timedelta(hours=1), 1, "L1"),
        (NOW + timedelta(hours=2), 1, "L2"),
        (NOW + timedelta(hours=3), 2, "L1"),
        (NOW + timedelta(days=1), 1, "L1"),
    ):
        look_at(log, at=at, device=device, lot=lot, item=1, unit_id="29341")
        if passes == "in a pass for each":
            load(log)
    load(log)

    tomorrow = DAY + timedelta(days=1)
    assert scans_of("p1") == {"total": 5, "visitors": 3, "first_on": DAY}
    assert item_seen("p1", "L1", 1)["count"] == 3
    for chosen, counts in (
        ({"product_id": "p1"}, [(4, 2), (1, 1)]),
        ({"product_id": "p1", "lot": "L1"}, [(3, 2), (1, 1)]),
        ({"product_id": "p1", "lot": "L2"}, [(1, 1), (0, 0)]),
        ({"product_id": "p1", "lot": ""}, [(0, 0), (0, 0)]),
        ({"unit_ids": ["29341", "29342"]}, [(4, 2), (1, 1)]),
        ({"unit_ids": ["29342"]}, [(0, 0), (0, 0)]),
    ):
        found = counts_by_day(DAY, tomorrow, **chosen)
        assert [(one["scans"], one["visitors"]) for one in found] == counts, chosen
        assert [one["on"] for one in found] == [DAY, tomorrow]


def test_looks_at_void_and_recalled_items_are_noted(log):
    for state in ("valid", "void", "void", "recalled"):
        look_at(log, lot="L1", item=1, state=state)
    load(log)

    assert ask(ItemScan.void_scans, ItemScan.recalled_scans, ItemScan.scans) == (2, 1, 4)


def test_a_late_line_moves_the_first_day_back(log):
    look_at(log, lot="L1", item=1)
    load(log)
    look_at(log, lot="L1", item=1, at=NOW - timedelta(days=1))
    load(log)

    assert ask(ItemScan.first_on, ItemScan.first_at, ItemScan.last_at) == (
        DAY - timedelta(days=1),
        NOW - timedelta(days=1),
        NOW,
    )


def test_a_segment_is_read_on_while_it_is_written_and_goes_with_its_row_once_it_is_not(log):
    look_at(log)
    first = load(log)
    look_at(log)
    look_at(log)
    second = load(log)
    third = load(log)
    assert [(one.scans, one.dropped) for one in (first, second, third)] == [(1, 0), (2, 0), (0, 0)]
    assert ask(func.count(ScanSegment.name)) == (1,)

    log.close()

    assert load(log).dropped == 1
    assert list(log.folder.glob("*.log")) == []
    assert ask(func.count(ScanSegment.name)) == (0,)
    assert everything_counted()[0] == 3


def test_a_loader_that_waited_while_another_dropped_the_segment_counts_nothing(log):
    look_at(log)
    log.close()
    (segment,) = log.folder.glob("*.log")
    with segment.open("rb") as held:
        assert load(log).dropped == 1

        loaded = Loaded()
        load_segment(held, segment.stem, now=NOW, batch=1000, loaded=loaded)

    assert loaded.scans == 0
    assert everything_counted()[0] == 1


@pytest.mark.parametrize("batch", [200, 1000, 100_000])
def test_batches_of_any_size_count_the_same(log, batch):
    for item in range(30):
        look_at(log, lot="L1", item=item % 7, device=item % 3)

    assert load(log, batch=batch).scans == 30

    assert everything_counted() == (30, 30, 30)
    assert scans_of("p1")["visitors"] == 3


def test_half_a_line_at_the_end_is_left_out(log):
    look_at(log)
    look_at(log)
    log.close()
    (segment,) = log.folder.glob("*.log")
    with segment.open("r+b") as file:
        file.truncate(segment.stat().st_size - 20)

    loaded = load(log)

    assert (loaded.scans, loaded.malformed, loaded.dropped) == (1, 0, 1)
    assert everything_counted()[:2] == (1, 1)


def test_what_is_no_line_holds_nobody_up(log):
    look_at(log)
    log.close()
    (segment,) = log.folder.glob("*.log")
    whole = segment.read_bytes()
    segment.write_bytes(b"\x00" * 900 + b"\n" + whole + b"1\tnonsense\n" + b"z" * 700 + b"\n" + whole)

    loaded = load(log, batch=300)

    assert loaded.scans == 2
    assert loaded.dropped == 1
    assert loaded.malformed >= 3
    assert list(log.folder.glob("*.log")) == []


def test_single_looks_go_after_thirty_days_and_counters_stay(log):
    look_at(log, at=NOW - timedelta(days=31), lot="L1", item=1)
    look_at(log, at=NOW - timedelta(days=30), lot="L1", item=1)
    load(log)
    before = scans_of("p1"), item_seen("p1", "L1", 1)

    assert drop_old_scans(DAY) == 1

    assert ask(func.count(Scan.id)) == (1,)
    assert (scans_of("p1"), item_seen("p1", "L1", 1)) == before
    assert before[0]["total"] == 2


def test_the_worker_destroys_keys_that_had_their_time(app, log, clock):
    look_at(log)
    load_now(app)
    assert len(list(keys_folder(log.folder).iterdir())) == 1

    clock.set(DAY + timedelta(days=2))
    load_now(app)

    assert list(keys_folder(log.folder).iterdir()) == []


def test_what_a_dead_process_half_made_goes_after_an_hour(tmp_path):
    for name, hours in ((".old", 2), (".new", 0)):
        (tmp_path / name).touch()
        at = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / name, (at, at))

    drop_half_made(tmp_path, NOW)

    assert [path.name for path in tmp_path.iterdir()] == [".new"]


# -- processes that are killed


#: Loads a folder until the word in argv[1] happens, and dies of it as by kill -9.
DIES = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from ocop.app import create_app
from ocop.services.scan_loads import load_scans
from tests.factories import NOW
word, folder = sys.argv[1], Path(sys.argv[2])
seen = []
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def on_statement(_connection, _cursor, statement, *_rest):
    seen.append(statement)
    if statement.startswith(word) and sum(one.startswith(word) for one in seen) == 2:
        die()
def on_audit(what, _arguments):
    if what == word:
        die()
app = create_app(serving=False)
event.listen(Engine, "before_cursor_execute", on_statement)
if word == "commit":
    wrote = "INSERT INTO scan_segments"
    event.listen(Engine, "commit", lambda _: sum(one.startswith(wrote) for one in seen) == 2 and die())
sys.addaudithook(on_audit)
with app.app_context():
    load_scans(folder, now=NOW, batch=1500)
"""


def environment(store):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    places = {"OCOP_DATABASE_URL": store.url, "OCOP_SCANS_DATABASE_URL": store.scans_url}
    return {**kept, **places, "OCOP_DATA_DIR": str(store.data_dir)}


def fill(log, segments=3, each=40):
    """Write finished segments of looks at items of their own."""
    for part in range(segments):
        for item in range(each):
            look_at(log, lot="L1", item=part * each + item, device=item % 5)
        log.close()
    return segments * each


@pytest.mark.parametrize(
    "moment",
    [
        "INSERT INTO scans",
        "INSERT INTO scan_counts",
        "INSERT INTO item_scans",
        "INSERT INTO scan_segments",
        "commit",
        "os.remove",
        "DELETE FROM scan_segments",
    ],
)
def test_a_loader_killed_anywhere_counts_nothing_twice(store, log, moment):
    wanted = fill(log)

    dead = subprocess.run([sys.executable, "-c", DIES, moment, log.folder], env=environment(store), timeout=120)
    assert dead.returncode == -signal.SIGKILL
    half = everything_counted()
    load(log)

    assert half[0] == half[1] == half[2] <= wanted
    assert everything_counted() == (wanted, wanted, wanted)
    assert scans_of("p1")["visitors"] == 5
    assert list(log.folder.glob("*.log")) == []


#: Waits for a file and loads then, pass after pass, until it is gone.
LOADS = """
import sys, time
from pathlib import Path
from ocop.app import create_app
from ocop.services.scan_loads import load_scans
from tests.factories import NOW
folder, go = Path(sys.argv[1]), Path(sys.argv[2])
app = create_app(serving=False)
with app.app_context():
    print("ready", flush=True)
    while not go.exists():
        time.sleep(0.01)
    while go.exists():
        load_scans(folder, now=NOW, batch=1500)
"""


def test_two_loaders_at_once_and_one_of_them_killed_count_every_look_once(store, log, tmp_path):
    wanted, go = fill(log, segments=6), tmp_path / "go"
    command = [sys.executable, "-c", LOADS, log.folder, go]
    writer = ScanLog(log.folder)
    with (
        subprocess.Popen(command, env=environment(store), stdout=subprocess.PIPE) as one,
        subprocess.Popen(command, env=environment(store), stdout=subprocess.PIPE) as two,
    ):
        assert one.stdout.readline() == two.stdout.readline() == b"ready\n"
        go.touch()
        for item in range(200):
            look_at(writer, lot="L2", item=item, at=NOW + timedelta(seconds=item))
            time.sleep(0.002)
        one.kill()
        for item in range(200, 300):
            look_at(writer, lot="L2", item=item, at=NOW + timedelta(seconds=item))
        writer.close()
        end = time.monotonic() + 60
        while list(log.folder.glob("*.log")) and time.monotonic() < end:
            time.sleep(0.05)
        go.unlink()

    load(log)
    assert everything_counted() == (wanted + 300, wanted + 300, wanted + 300)
    assert ask(func.max(ItemScan.scans)) == (1,)
    assert list(log.folder.glob("*.log")) == []

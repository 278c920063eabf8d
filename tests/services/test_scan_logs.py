"""The scan log: what was answered is in it, whatever becomes of the process."""

import fcntl
import os
import resource
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from ocop.domain.scans import decoded
from ocop.services.areas import Areas
from ocop.services.day_keys import day_key, destroy_keys
from ocop.services.scan_logs import LARGEST, ScanLog, keys_folder
from tests.factories import NOW
from tests.scans import look_at

DAY = date(2026, 11, 23)


@pytest.fixture
def log(tmp_path):
    made = ScanLog(tmp_path / "scans")
    yield made
    made.close()


def looks_in(folder):
    """Return the looks of a log, segment by segment in the order they were begun."""
    return [[decoded(line) for line in path.read_bytes().splitlines()] for path in sorted(folder.glob("[!.]*.log"))]


def is_written(path):
    """Tell whether somebody still writes to a segment."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_look_is_a_line_that_names_nobody(log):
    log.areas = Areas([(4, 0x0A000100, 0x0A0001FF, "86")])

    assert look_at(log, "p1", unit_id="29341", lot="L1", item=7, state="void")

    ((look,),) = looks_in(log.folder)
    assert look[:7] == (NOW, DAY, "p1", "29341", "L1", 7, "void")
    assert look.area == "86"
    assert b"10.0.1" not in next(log.folder.glob("*.log")).read_bytes()


def test_nothing_is_opened_before_the_first_look(log):
    assert not log.folder.exists()


def test_a_device_is_the_same_all_day_and_another_tomorrow(log):
    for at in (NOW, NOW + timedelta(seconds=5), NOW + timedelta(days=1)):
        look_at(log, at=at)
    look_at(log, device=2)
    look_at(log, family="safari")

    first, again, tomorrow, other, family = (look.visitor for part in looks_in(log.folder) for look in part)
    assert first == again
    assert len({first, tomorrow, other, family}) == 4
    assert len(first) == 24


def test_processes_share_the_key_of_a_day(tmp_path, log):
    other = ScanLog(log.folder)
    look_at(log)
    look_at(other)
    other.close()

    (one,), (two,) = looks_in(log.folder)
    assert one.visitor == two.visitor
    key = keys_folder(log.folder) / f"{DAY}.key"
    assert key.stat().st_mode & 0o077 == 0
    assert list(key.parent.iterdir()) == [key]


@pytest.mark.parametrize(("day", "is_kept"), [(DAY, True), (DAY - timedelta(1), True), (DAY - timedelta(2), False)])
def test_a_key_is_destroyed_48_hours_after_its_day_began(tmp_path, day, is_kept):
    key = day_key(tmp_path, day)
    (tmp_path / "witness").hardlink_to(tmp_path / f"{day}.key")

    assert destroy_keys(tmp_path, DAY) == (0 if is_kept else 1)

    assert (tmp_path / f"{day}.key").exists() == is_kept
    assert ((tmp_path / "witness").read_bytes() == key) == is_kept
    assert (day_key(tmp_path, day) == key) == is_kept


def test_a_key_half_made_by_a_killed_process_is_destroyed_too(tmp_path):
    (tmp_path / "2026-11-21.abc").write_bytes(b"x" * 32)

    assert destroy_keys(tmp_path, DAY) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_goes_on_past_midnight_destroys_what_had_its_time(log):
    for days in range(4):
        look_at(log, at=NOW + timedelta(days=days))

    assert {path.name for path in keys_folder(log.folder).iterdir()} == {"2026-11-25.key", "2026-11-26.key"}


@pytest.mark.parametrize(("seconds", "segments"), [(59, 1), (60, 2), (-1, 2)])
def test_a_segment_ends_by_age(log, seconds, segments):
    look_at(log)
    look_at(log, at=NOW + timedelta(seconds=seconds))

    assert [len(part) for part in looks_in(log.folder)] == ([2] if segments == 1 else [1, 1])


def test_a_segment_ends_by_size(log):
    look_at(log)
    (first,) = log.folder.glob("*.log")
    line = first.stat().st_size

    for _ in range(LARGEST // line + 1):
        look_at(log)

    sizes = sorted(path.stat().st_size for path in log.folder.glob("*.log"))
    assert len(sizes) == 2
    assert LARGEST <= sizes[1] < LARGEST + line


def test_a_segment_is_locked_as_long_as_it_is_written(log):
    look_at(log)
    look_at(log, at=NOW + timedelta(minutes=5))
    first, second = sorted(log.folder.glob("*.log"))

    assert (is_written(first), is_written(second)) == (False, True)
    log.close()
    assert not is_written(second)


def test_a_fork_writes_to_a_segment_of_its_own_and_holds_no_lock_of_its_parent(log):
    look_at(log, device=1)
    (parents,) = log.folder.glob("*.log")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        look_at(log, device=2)
        os.write(writing, b"1")
        signal.pause()
    os.read(reading, 1)
    look_at(log, device=3)
    log.close()

    segments = looks_in(log.folder)
    is_parents_written = is_written(parents)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    assert [len(part) for part in segments] == [2, 1]
    assert not is_parents_written


def test_threads_share_a_segment_and_no_line_is_torn(log):
    def look_often(device):
        for item in range(300):
            look_at(log, device=device, lot="L1", item=item)

    threads = [threading.Thread(target=look_often, args=(device,)) for device in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    (part,) = looks_in(log.folder)
    assert len({(look.visitor, look.item) for look in part}) == 1200


def test_a_scan_that_cannot_be_written_costs_the_scan_alone(tmp_path):
    (tmp_path / "scans").write_text("a file where the folder should be")

    assert not look_at(ScanLog(tmp_path / "scans"))


@contextmanager
def files_at_most(size):
    """Let no file of this process grow beyond so many bytes: the kernel then writes in part, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_half_a_line_is_followed_by_a_segment_of_its_own(log):
    with files_at_most(1000):
        acknowledged = {item for item in range(40) if look_at(log, lot="L1", item=item)}

    parts = looks_in(log.folder)
    assert {look.item for part in parts for look in part if look} == acknowledged
    assert 20 < len(acknowledged) < 40
    assert any(None in part for part in parts)
    assert all(part.index(None) == len(part) - 1 for part in parts if None in part)


WRITES = """
import sys
from itertools import count
from pathlib import Path
from ocop.services.scan_logs import ScanLog
from tests.scans import look_at
log = ScanLog(Path(sys.argv[1]))
for item in count():
    look_at(log, lot="L1", item=item)
    sys.stdout.write(f"{item}\\n")
    sys.stdout.flush()
"""


def test_every_look_that_was_acknowledged_survives_kill_9(log):
    for wanted in (500, 1277, 2054):
        with subprocess.Popen([sys.executable, "-c", WRITES, log.folder], stdout=subprocess.PIPE) as writer:
            for _ in range(wanted):
                assert writer.stdout.readline()
            writer.kill()
            acknowledged = wanted + writer.stdout.read().count(b"\n")

        part = looks_in(log.folder)[-1]
        items = [look.item for look in part if look]
        assert items[:acknowledged] == list(range(acknowledged))
        assert len(items) - acknowledged in (0, 1)
        assert not is_written(max(log.folder.glob("*.log")))

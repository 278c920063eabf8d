"""Label jobs: what a printing of many labels may be, and the states that it goes through."""

from datetime import timedelta
from enum import StrEnum

from ocop.domain.refusals import BadInput, Conflict


class JobState(StrEnum):
    """Where a label job is; the last three are ends."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


#: What people read for each state.
JOB_STATE_WORDS = {
    JobState.QUEUED: "Đang chờ",
    JobState.RUNNING: "Đang in",
    JobState.DONE: "Đã xong",
    JobState.CANCELLED: "Đã hủy",
    JobState.FAILED: "Không in được",
}
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
#: The most labels of one job.
MOST_OF_JOB = 1_000_000
#: The most unfinished jobs of one product at a time.
MOST_AT_ONCE = 3
#: How long the file of a finished job is kept.
KEPT = timedelta(days=30)


def check_count(count: int) -> None:
    """Raise BadInput `count-out-of-range` unless one job may print so many labels."""
    if not 1 <= count <= MOST_OF_JOB:
        raise BadInput(
            "count-out-of-range", "Một lần in từ 1 đến %(most)s nhãn, không in %(count)s nhãn.",
            field="count", most=MOST_OF_JOB, count=count,
        )  # fmt: skip


def check_may_begin(unfinished: int) -> None:
    """Raise Conflict `label-jobs-waiting` if a product has enough jobs that have not ended."""
    if unfinished >= MOST_AT_ONCE:
        raise Conflict(
            "label-jobs-waiting",
            "Sản phẩm đang có %(count)s lượt in chưa xong; xin chờ hoặc hủy bớt.",
            count=unfinished,
        )


def check_void(first: int, end: int, issued: int) -> None:
    """Raise BadInput `serial-range` unless items `first` up to `end` have been issued."""
    if not 0 <= first < end <= issued:
        raise BadInput(
            "serial-range", "Lô đã cấp số 1 đến %(issued)s; không có đoạn %(first)s–%(last)s.",
            field="first", issued=issued, first=first + 1, last=end,
        )  # fmt: skip

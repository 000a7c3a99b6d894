"""Whose turn it is: visitors take turns, whoever has been without one for longest comes next.

A sweep is one entry of its owner's, however many runs it has, and takes turns with the owner's other runs. Runs that
nobody watches any more come last.

By hand, as Dask's own queue goes by priorities that are fixed when a task is handed in; whose turn it is here changes
with every turn that ends and with who is watching.
"""

import heapq
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count

from model.jobs.job import Job
from model.jobs.waiting import Pace

MOST_ENTRIES = 3  # of one visitor, waiting or running
MOST_WAITING = 300  # runs of everybody: more than a class with its sweeps
MOST_TURNS = 5000  # last turns that are remembered


class QueueFull(Exception):
    """There is no room for another run. The message says why, and what to do."""


def entry(job: Job) -> str:
    """What takes turns: a run, or a whole sweep."""
    return job.sweep or job.id


class Queue:
    """The runs that wait, among all `jobs`, and what is known of turns: who had the last ones, how long they take."""

    def __init__(self, jobs: Callable[[], list[Job]]) -> None:
        self.jobs, self.pace = jobs, Pace()
        self._last_turns: dict[str, float] = {}

    def waiting(self) -> list[Job]:
        """Runs that no worker has yet, as their turns will come."""
        jobs = self.jobs()
        waiting = [job for job in jobs if job.state in ("waiting", "stopping") and job.future is None]
        return in_turn(waiting, self.handed_over(), self._last_turns) if waiting else []

    def handed_over(self) -> list[Job]:
        """Runs that a worker has, or will have in a moment."""
        return [job for job in self.jobs() if job.lives and job.future is not None]

    def place(self, job: Job) -> int:
        """How many runs are ahead of a waiting one, plus one: 1 is next."""
        waiting = self.waiting()
        return 1 + waiting.index(job) if job in waiting else 1

    def expected_wait(self, job: Job) -> float | None:
        """About how many seconds a waiting run has to wait; None where that can't be told."""
        waiting = self.waiting()
        free_in = sorted(self.pace.left(other) for other in self.handed_over() if other is not job)
        if job not in waiting:
            return 0.0 if job.state == "waiting" else None
        if not free_in:
            return None
        for ahead in waiting[: waiting.index(job)]:
            heapq.heapreplace(free_in, free_in[0] + self.pace.left(ahead))
        return free_in[0]

    def check_room(self, job: Job) -> None:
        """Raises `QueueFull` if `job` is one entry too many."""
        living = [other for other in self.jobs() if other.lives and other is not job]
        theirs = {entry(other) for other in living if other.owner == job.owner}
        if entry(job) not in theirs and len(theirs) >= MOST_ENTRIES:
            raise QueueFull(
                f"You have {MOST_ENTRIES} runs in the queue already (a sweep counts as one). Wait until one of them "
                "has ended, or stop it."
            )
        if len(living) >= MOST_WAITING:
            raise QueueFull(f"{len(living)} runs are waiting already. Try again when some of them have ended.")

    def turn_ended(self, job: Job) -> None:
        self._last_turns[job.owner] = self._last_turns[entry(job)] = time.time()
        while len(self._last_turns) > MOST_TURNS:
            del self._last_turns[next(iter(self._last_turns))]

    def to_give_way(self) -> list[Job]:
        """Running ones that nobody watches any more, as many as there are others that somebody waits for."""
        jobs = self.jobs()
        wanted = sum(job.is_watched for job in self.waiting()) - sum(job.state == "pausing" for job in jobs)
        unwatched = [job for job in jobs if job.state == "running" and not job.is_watched]
        return sorted(unwatched, key=lambda job: job.watched_at)[: max(0, wanted)]


def in_turn(waiting: Sequence[Job], running: Sequence[Job], last_turns: Mapping[str, float]) -> list[Job]:
    """`waiting` in the order in which they will come, if nothing changes.

    `last_turns` holds, by owner and by `entry`, when their last turn has ended (in `time.time`'s seconds); whoever
    has a turn now comes after all who have none. Runs that are only to be stopped come first.
    """
    order = [job for job in waiting if job.state == "stopping"]
    turns = dict(last_turns)
    clock = count(time.time() + 1)  # turns that are yet to come, each later than all before
    for job in running:
        turns[job.owner] = turns[entry(job)] = next(clock)
    for watched in (True, False):
        several = [job for job in waiting if job.state != "stopping" and job.is_watched == watched]
        order += _round_robin(several, turns, clock)
    return order


def _round_robin(waiting: Sequence[Job], turns: dict[str, float], clock: "count[float]") -> list[Job]:
    """Owners take turns, and within an owner the entries. Writes the turns that it gives out into `turns`."""
    by_owner: dict[str, dict[str, list[Job]]] = {}
    for job in sorted(waiting, key=lambda job: (job.queued_at, job.id), reverse=True):
        by_owner.setdefault(job.owner, {}).setdefault(entry(job), []).append(job)  # the first in line stands last

    def since(key: str, jobs: Sequence[Job]) -> tuple[float, float]:
        """How long it has been without a turn: from its last one, or from when it came, if that was later."""
        return max(turns.get(key, 0.0), jobs[-1].queued_at), jobs[-1].queued_at

    def place(owner: str) -> tuple[float, float, str]:
        first = min((jobs[-1] for jobs in by_owner[owner].values()), key=lambda job: job.queued_at)
        return (*since(owner, [first]), owner)

    line = [place(owner) for owner in by_owner]
    heapq.heapify(line)
    order = []
    while line:
        owner = heapq.heappop(line)[-1]
        entries = by_owner[owner]
        name = min(entries, key=lambda name: since(name, entries[name]))
        order.append(entries[name].pop())
        turns[owner] = turns[name] = next(clock)
        if not entries[name]:
            del entries[name]
        if entries:
            heapq.heappush(line, place(owner))
    return order

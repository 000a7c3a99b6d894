"""`python -m model.jobs.worker`: the training cluster that the app starts for itself, on this machine alone.

It prints its scheduler's address and then lives as long as its standard input stays open. The app holds the other
end: however the app ends, the pipe closes with it, and the cluster goes too, on every operating system.
"""

import os
import signal
import sys
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from distributed import LocalCluster


def workers() -> int:
    """One worker for every two cores, at most four: `TRAINING_WORKERS` says otherwise."""
    wanted = os.environ.get("TRAINING_WORKERS", "")
    return int(wanted) if wanted.isdigit() and int(wanted) else max(1, min(4, (os.cpu_count() or 1) // 2))


def give_way() -> None:
    """Lets the page and the drawing go first when the machine is busy; `TRAINING_NICE=0` says not to."""
    if os.environ.get("TRAINING_NICE") == "0":
        return
    psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 10)


def local_cluster(n_workers: int) -> "LocalCluster":
    """Workers of one thread each, on this machine alone.

    Dask's defaults for a worker's environment are taken away: they have memory handed back to the system after each
    operation (`MALLOC_TRIM_THRESHOLD_`), to be asked for again at once, which makes training two to three times slower.
    Its profiler (100 looks a second) and its watch on the event loop (50) are off: they keep an idle laptop busy. The
    scheduler keeps the last events of each run for good, so it keeps few: the app has heard them all.
    """
    import dask
    from distributed import LocalCluster

    dask.config.set(
        {
            "distributed.scheduler.worker-saturation": 1.0,
            "distributed.nanny.pre-spawn-environ": {},
            "distributed.worker.profile.enabled": False,
            "distributed.admin.tick.interval": "1s",
            "distributed.admin.low-level-log-length": 100,
        }
    )
    return LocalCluster(
        n_workers=n_workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        local_directory=tempfile.gettempdir(),
        memory_limit=0,
    )


def main() -> None:
    address_to = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nobody reads what workers print: keep it out of the pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the app; this ends with it
    give_way()
    cluster = local_cluster(workers())
    with suppress(BrokenPipeError):  # the app may have ended already
        print(cluster.scheduler_address, file=address_to, flush=True)
    sys.stdin.read()
    for process in psutil.Process().children(recursive=True):
        process.kill()
    os._exit(0)


if __name__ == "__main__":
    main()

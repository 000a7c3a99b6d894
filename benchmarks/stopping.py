"""How soon a stop takes effect, in a run on the app's own cluster.

    python -m benchmarks.stopping [--repeats 10]

Prints the time from asking to the worker's last training step (it then says that it is stopping), at changing moments
of the epoch, and to the run being tested and saved.
"""

import argparse
import os
import statistics
import tempfile
import time

from model.jobs.engine import Engine, wait_until
from model.networks.config import PRESETS, TrainingConfig

PATIENCE = 120  # seconds
TRAINING = TrainingConfig(source="mnist" if os.environ.get("MNIST_PATH") else "sample", batch_size=32, epochs=200)


def stop_one(engine: Engine, after: float) -> tuple[float, float]:
    """Stops a run `after` seconds of training; seconds until its last step, and until it is tested and saved."""
    job = engine.submit(PRESETS["one hidden layer"], TRAINING, "benchmark")
    assert wait_until(lambda: job.batches, PATIENCE), engine.problem
    time.sleep(after)
    began = time.monotonic()
    engine.stop(job)
    wait_until(lambda: job.phase == "testing" or job.ended, PATIENCE)
    heeded = time.monotonic() - began
    wait_until(lambda: job.ended, PATIENCE)
    assert job.state == "stopped", job.message
    return heeded, time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=10)
    repeats = parser.parse_args().repeats
    engine = Engine()
    engine.start()
    heeded, saved = [], []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RUNS_DIR"] = folder
        for repeat in range(repeats):
            to_last_step, to_disk = stop_one(engine, 0.37 * (repeat + 1))
            heeded.append(to_last_step)
            saved.append(to_disk)
        engine.close()
    for name, times in (("the last step", heeded), ("tested and saved", saved)):
        print(
            f"From stop to {name}: median {statistics.median(times):.2f} s, at most {max(times):.2f} s (of {repeats})"
        )


if __name__ == "__main__":
    main()

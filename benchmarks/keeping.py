"""What keeping an unfinished run costs: `python -m benchmarks.keeping`.

Each network trains on the sample, in this process, and its state is made after the epochs as a worker makes it, without
the way to the app. The share of its time that this takes is printed beside the time that the app, in its own process,
then takes to write the state, once in ten seconds. Medians.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from model.digits import data
from model.jobs import remote, unfinished
from model.jobs.job import Job
from model.networks.checkpoint import Checkpoint
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.training import train

NETWORKS = {"no hidden layer": (), "one hidden layer": (512,), "five of 1,024": (1024,) * 5}


class Kept:
    """Makes states as `model.jobs.remote` does: so often that it takes 2 % of the time. Says how long it took."""

    def __init__(self) -> None:
        self.content, self.seconds, self.next_at = b"", 0.0, 0.0

    def __call__(self, checkpoint: Checkpoint) -> None:
        began = time.monotonic()
        if began >= self.next_at:
            self.content = checkpoint.to_bytes()
            took = time.monotonic() - began
            self.seconds, self.next_at = self.seconds + took, began + took + took / remote.SHARE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    digits = data.load("sample")
    print("network            state     made: share of training   written: seconds, share of ten")
    for name, hidden in NETWORKS.items():
        network = NetworkConfig(hidden=hidden)
        training = TrainingConfig(epochs=10 if len(hidden) < 2 else 2)
        shares, written = [], []
        for _ in range(repeats):
            kept, began = Kept(), time.monotonic()
            train(network, training, digits, lambda event: None, on_checkpoint=kept)
            shares.append(kept.seconds / (time.monotonic() - began))
            job = Job("abc", network, training, "somebody")
            job.checkpoint = kept.content
            with tempfile.TemporaryDirectory() as folder:
                began = time.monotonic()
                unfinished.keep(job, Path(folder))
                written.append(time.monotonic() - began)
        share, seconds = statistics.median(shares), statistics.median(written)
        print(
            f"{name:18} {len(kept.content) / 1e6:5.1f} MB {share:15.2%} {seconds:27.3f} s {seconds / 10:8.2%}",
            flush=True,
        )


if __name__ == "__main__":
    main()

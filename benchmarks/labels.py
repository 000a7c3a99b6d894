"""How many wrong labels are found again, and how long the search takes.

    python -m benchmarks.labels [--source mnist]

A share of the labels is made wrong, as the settings of a run do it. Precision is the share of the suspects that were
really made wrong, recall the share of the wrong ones that are among them. Of a data set as it is, nobody knows.
"""

import argparse
import time

from model.digits import data
from model.labels.suspects import find
from model.networks.config import TrainingConfig


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", choices=("sample", "mnist"), default="sample")
    source = parser.parse_args().source
    dataset = data.load(source)
    if dataset.name != source:
        raise SystemExit(dataset.note)
    print("made wrong   suspects   precision   recall   seconds")
    for share in (0.0, 0.05, 0.2, 0.4):
        began = time.perf_counter()
        found = find(dataset, TrainingConfig(source=source, validation_split=0.0, wrong_labels=share))
        seconds = time.perf_counter() - began
        known = f"{found.precision:11.0%} {found.recall:8.0%}" if share else f"{'':20}"
        print(f"{share:10.0%} {len(found.indices):10,} {known} {seconds:9.1f}", flush=True)


if __name__ == "__main__":
    main()

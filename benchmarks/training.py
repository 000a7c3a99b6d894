"""How long an epoch takes: `model.fit` as the tutorials call it, against a live run; and what snapshots and
augmentation cost it.

    python -m benchmarks.training [--repeats 5] [--pairs 60] [--source mnist]

Both run in the same worker process of the same cluster, in turn, on the same digits: 784–512–10, Adam, 10 % of the
digits for validation. Each run has one epoch to warm up, and the second one is timed. A live run sends every event to
this process and listens for stop and pause, as it does in the app. What that costs is measured within one run: every
other epoch is silent, and each is compared with the one before it. What a snapshot costs, with sending it here, is
measured in the same way: there is one before every other epoch. A run with augmentation and one without it take turns
in one process, epoch by epoch.
"""

import argparse
import math
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from distributed import Client

from model.jobs.worker import local_cluster
from model.networks.config import KINDS, PRESET_TRAINING, PRESETS, USUAL_KINDS

NETWORK = PRESETS["one hidden layer"]
WAYS = ("fit", "live")
PAIRS_A_RUN = 60  # of epochs; a run has 200 at most


def seconds_an_epoch(way: str, source: str, batch_size: int) -> float:
    """Runs on the worker: wall seconds of the second epoch."""
    dataset, training = _digits(source), _training(source, batch_size, epochs=2)
    return _fit(dataset, training) if way == "fit" else _live(dataset, training, lambda epoch: True)[1]


def live_and_silent(source: str, batch_size: int, pairs: int) -> list[tuple[float, float]]:
    """Runs on the worker: wall seconds of two epochs after one another, `pairs` times; which is silent takes turns."""
    training = _training(source, batch_size, epochs=1 + 2 * pairs)
    seconds = _live(_digits(source), training, lambda epoch: epoch % 4 in (2, 1))
    order = [seconds[first : first + 2] for first in range(1, len(seconds), 2)]  # epochs 2 and 3, 4 and 5, …
    return [(one, other) if nth % 2 == 0 else (other, one) for nth, (one, other) in enumerate(order)]


def with_snapshots_and_without(source: str, batch_size: int, pairs: int) -> list[tuple[float, float]]:
    """Runs on the worker: wall seconds from the end of an epoch to that of the next, with a snapshot and without."""
    from distributed import Queue, get_client

    from model.jobs.remote import SHARE
    from model.networks import snapshots
    from model.networks.training import train

    queue, ends, planned = Queue("snapshots-of-a-benchmark", client=get_client()), [], snapshots.planned
    fresh: list[tuple[int, bytes]] = []
    send_next_at = 0.0

    def send(checkpoint: Any) -> None:  # as `model.jobs.remote` does, with a run's state
        nonlocal send_next_at
        began = time.monotonic()
        if fresh and began >= send_next_at:
            queue.put(fresh.copy())
            fresh.clear()
            send_next_at = time.monotonic() + (time.monotonic() - began) / SHARE

    snapshots.planned = lambda config, epochs: {epoch for epoch in range(epochs) if epoch % 4 in (1, 0)}
    try:
        train(
            NETWORK,
            _training(source, batch_size, epochs=1 + 2 * pairs),
            _digits(source),
            lambda event: ends.append(time.perf_counter()) if event["kind"] == "epoch" else None,
            on_checkpoint=send,
            on_snapshot=lambda epoch, weights: fresh.append((epoch, weights.tobytes())),
        )
    finally:
        snapshots.planned = planned
        queue.close()
    seconds = [after - before for before, after in pairwise(ends)]
    order = [seconds[first : first + 2] for first in range(0, len(seconds), 2)]
    return [(one, other) if nth % 2 == 0 else (other, one) for nth, (one, other) in enumerate(order)]


def plain_and_augmented(source: str, batch_size: int, kinds: tuple[str, ...], pairs: int) -> list[tuple[float, float]]:
    """Runs on the worker: wall seconds of an epoch without augmentation, and of one with it right after."""
    from model.networks.training import train

    dataset, training = _digits(source), _training(source, batch_size, epochs=1 + pairs)
    turns = threading.Semaphore(1), threading.Semaphore(0)
    seconds: dict[int, list[float]] = {}

    def run(number: int, augment: tuple[str, ...]) -> None:
        mine, others = turns[number], turns[1 - number]

        def take_turns(event: dict[str, Any]) -> None:
            if event["kind"] == "epoch":
                others.release()
                mine.acquire()

        mine.acquire()
        rows = train(NETWORK, replace(training, augment=augment), dataset, take_turns).history
        seconds[number] = [row["seconds"] for row in rows[1:]]
        others.release()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(((), kinds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(zip(seconds[0], seconds[1], strict=True))


def _digits(source: str) -> Any:
    from model.digits.data import DataError, load

    dataset = load(source)
    if dataset.note:
        raise DataError(f"{dataset.note} Set MNIST_PATH, or choose --source sample.")
    return dataset


def _training(source: str, batch_size: int, epochs: int) -> Any:
    return replace(PRESET_TRAINING["one hidden layer"], source=source, epochs=epochs, batch_size=batch_size)


def _live(dataset: Any, training: Any, live: Callable[[int], bool]) -> list[float]:
    """The app's loop with its events and wishes in the epochs that are `live`: the seconds of each epoch."""
    from distributed import get_client, get_worker

    from model.jobs.remote import TopicRequest
    from model.networks.training import Request, train

    worker, client = get_worker(), get_client()

    epoch = 1
    topics: list[TopicRequest] = []

    def listening() -> list[TopicRequest]:
        return [TopicRequest(client, "nobody-wishes")] if live(epoch) else []

    class Wishes(Request):
        def now(self) -> str | None:
            return topics[0].now() if topics else None

    def tell(event: dict[str, Any]) -> None:
        nonlocal epoch, topics
        if live(epoch):
            worker.log_event("live", event)
        if event["kind"] == "epoch":
            epoch = event["epoch"] + 1
            close()
            topics = listening()

    def close() -> None:
        for topic in topics:
            topic.close()

    topics = listening()
    try:
        return [row["seconds"] for row in train(NETWORK, training, dataset, tell, Wishes()).history]
    finally:
        close()


def _fit(dataset: Any, training: Any) -> float:
    """As the Keras tutorials write it."""
    import keras

    from model.networks.network import build

    class Clock(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.began = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.seconds = time.perf_counter() - self.began

    x = dataset.x_train.astype("float32") / 255
    y = keras.utils.to_categorical(dataset.y_train, 10)
    model = build(NETWORK)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    clock = Clock()
    share = training.validation_split
    model.fit(x, y, batch_size=training.batch_size, epochs=2, validation_split=share, verbose=0, callbacks=[clock])
    return clock.seconds


def around_the_median(values: list[float]) -> tuple[float, float]:
    """Between which of the sorted `values` the true median lies, at 95 % confidence: by rank (the sign test)."""
    reach = math.ceil(0.98 * math.sqrt(len(values)))
    middle = len(values) // 2
    return values[max(0, middle - reach)], values[min(len(values) - 1, middle + reach)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--source", choices=("mnist", "sample"), default="mnist")
    options = parser.parse_args()
    heard: list[Any] = []
    cluster = local_cluster(1)
    client = Client(cluster)
    client.subscribe_topic("live", lambda event: heard.append(event[1]))
    print("batch size   way      median s   least s   ratio to fit")
    for batch_size in (128, 32):
        times: dict[str, list[float]] = {way: [] for way in WAYS}
        for _ in range(options.repeats):
            for way in WAYS:
                future = client.submit(seconds_an_epoch, way, options.source, batch_size, pure=False)
                times[way].append(future.result())
        medians = {way: statistics.median(values) for way, values in times.items()}
        for way in WAYS:
            ratio = medians[way] / medians["fit"]
            print(f"{batch_size:10}   {way:6} {medians[way]:10.2f} {min(times[way]):9.2f} {ratio:14.2f}")
        for what, measured in (("the live events", live_and_silent), ("snapshots", with_snapshots_and_without)):
            pairs: list[tuple[float, float]] = []
            while (left := options.pairs - len(pairs)) > 0:
                count = min(PAIRS_A_RUN, left)
                pairs += client.submit(measured, options.source, batch_size, count, pure=False).result()
            costs = sorted(with_it / without - 1 for with_it, without in pairs)
            low, high = around_the_median(costs)
            print(
                f"{batch_size:10}   {what} cost {statistics.median(costs):+.1%} "
                f"(median of {len(costs)} pairs; at 95 % confidence {low:+.1%} to {high:+.1%})",
                flush=True,
            )
        for what, kinds in ((" + ".join(USUAL_KINDS), USUAL_KINDS), ("all six kinds", KINDS)):
            count = min(PAIRS_A_RUN, max(1, options.pairs // 3))
            pairs = client.submit(plain_and_augmented, options.source, batch_size, kinds, count, pure=False).result()
            ratios = sorted(with_it / without for without, with_it in pairs)
            low, high = around_the_median(ratios)
            print(
                f"{batch_size:10}   augmentation ({what}): {statistics.median(ratios):.2f} times an epoch without "
                f"(median of {len(ratios)} pairs; at 95 % confidence {low:.2f} to {high:.2f})",
                flush=True,
            )
    batches = [event for event in heard if event["kind"] == "batch"]
    seconds = sum(event["seconds"] for event in heard if event["kind"] == "epoch")
    print(f"events: {len(batches) / seconds:.1f} a second while training")
    client.close()
    cluster.close()


if __name__ == "__main__":
    main()

"""How long an epoch takes: `model.fit` as the tutorials call it, against a live run of the app.

    python -m benchmarks.training [--repeats 5] [--source mnist]

Both run in the same worker process of the same cluster, in turn, on the same digits: 784–512–10, Adam, 10 % of the
digits for validation. Each run has one epoch to warm up, and the second one is timed. “Silent” is the app's loop
without events; “live” sends every event to this process and listens for stop and pause, as it does in the app.
"""

import argparse
import statistics
import time
from dataclasses import replace
from typing import Any

from distributed import Client

from model.network import PRESET_TRAINING, PRESETS
from model.worker import local_cluster

NETWORK = PRESETS["one hidden layer"]
WAYS = ("fit", "silent", "live")


def seconds_an_epoch(way: str, source: str, batch_size: int) -> float:
    """Runs on the worker: wall seconds of the second epoch."""
    from distributed import get_client, get_worker

    from model.data import load
    from model.remote import TopicRequest
    from model.training import train

    dataset = load(source)
    training = replace(PRESET_TRAINING["one hidden layer"], source=source, epochs=2, batch_size=batch_size)
    if way == "fit":
        return _fit(dataset, training)
    if way == "silent":
        return train(NETWORK, training, dataset, lambda event: None).history[1]["seconds"]
    worker, request = get_worker(), TopicRequest(get_client(), "nobody-wishes")
    try:
        result = train(NETWORK, training, dataset, lambda event: worker.log_event("live", event), request)
    finally:
        request.close()
    return result.history[1]["seconds"]


def _fit(dataset: Any, training: Any) -> float:
    """As the Keras tutorials write it."""
    import keras

    from model.network import build

    class Clock(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.began = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            self.seconds = time.perf_counter() - self.began

    x = dataset.x_train.astype("float32") / 255
    y = keras.utils.to_categorical(dataset.y_train, 10)
    model = build(NETWORK)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    clock = Clock()
    share = training.validation_split
    model.fit(x, y, batch_size=training.batch_size, epochs=2, validation_split=share, verbose=0, callbacks=[clock])
    return clock.seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
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
        cost = statistics.median(live / silent - 1 for live, silent in zip(times["live"], times["silent"], strict=True))
        print(f"{batch_size:10}   the live events cost {cost:+.1%} (median of pairs)")
    batches = [event for event in heard if event["kind"] == "batch"]
    seconds = sum(event["seconds"] for event in heard if event["kind"] == "epoch")
    print(f"events: {len(batches) / seconds:.1f} a second while training")
    client.close()
    cluster.close()


if __name__ == "__main__":
    main()

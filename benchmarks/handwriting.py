"""What does a network learn from thirty drawings? The target for “Learn from my handwriting”, writer by writer.

    python -m benchmarks.handwriting --mnist mnist.npz --strokes pendigits-orig.tra --unipen unipen-digits.jsonl

The *one hidden layer* preset, trained here on MNIST alone, is taught three corrected drawings of each digit of one
writer, as the Draw page does it, and then reads that writer's other drawings and MNIST's test digits; again and again
from the same weights, for each writer. Printed are the errors before and after, and the time that a lesson takes. Then
the same where only the sample is at hand to mix the drawings with, and what the ready-made network makes of it.
"""

import argparse
import gc
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.recognition import line, ours
from benchmarks.usual_ways import PRESET, train_preset
from model.digits import data
from model.handwriting import teaching
from model.handwriting.drawings import labelled
from model.networks.classifier import Classifier
from model.networks.config import PRESET_TRAINING, PRESETS
from model.networks.training import train
from model.pretraining import strokes, unipen
from model.pretraining.strokes import CONDITIONS, StrokeDigit
from model.runs.record import Run

EACH = 3  # drawings of each digit that are learned
MOST = 20  # of each digit, learned or read
LEAST_OTHERS = 3  # of each digit, to be read
PRETRAINED = Path(__file__).parents[1] / "assets" / "pretrained.keras"


class Hand(NamedTuple):
    """One writer's digits: float32 `(n, 28, 28)`, labels `(n,)`, and which of them are learned, bool `(n,)`."""

    name: str
    pixels: np.ndarray
    labels: np.ndarray
    learned: np.ndarray


class Lesson(NamedTuple):
    """Errors on the writer's other drawings and accuracy on MNIST's test digits, before and after; seconds by the
    clock, and those of a core, however busy the computer is with other things."""

    errors: tuple[float, float]
    mnist: tuple[float, float]
    seconds: float
    of_a_core: float


def hands(name: str, digits: Sequence[StrokeDigit]) -> Iterator[Hand]:
    """The writers who wrote each digit often enough, each with the same number of each digit at most."""
    rng, condition = np.random.default_rng(0), CONDITIONS[0]
    for writer in sorted({digit.writer for digit in digits}):
        written = [[one for one in digits if (one.writer, one.label) == (writer, label)] for label in range(10)]
        if min(map(len, written)) < EACH + LEAST_OTHERS:
            continue
        chosen = [[of_label[i] for i in rng.permutation(len(of_label))[:MOST]] for of_label in written]
        learned = [place < EACH for of_label in chosen for place in range(len(of_label))]
        every = [one for of_label in chosen for one in of_label]
        pixels = [ours(condition.draw(one), condition.lines(one)) for one in every]
        yield Hand(f"{name} {writer}", np.array(pixels), np.array([one.label for one in every]), np.array(learned))


def accuracy(network: Classifier, pixels: np.ndarray, labels: np.ndarray) -> float:
    return float((network.probabilities(pixels).argmax(axis=1) == labels).mean())


def of_preset(source: str) -> Run:
    """The preset's run, as far as a lesson needs it, as if it had been trained on `source`."""
    usual = PRESET_TRAINING[PRESET]
    return Run(
        id="preset",
        name=PRESET,
        owner="",
        status="finished",
        network=PRESETS[PRESET],
        training=replace(usual, source=source),
        data={"name": "mnist"},
        scores={},
        epochs=usual.epochs,
        parameters=0,
        seconds=0.0,
        created=datetime.now(UTC),
    )


def teach(before: Classifier, run: Run | None, hand: Hand, dataset: data.Dataset) -> Lesson:
    """As the page does it: the same preparation, the same training, only without a worker around it."""
    drawings = [labelled(*pair) for pair in zip(hand.labels[hand.learned], hand.pixels[hand.learned], strict=True)]
    lecture = teaching.prepare(run, before.model.get_weights(), drawings)
    began, work_before = time.perf_counter(), time.process_time()
    mixed_with = data.load(lecture.training.source)
    result = train(lecture.network, lecture.training, mixed_with, lambda event: None, resume_from=lecture.beginning)
    seconds, of_a_core = time.perf_counter() - began, time.process_time() - work_before
    gc.collect()  # what TensorFlow kept of the lesson before
    networks = before, Classifier(result.model)
    others = hand.pixels[~hand.learned], hand.labels[~hand.learned]
    mnist = dataset.x_test.astype(np.float32) / 255, dataset.y_test
    first, second = (1 - accuracy(each, *others) for each in networks)
    return Lesson((first, second), (accuracy(networks[0], *mnist), accuracy(networks[1], *mnist)), seconds, of_a_core)


def report(name: str, lessons: Sequence[Lesson], targets: bool) -> None:
    """Means over writers, beside the targets."""
    before, after = np.array([lesson.errors for lesson in lessons]).T
    falls = np.array([lesson.mnist[0] - lesson.mnist[1] for lesson in lessons])
    print(f"\n{name}: {len(lessons)} writers, {EACH} drawings of each digit")
    line("errors on their other drawings, before", before.mean())
    line("and after", after.mean())
    line("share of these errors that is gone", 1 - after.mean() / before.mean(), 1 / 3 if targets else None)
    had = before > 0
    line("the same writer by writer, then the mean", float(np.mean(1 - after[had] / before[had])))
    line("writers who are read worse than before", float(np.mean(after > before)))
    line("MNIST's test digits, before", float(np.mean([lesson.mnist[0] for lesson in lessons])))
    line("MNIST's accuracy falls by, mean", falls.mean(), 0.002 if targets else None, most=True)
    line("MNIST's accuracy falls by, at most", falls.max())
    line("seconds, median", float(np.median([one.seconds for one in lessons])), 15, most=True, form=".1f")
    line("seconds of a core, median", float(np.median([one.of_a_core for one in lessons])), form=".1f")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.handwriting", description=__doc__.split("\n")[0])
    parser.add_argument("--mnist", type=Path, required=True, help="an .npz file with Keras's keys")
    parser.add_argument("--strokes", type=Path, required=True, help="UCI's pendigits-orig.tra, plain, .Z or .gz")
    parser.add_argument("--unipen", type=Path, required=True, help="what model.pretraining.unipen made, plain or .gz")
    parser.add_argument("--writers", type=int, default=1000, help="of each file, at most")
    options = parser.parse_args()
    os.environ["MNIST_PATH"] = str(options.mnist)

    dataset = data.load("mnist")
    people = [
        *list(hands("UNIPEN", unipen.whole(unipen.load(options.unipen))))[: options.writers],
        *list(hands("pendigits", strokes.load(options.strokes)))[: options.writers],
    ]
    preset = train_preset(dataset.x_train.astype(np.float32) / 255, dataset.y_train)
    for source in ("mnist", "sample"):
        name = f"the {PRESET} preset, its drawings mixed with {'all of MNIST' if source == 'mnist' else 'the sample'}"
        report(name, [teach(preset, of_preset(source), hand, dataset) for hand in people], source == "mnist")
    shipped = Classifier.load(PRETRAINED)
    few = people[:: max(1, len(people) // 10)]
    report("the ready-made network", [teach(shipped, None, hand, dataset) for hand in few], False)


if __name__ == "__main__":
    main()

"""Does it read what strangers write? Every target for the network that ships, line by line.

    python -m benchmarks.recognition --mnist mnist.npz --strokes pendigits-orig.tra --unipen unipen-digits.jsonl

Digits of writers whom no training and no choosing ever saw are drawn as on the canvas and read by the network that
ships, as the canvas gives them (its lines are known and drawn again with one pen) and as a photo would (by their
pixels alone). Beside it, the *one hidden layer* preset, trained here on all of MNIST, reads them after `normalize` and
after the two usual ways of preprocessing. All on one core. `--papers 300` adds so many photos of each
kind of paper (see `benchmarks.papers`).
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.misread import save_pictures
from benchmarks.papers import print_papers
from benchmarks.usual_ways import PRESET, crop_and_resize, simple_resize, train_preset
from model.digits.pen import draw, place
from model.digits.preprocess import normalize
from model.networks.classifier import Classifier
from model.pretraining import scribbles, strokes, unipen
from model.pretraining.examples import load_mnist
from model.pretraining.strokes import CONDITIONS, Condition, StrokeDigit
from model.pretraining.styles import flagged_one, slashed_zero
from model.pretraining.writers import PENDIGITS, UNIPEN, split

PRETRAINED = Path(__file__).parents[1] / "assets" / "pretrained.keras"
NON_DIGITS = 1000  # of each kind
ENOUGH = 10  # digits of a writer, to say how well he or she is read
FEW = 500  # digits for the preset's row
MOST = 20  # digits of a writer in every other condition
STYLES = (("zeros, slash or bar", slashed_zero, 0.95), ("ones, flag, serif or foot", flagged_one, 0.97))


class Reading(NamedTuple):
    """What the network made of n digits: `pixels` float32 (n, 28, 28), `labels` (n,), `said` float32 (n, 10)."""

    pixels: np.ndarray
    labels: np.ndarray
    said: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """bool (n,)."""
        return self.said.argmax(axis=1) == self.labels


def ours(image: np.ndarray, lines: list[np.ndarray] | None = None) -> np.ndarray:
    """The app's own way: `normalize`."""
    digit = normalize(image, lines)
    assert digit is not None  # a line always leaves ink
    return digit.pixels


def read(shipped: Classifier, digits: Sequence[StrokeDigit], condition: Condition, lines_known: bool) -> Reading:
    """Draw digits and have them read, as the canvas gives them or by their pixels alone."""
    pixels = np.array(
        [ours(condition.draw(digit), condition.lines(digit) if lines_known else None) for digit in digits]
    )
    return Reading(pixels, np.array([digit.label for digit in digits]), shipped.probabilities(pixels))


def calibration_error(reading: Reading, bins: int = 15) -> float:
    """Expected calibration error (Guo and others 2017): how far confidence is from accuracy, 0 to 1."""
    confidence = reading.said.max(axis=1)
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs((reading.right[which == b] - confidence[which == b]).sum()) for b in range(bins)]
    return sum(gaps) / len(reading.labels)


def line(
    name: str, value: float, target: float | None = None, most: bool = False, note: str = "", form: str = ".2%"
) -> None:
    """Print one measured value beside its target; `most`: the target is an upper limit."""
    missed = target is not None and (value > target if most else value < target)
    wanted = "" if target is None else f"{'at most' if most else 'at least'} {target:{form}}"
    print(f"{name:48}{value:10{form}}   {wanted:18}{'MISSED' if missed else '':8}{note}".rstrip(), flush=True)


def print_strangers(
    pieces: int, people: Sequence[StrokeDigit], tablet: Sequence[StrokeDigit], shipped: Classifier
) -> tuple[list[Reading], list[Reading]]:
    """The first condition, file by file → (readings of UNIPEN, of pendigits), each on the canvas and by pixels."""
    first = CONDITIONS[0]
    unipen_read = [read(shipped, people, first, known) for known in (True, False)]
    tablet_read = [read(shipped, tablet, first, known) for known in (True, False)]
    (canvas, photo), writers = unipen_read, len({digit.writer for digit in people})
    print(f"\nwriters never seen, {first.name} of the canvas")
    line("UNIPEN, canvas", canvas.right.mean(), 0.986, note=f"{len(people)} digits, {writers} writers")
    line("UNIPEN, canvas, pieces counted wrong", canvas.right.sum() / (len(people) + pieces), note=f"{pieces} pieces")
    line(
        "UNIPEN, canvas, each writer the same", float(np.mean([share for share, _ in by_writer(people, canvas.right)]))
    )
    line("UNIPEN, by pixels", photo.right.mean())
    for name, rule, target in STYLES:
        styled = np.array([rule(digit) for digit in people])
        hands = len({digit.writer for digit in people if rule(digit)})
        line(f"{name}, canvas", canvas.right[styled].mean(), target, note=f"{styled.sum()} digits, {hands} writers")
        line(f"{name}, by pixels", photo.right[styled].mean())
    line("pendigits, canvas", tablet_read[0].right.mean(), 0.993, note=f"{len(tablet)} digits, 6 writers")
    line("pendigits, by pixels", tablet_read[1].right.mean(), 0.992)
    everybody = by_writer(people, canvas.right) + by_writer(tablet, tablet_read[0].right)
    known = [share for share, count in everybody if count >= ENOUGH]
    line("writers without an error, canvas", np.mean(np.array(known) == 1), 0.75, note=f"{len(known)} writers")
    line("the writer read worst, canvas", min(known), 0.88)
    return unipen_read, tablet_read


def capped(digits: Sequence[StrokeDigit]) -> list[StrokeDigit]:
    """`MOST` digits of each writer, spread over all he or she wrote."""
    by_hand: dict[int, list[StrokeDigit]] = {}
    for digit in digits:
        by_hand.setdefault(digit.writer, []).append(digit)
    return [digit for written in by_hand.values() for digit in written[:: -(-len(written) // MOST)]]


def by_writer(digits: Sequence[StrokeDigit], right: np.ndarray) -> list[tuple[float, int]]:
    """Each writer's share of digits read rightly, and how many digits."""
    writers = np.array([digit.writer for digit in digits])
    return [(float(right[writers == writer].mean()), int((writers == writer).sum())) for writer in np.unique(writers)]


def print_conditions(digits: Sequence[StrokeDigit], shipped: Classifier) -> None:
    """Both files together, in every other size, place, brush, turn and slant."""
    print(f"\nboth files together, {len(digits)} digits: canvas, then by pixels")
    for condition in CONDITIONS[1:]:
        line(condition.name, read(shipped, digits, condition, True).right.mean(), 0.98)
        line(f"{condition.name}, by pixels", read(shipped, digits, condition, False).right.mean())


def print_non_digits(shipped: Classifier, threshold: float, digits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How well the top probability tells digits from what is none; `digits` (n,) is theirs. Returns what was read."""
    rng = np.random.default_rng(2026)
    print(f'\ntop probability under {threshold} says "this may not be a digit"; AUROC, digits of both files against')
    print(f"{'digits flagged':48}{(digits < threshold).mean():10.2%}")
    pixels: list[np.ndarray] = []
    answers: list[np.ndarray] = []
    kinds: tuple[Callable, ...] = (scribbles.scribble, scribbles.letter, scribbles.shape, scribbles.box)
    for kind in kinds:
        drawn = [place(kind(rng), 0.7) for _ in range(NON_DIGITS)]
        pixels.extend(ours(draw(lines, 20), lines) for lines in drawn)
        answers.append(shipped.probabilities(np.array(pixels[-NON_DIGITS:])))
        name = "boxes" if kind is scribbles.box else f"{kind.__name__}s"
        print_auroc(name, digits, answers[-1].max(axis=1), threshold)
    print_auroc("all of them", digits, np.concatenate(answers).max(axis=1), threshold)
    return np.array(pixels), np.concatenate(answers)


def print_auroc(name: str, digits: np.ndarray, others: np.ndarray, threshold: float) -> None:
    """One line: area under the ROC curve for digits against others, by top probability."""
    truth = np.repeat([1, 0], [len(digits), len(others)])
    area = roc_auc_score(truth, np.concatenate([digits, others]))
    line(name, area, 0.985, note=f"flagged {(others < threshold).mean():.1%}", form=".4f")


def print_size_and_speed(path: Path, shipped: Classifier) -> None:
    """File size, and the time of one answer."""
    lines = place(scribbles.scribble(np.random.default_rng(0)), 0.7)
    image = draw(lines, 20)
    pixels = ours(image)[None]
    print(f"\n{shipped.model.count_params():,} parameters")
    line("file, MB", path.stat().st_size / 1e6, 8, most=True, form=".2f")
    for name, act, target in (
        ("answer, ms on one core", lambda: shipped.probabilities(pixels), 5),
        ("preprocessing, ms", lambda: ours(image), None),
        ("preprocessing, drawn again, ms", lambda: ours(image, lines), None),
    ):
        seconds = []
        for _ in range(200):
            start = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - start)
        line(name, statistics.median(seconds) * 1000, target, most=True, note="median of 200", form=".2f")


def print_preset(preset: Classifier, digits: Sequence[StrokeDigit]) -> None:
    """What a network that knows MNIST alone makes of strangers, and what the usual preprocessing makes of that."""
    labels = np.array([digit.label for digit in digits])
    print(f"\nthe {PRESET} preset, {len(digits)} UNIPEN digits by chance")
    for name, way in (("normalize, canvas", None), ("crop and resize", crop_and_resize), ("resize", simple_resize)):
        first = CONDITIONS[0]
        pixels = [way(first.draw(d)) if way else ours(first.draw(d), first.lines(d)) for d in digits]
        line(name, (preset.probabilities(np.array(pixels)).argmax(axis=1) == labels).mean())


def main() -> None:
    """The command."""
    import tensorflow as tf

    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognition", description=__doc__.split("\n")[0])
    parser.add_argument("--mnist", type=Path, required=True, help="an .npz file with Keras's keys")
    parser.add_argument("--strokes", type=Path, required=True, help="UCI's pendigits-orig.tra, plain, .Z or .gz")
    parser.add_argument("--unipen", type=Path, required=True, help="what model.pretraining.unipen made, plain or .gz")
    parser.add_argument("--network", type=Path, default=PRETRAINED, help="a .keras file, with its .json beside it")
    parser.add_argument("--writers", choices=["test", "validation"], default="test")
    parser.add_argument("--pictures", type=Path, help="a folder to leave pictures of the misread digits in")
    parser.add_argument("--papers", type=int, default=0, help="photos of each kind of paper")
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)

    x_train, y_train, x_test, y_test = load_mnist(options.mnist)
    x_train, x_test = (x.reshape(-1, 28, 28).astype(np.float32) / 255 for x in (x_train, x_test))
    everybody = unipen.load(options.unipen)
    people = getattr(split(unipen.whole(everybody), UNIPEN), options.writers)
    pieces = len(getattr(split(everybody, UNIPEN), options.writers)) - len(people)
    tablet = getattr(split(strokes.load(options.strokes), PENDIGITS), options.writers)
    shipped = Classifier.load(options.network)
    threshold = json.loads(options.network.with_suffix(".json").read_text())["confidence_threshold"]

    mnist = Reading(x_test, y_test, shipped.probabilities(x_test))
    straight = np.array([ours(np.rint(x * 255).astype(np.uint8)) for x in x_test])
    line("MNIST test digits", mnist.right.mean(), 0.994)
    line("MNIST test digits through normalize", (shipped.probabilities(straight).argmax(axis=1) == y_test).mean())
    of_people, of_tablet = print_strangers(pieces, people, tablet, shipped)
    print_conditions([*capped(people), *capped(tablet)], shipped)
    print("\nexpected calibration error")
    line("MNIST test digits", calibration_error(mnist), 0.01, most=True)
    for name, readings in (("UNIPEN", of_people), ("pendigits", of_tablet)):
        for way, reading in zip(("canvas", "by pixels"), readings, strict=True):
            line(f"{name}, {way}", calibration_error(reading), 0.01, most=True)
    confidence = np.concatenate([of_people[0].said, of_tablet[0].said]).max(axis=1)
    nonsense = print_non_digits(shipped, threshold, confidence)
    print_size_and_speed(options.network, shipped)
    chosen = np.random.default_rng(0).permutation(len(people))[:FEW]
    print_preset(train_preset(x_train, y_train), [people[index] for index in chosen])
    if options.papers:
        print_papers(shipped, [*tablet, *people], options.papers)
    if options.pictures:
        save_pictures(options.pictures, of_people, mnist, nonsense)


if __name__ == "__main__":
    main()

"""Does it read what real people write? Every target for the network that ships, condition by condition.

    python -m benchmarks.recognition --mnist mnist.npz --strokes pendigits-orig.tra

Digits of writers whom no training and no choosing ever saw are drawn as on the canvas and read by the
network that ships, as the canvas gives them (their lines are known) and as a photo would (by their pixels
alone), and by the *one hidden layer* preset, trained here on all of MNIST; the preset also reads them after
the two usual ways of preprocessing. All on one core.
"""

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from sklearn.metrics import roc_auc_score

from model.digits.pen import draw, place
from model.digits.preprocess import crop, normalize
from model.networks.classifier import Classifier
from model.networks.config import PRESET_TRAINING, PRESETS
from model.networks.network import build, build_optimizer
from model.pretraining import scribbles, strokes
from model.pretraining.examples import load_mnist

PRETRAINED = Path(__file__).parents[1] / "assets" / "pretrained.keras"
PRESET = "one hidden layer"
NON_DIGITS = 1000  # of each kind


def ours(image, lines=None):
    """The app's own way: `normalize`."""
    return normalize(image, lines).pixels


def simple_resize(image):
    """The usual way: the whole canvas shrunk to 28 × 28."""
    return np.asarray(Image.fromarray(image).resize((28, 28), Image.Resampling.BOX), np.float32) / 255


def crop_and_resize(image):
    """The other usual way: the ink's bounding box, made square, shrunk to 20 × 20 in the middle of 28 × 28."""
    ink = crop(image)
    side = max(ink.shape)
    square = np.zeros((side, side), np.uint8)
    top, left = (side - ink.shape[0]) // 2, (side - ink.shape[1]) // 2
    square[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    small = np.asarray(Image.fromarray(square).resize((20, 20), Image.Resampling.BOX), np.float32)
    return np.pad(small, 4) / 255


def train_preset(x_train, y_train):
    """The preset's network, trained as the tutorials do on float32 (n, 28, 28) → `Classifier`."""
    import keras

    training = PRESET_TRAINING[PRESET]
    keras.utils.set_random_seed(0)
    network = build(PRESETS[PRESET])
    network.compile(build_optimizer(training), "sparse_categorical_crossentropy", steps_per_execution=50)
    network.fit(x_train, y_train, training.batch_size, training.epochs, verbose=0)
    return Classifier(network)


def calibration_error(probabilities, labels, bins=15):
    """Expected calibration error (Guo and others 2017): how far confidence is from accuracy, 0 to 1."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs((right[which == b] - confidence[which == b]).sum()) for b in range(bins)]
    return sum(gaps) / len(labels)


def accuracy(classifier, pixels, labels):
    """Share of float32 (n, 28, 28) read rightly."""
    return float((classifier.probabilities(pixels).argmax(axis=1) == labels).mean())


def target(condition):
    """The share to reach in a condition."""
    return 0.993 if condition == strokes.CONDITIONS[0] else 0.98


def print_conditions(digits, shipped, preset):
    """The table of accuracies; returns the labels and, of canvas and photo, what the shipped network read and said."""
    labels = np.array([digit.label for digit in digits])
    columns = ("target", "canvas", "photo", "preset", "crop, resize", "resize")
    print(f"{'held-out writers':30}" + "".join(f"{column:>13}" for column in columns))
    read, said, rows = {"canvas": [], "photo": []}, {"canvas": [], "photo": []}, []
    for condition in strokes.CONDITIONS:
        images = [condition.draw(digit) for digit in digits]
        lines = [condition.lines(digit) for digit in digits]
        read["canvas"].append(np.array([ours(image, known) for image, known in zip(images, lines, strict=True)]))
        read["photo"].append(np.array([ours(image) for image in images]))
        row = []
        for way, pixels in read.items():
            said[way].append(shipped.probabilities(pixels[-1]))
            row.append(float((said[way][-1].argmax(axis=1) == labels).mean()))
        verdict = "".join(f"   {way} below" for way, share in zip(read, row, strict=True) if share < target(condition))
        row.append(accuracy(preset, read["canvas"][-1], labels))
        for usual in (crop_and_resize, simple_resize):
            row.append(accuracy(preset, np.array([usual(image) for image in images]), labels))
        rows.append(row)
        print(f"{condition.name:30}{target(condition):13.3f}" + "".join(f"{v:13.4f}" for v in row) + verdict)
    print(f"{'mean':43}" + "".join(f"{value:13.4f}" for value in np.mean(rows, axis=0)))
    return labels, {way: np.array(pixels) for way, pixels in read.items()}, {w: np.array(a) for w, a in said.items()}


def print_writers(digits, way, right):
    """Accuracy writer by writer, in the first condition: what one person's hand makes of it."""
    print(f"\nwriter by writer, {way}, {strokes.CONDITIONS[0].name}")
    writers = np.array([digit.writer for digit in digits])
    print("   ".join(f"{writer}: {right[writers == writer].mean():.4f}" for writer in np.unique(writers)))


def print_calibration(cases, said, labels):
    """Expected calibration error of named (probabilities, labels), then of the drawn digits."""
    for way, answers in said.items():
        cases[f"{way}, fills 70 %"] = answers[0], labels
        cases[f"{way}, all conditions"] = answers.reshape(-1, 10), np.tile(labels, len(answers))
    print("\nexpected calibration error (target: under 1 %)")
    for name, case in cases.items():
        print(f"{name:30} {calibration_error(*case):.2%}")


def print_non_digits(shipped, threshold, digit_confidence):
    """How well the top probability tells digits from what is none; returns what was drawn and the answers."""
    rng = np.random.default_rng(2026)
    print(f'\ntop probability under {threshold} says "this may not be a digit"')
    print(f"{'digits, fills 70 %':30}   flagged {(digit_confidence < threshold).mean():6.1%}")
    pixels, answers = [], []
    for kind in (scribbles.scribble, scribbles.letter, scribbles.shape):
        drawn = [place(kind(rng), 0.7) for _ in range(NON_DIGITS)]
        pixels.extend(ours(draw(lines, 20), lines) for lines in drawn)
        answers.append(shipped.probabilities(np.array(pixels[-NON_DIGITS:])))
        print_auroc(kind.__name__ + "s", digit_confidence, answers[-1].max(axis=1), threshold)
    answers = np.concatenate(answers)
    print_auroc("all of them", digit_confidence, answers.max(axis=1), threshold)
    return np.array(pixels), answers


def print_auroc(name, digits, others, threshold):
    """One line: area under the ROC curve for digits against others, by top probability."""
    truth = np.repeat([1, 0], [len(digits), len(others)])
    area = roc_auc_score(truth, np.concatenate([digits, others]))
    print(f"{name:30}   flagged {(others < threshold).mean():6.1%}   AUROC {area:.4f}")


def save_errors(path, pixels, labels, probabilities, columns=12, rows=3):
    """A picture of misread digits, the surest first: "7 as 1" says that a 7 was read as a 1."""
    read = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(read != labels)
    wrong = wrong[np.argsort(-probabilities[wrong].max(axis=1))][: columns * rows]
    tile, line = 56, 16
    sheet = Image.new("L", (columns * tile, max(1, -(-len(wrong) // columns)) * (tile + line)))
    pen = ImageDraw.Draw(sheet)
    for position, index in enumerate(wrong):
        left, top = position % columns * tile, position // columns * (tile + line)
        digit = Image.fromarray(np.rint(pixels[index] * 255).astype(np.uint8))
        sheet.paste(digit.resize((tile, tile), Image.Resampling.BICUBIC), (left, top))
        name = f"{labels[index]} as {read[index]}" if labels[index] >= 0 else f"as {read[index]}"
        pen.text((left + tile / 2, top + tile), name, fill=200, anchor="ma")
    sheet.save(path, optimize=True)


def print_size_and_speed(path, shipped):
    """File size, parameters, and the time of one answer."""
    lines = place(scribbles.scribble(np.random.default_rng(0)), 0.7)
    image = draw(lines, 20)
    pixels = ours(image)[None]
    print(f"\nfile {path.stat().st_size / 1e6:.2f} MB, {shipped.model.count_params():,} parameters")
    for name, act in (
        ("preprocessing", lambda: ours(image)),
        ("drawn again", lambda: ours(image, lines)),
        ("answer", lambda: shipped.probabilities(pixels)),
    ):
        seconds = []
        for _ in range(200):
            start = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - start)
        print(f"{name:14} {statistics.median(seconds) * 1000:.2f} ms on one core (median of 200)")


def main():
    """The command."""
    import json

    import tensorflow as tf

    parser = argparse.ArgumentParser(prog="python -m benchmarks.recognition", description=__doc__.split("\n")[0])
    parser.add_argument("--mnist", type=Path, required=True, help="an .npz file with Keras's keys")
    parser.add_argument("--strokes", type=Path, required=True, help="UCI's pendigits-orig.tra, plain or .gz")
    parser.add_argument("--network", type=Path, default=PRETRAINED, help="a .keras file, with its .json beside it")
    parser.add_argument("--writers", choices=["test", "validation"], default="test")
    parser.add_argument("--pictures", type=Path, help="a folder to leave pictures of the misread digits in")
    options = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)

    x_train, y_train, x_test, y_test = load_mnist(options.mnist)
    x_train, x_test = (x.reshape(-1, 28, 28).astype(np.float32) / 255 for x in (x_train, x_test))
    _, validation, test = strokes.split(strokes.load(options.strokes))
    digits = test if options.writers == "test" else validation
    shipped = Classifier.load(options.network)
    threshold = json.loads(options.network.with_suffix(".json").read_text())["confidence_threshold"]
    preset = train_preset(x_train, y_train)

    straightened = np.array([ours(np.rint(x * 255).astype(np.uint8)) for x in x_test])
    print(f"{'MNIST test digits':30}{'target':>13}{'shipped':>13}{'preset':>13}")
    for name, x in (("as they are", x_test), ("through normalize", straightened)):
        print(f"{name:30}{0.994:13.3f}" + "".join(f"{accuracy(c, x, y_test):13.4f}" for c in (shipped, preset)))
    print()
    labels, read, said = print_conditions(digits, shipped, preset)
    for way, answers in said.items():
        print_writers(digits, way, answers[0].argmax(axis=1) == labels)
    print_calibration({"MNIST test digits": (shipped.probabilities(x_test), y_test)}, said, labels)
    nonsense, taken_for = print_non_digits(shipped, threshold, said["canvas"][0].max(axis=1))
    print_size_and_speed(options.network, shipped)
    if options.pictures:
        save_errors(options.pictures / "misread-drawn.png", read["canvas"][0], labels, said["canvas"][0])
        save_errors(options.pictures / "misread-photo.png", read["photo"][0], labels, said["photo"][0])
        save_errors(options.pictures / "misread-mnist.png", x_test, y_test, shipped.probabilities(x_test))
        save_errors(options.pictures / "taken-for-digits.png", nonsense, np.full(len(nonsense), -1), taken_for, rows=1)


if __name__ == "__main__":
    main()

"""What the network that ships learns from: MNIST's digits, pen strokes drawn as on the canvas, scribbles."""

import numpy as np

from model.digits.pen import CANVAS, draw, place
from model.digits.preprocess import normalize
from model.pretraining import scribbles, strokes

VALIDATION_DIGITS = 2000  # the last of MNIST's 60,000 training digits, kept aside to choose by
ANYTHING = 10  # the label of a scribble


def random_drawing(pen_strokes, rng):
    """Draw strokes as somebody might: any size, brush, turn and slant → uint8 (280, 280)."""
    fill = rng.uniform(0.2, 0.95)
    brush = max(2, CANVAS * fill * np.exp(rng.uniform(np.log(0.035), np.log(0.2))))
    turn, slant = rng.uniform(-18, 18), rng.uniform(-24, 24)
    return draw(place(reproportion(pen_strokes, rng), fill, turn, slant), brush)


def reproportion(pen_strokes, rng, spread=0.2):
    """Move the weight of a digit up or down, left or right, as people differ: a 9 with a small head, a wide foot."""
    points = np.concatenate(pen_strokes)
    low = points.min(axis=0)
    extent = np.maximum(points.max(axis=0) - low, 1e-6)
    power = np.exp(np.clip(rng.normal(0, spread, 2), -2 * spread, 2 * spread))
    return [low + extent * ((stroke - low) / extent) ** power for stroke in pen_strokes]


def as_levels(image):
    """Through the very same preprocessing as a drawing on the page → uint8 (784,)."""
    return np.rint(normalize(image).pixels.ravel() * 255).astype(np.uint8)


def load_mnist(path):
    """An `.npz` with Keras's keys → uint8 (60000, 784), uint8 (60000,) training, and the same of 10,000 test."""
    with np.load(path) as file:
        x_train, y_train, x_test, y_test = (file[key] for key in ("x_train", "y_train", "x_test", "y_test"))
    return x_train.reshape(-1, 784), y_train, x_test.reshape(-1, 784), y_test


def examples(mnist, pen_digits, recipe):
    """What the network learns from, one source after the other: MNIST's digits, drawings, scribbles.

    Returns images uint8 (n, 784), labels int32 (n,) and the three sources' sizes.
    """
    rng = np.random.default_rng(recipe.seed)
    x, y, _, _ = load_mnist(mnist)
    x, y = x[:-VALIDATION_DIGITS], y[:-VALIDATION_DIGITS]
    drawn = [digit for digit in pen_digits for _ in range(recipe.drawings)]
    drawings = [as_levels(random_drawing(digit.strokes, rng)) for digit in drawn]
    nonsense = [as_levels(random_drawing(scribbles.scribble(rng), rng)) for _ in range(recipe.scribbles)]
    labels = [*y, *(digit.label for digit in drawn), *[ANYTHING] * len(nonsense)]
    return np.concatenate([x, drawings, nonsense]), np.array(labels, np.int32), (len(x), len(drawn), len(nonsense))


def order(sizes, epoch, recipe):
    """Which examples an epoch takes, shuffled: int32 (steps, batch size), the same for the same seed."""
    rng = np.random.default_rng([recipe.seed, epoch])
    wanted = (sizes[0], recipe.drawings_per_epoch, recipe.scribbles_per_epoch)
    starts = np.cumsum([0, *sizes])
    taken = np.concatenate(
        [start + rng.permutation(size)[:count] for start, size, count in zip(starts, sizes, wanted, strict=False)]
    )
    steps = len(taken) // recipe.batch_size
    return rng.permutation(taken)[: steps * recipe.batch_size].reshape(steps, -1).astype(np.int32)


def validation_digits(mnist, pen_digits):
    """What is chosen by: MNIST's last training digits, then each pen digit once in every condition.

    Returns float32 (n, 28, 28) in [0, 1] and labels (n,).
    """
    x, y, _, _ = load_mnist(mnist)
    drawn = [as_levels(condition.draw(digit)) for condition in strokes.CONDITIONS for digit in pen_digits]
    labels = [digit.label for digit in pen_digits] * len(strokes.CONDITIONS)
    x = np.concatenate([x[-VALIDATION_DIGITS:], drawn]).reshape(-1, 28, 28)
    return x.astype(np.float32) / 255, np.concatenate([y[-VALIDATION_DIGITS:], labels])

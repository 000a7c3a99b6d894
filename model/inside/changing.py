"""A picture that changes until the network changes its mind, and a picture that it makes up itself."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from model.inside.layers import DenseNetwork, lead
from model.inside.reasons import SIDE

STEP = 0.25  # Euclidean length of a step, in pixels' units: a whole picture of ink is 28 long
MOST_STEPS = 60
IMAGINED_STEPS = 200
DECAY, BLUR, BLUR_EVERY = 0.01, 0.6, 4  # keep an imagined picture to strokes: Yosinski and others 2015, section 4


@dataclass(frozen=True)
class Change:
    """A picture on its way: `pictures` float32 `(steps + 1, 28, 28)`, `probabilities` float32 `(steps + 1, 10)`.

    `flipped` is the first step at which the network gives the wanted answer, None if it never does. `changed` is how
    far each picture is from the first, float32 `(steps + 1,)`: the mean change of a pixel, 0 to 1.
    """

    pictures: np.ndarray
    probabilities: np.ndarray
    flipped: int | None

    @property
    def changed(self) -> np.ndarray:
        return np.abs(self.pictures - self.pictures[0]).mean(axis=(1, 2))


def towards(network: DenseNetwork, pixels: np.ndarray, digit: int, beyond: int = 4) -> Change:
    """Changes a drawing step by step up the gradient, until the network reads it as `digit`: an adversarial example.

    Each step is `STEP` long, towards a higher lead of `digit` over the best of the others, and pixels stay in [0, 1]
    (Szegedy and others 2014; the steps are those of Kurakin, Goodfellow and Bengio 2017 with Euclidean length). It goes
    on for `beyond` steps after the flip, and gives up after `MOST_STEPS`.
    """
    picture = np.asarray(pixels, np.float32).copy()
    pictures, answers, flipped = [picture], [], None
    for step in range(MOST_STEPS + 1):
        passed = network.forward(picture[None])
        answers.append(passed.probabilities[0])
        if flipped is None and passed.probabilities[0].argmax() == digit:
            flipped = step
        if step == MOST_STEPS or (flipped is not None and step >= flipped + (beyond if step else 0)):
            break
        others = passed.scores[0].copy()
        others[digit] = -np.inf
        gradient = network.backward(passed, lead(digit, int(others.argmax())))[0].reshape(SIDE, SIDE)
        picture = _stepped(picture, gradient)
        pictures.append(picture)
    return Change(np.stack(pictures), np.stack(answers), flipped)


def imagine(network: DenseNetwork, digit: int, seed: int = 0, steps: int = IMAGINED_STEPS) -> Change:
    """From grey noise to the picture that this network finds most like `digit` (activation maximization).

    Erhan, Bengio, Courville and Vincent 2009; what keeps it from mere noise is a little decay at each step and a
    small blur at every `BLUR_EVERY`th (Yosinski, Clune, Nguyen, Fuchs and Lipson 2015). The same `seed` gives the same
    picture.
    """
    noise = np.random.default_rng(seed).random((SIDE, SIDE))
    picture = (0.5 * gaussian_filter(noise, 1)).astype(np.float32)
    pictures, answers, flipped = [picture], [], None
    for step in range(steps + 1):
        passed = network.forward(picture[None])
        answers.append(passed.probabilities[0])
        if flipped is None and passed.probabilities[0].argmax() == digit:
            flipped = step
        if step == steps:
            break
        gradient = network.backward(passed, lead(digit) - 0.1)[0].reshape(SIDE, SIDE)
        picture = _stepped(picture * (1 - DECAY), gradient)
        if step % BLUR_EVERY == 0:
            picture = gaussian_filter(picture, BLUR)
        pictures.append(picture)
    return Change(np.stack(pictures), np.stack(answers), flipped)


def _stepped(picture: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """One step up the gradient. Pixels that are at their end already don't take part, so that each step counts."""
    stuck = ((picture <= 0) & (gradient < 0)) | ((picture >= 1) & (gradient > 0))
    free = np.where(stuck, 0, gradient)
    length = float(np.linalg.norm(free))
    return np.clip(picture + free * (STEP / length), 0, 1) if length > 1e-12 else picture

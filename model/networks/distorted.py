"""What augmentation does to digits. Both functions stand in the Keras script of a run as they stand here."""

import numpy as np
import tensorflow as tf


def moved(images: tf.Tensor, chances: tf.Tensor, limits: np.ndarray) -> tf.Tensor:
    """Each of `images`, float32 (n, 28, 28) in [0, 1], turned, shifted, zoomed, slanted and bent a little.

    `limits`, (6,), say how far it goes at most: turn (degrees), shift (pixels), zoom (share), slant (tangent of the
    angle), elastic (pixels at 5 x 5 points, and evenly in between; after Simard, Steinkraus and Platt 2003), thickness.
    `chances`, float32 (n, 56) in [-1, 1), are the share of that which each digit gets.
    """
    if not limits[:5].any():
        return images
    turn, right, down, zoom, slant = tf.split(chances[:, :5], 5, axis=1)
    angle, scale = turn * (limits[0] * np.pi / 180), 1 + zoom * limits[2]
    # All at once: where in the digit, counted from its middle, does each of the 784 pixels come from?
    side = np.arange(28, dtype=np.float32) - 13.5
    y, x = (axis.reshape(1, -1) for axis in np.meshgrid(side, side, indexing="ij"))
    x, y = scale * (x + slant * limits[3] * y), scale * y
    from_x = tf.cos(angle) * x - tf.sin(angle) * y + right * limits[1]
    from_y = tf.sin(angle) * x + tf.cos(angle) * y + down * limits[1]
    if limits[4]:
        near = np.maximum(0, 1 - np.abs(np.linspace(0, 4, 28)[:, None] - np.arange(5)))
        near = np.kron(near, near).T.astype(np.float32)  # how much each of the 25 points moves each pixel
        from_x += limits[4] * (chances[:, 6:31] @ near)
        from_y += limits[4] * (chances[:, 31:] @ near)
    # Between four pixels the value lies between theirs (bilinear); a ring of paper lies around the digit.
    padded = tf.reshape(tf.pad(images, ((0, 0), (1, 1), (1, 1))), (-1, 900))
    from_x, from_y = (tf.clip_by_value(place + 14.5, 0, 29) for place in (from_x, from_y))
    left, top = (tf.minimum(tf.floor(place), 28) for place in (from_x, from_y))
    first = tf.cast(30 * top + left, tf.int32)
    a, b, c, d = (tf.gather(padded, first + further, batch_dims=1) for further in (0, 1, 30, 31))
    above, below = a + (from_x - left) * (b - a), c + (from_x - left) * (d - c)
    return tf.reshape(above + (from_y - top) * (below - above), (-1, 28, 28))


def thickened(images: tf.Tensor, chances: tf.Tensor, limits: np.ndarray) -> tf.Tensor:
    """The same for the thickness of the ink: at most `limits[5]` pixels more or less at each edge, up to 1.

    Thicker ink goes that far towards the darkest of a pixel and its four neighbours, thinner ink towards the lightest.
    """
    if not limits[5]:
        return images
    padded = tf.pad(images, ((0, 0), (1, 1), (1, 1)))
    ink, paper = images, images
    for near in (padded[:, :-2, 1:-1], padded[:, 2:, 1:-1], padded[:, 1:-1, :-2], padded[:, 1:-1, 2:]):
        ink, paper = tf.maximum(ink, near), tf.minimum(paper, near)
    share = limits[5] * chances[:, 5, None, None]
    return images + tf.nn.relu(share) * (ink - images) - tf.nn.relu(-share) * (images - paper)

"""All there is to choose about the network that ships."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """Counts are images, rates as in Keras. The defaults made the network in `assets/`."""

    hidden: tuple[int, ...] = (1024, 1024)
    dropout: float = 0.1
    epochs: int = 16
    teacher_epochs: int = 10  # of a convolutional teacher; without them the labels alone teach
    batch_size: int = 512
    alike: int = 128  # how many images of a batch share one distortion
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    label_smoothing: float = 0.02
    taught: float = 0.7  # share of the teacher's answers in the target; the rest is the label
    softness: float = 2.0  # the temperature at which teacher and student are compared
    of_earlier: float = 0.5  # share of the earlier network's weights in what ships, where there is one
    drawings: int = 240000
    drawings_per_epoch: int = 80000
    habits: bool = True
    nonsense: int = 30000
    nonsense_per_epoch: int = 12000
    seed: int = 0

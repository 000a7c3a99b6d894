"""The one table of settings, of a network and of its training, and the presets of the tutorials."""

from dataclasses import dataclass

from model.networks.settings import SettingError, check, setting

IMAGE_SHAPE = (28, 28)
CLASSES = 10
MAX_LAYERS = 5

ACTIVATIONS = ("relu", "sigmoid", "tanh", "elu", "gelu", "silu", "linear")
INITIALIZERS = ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "random_normal", "zeros")
OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam", "adamw", "adagrad")
LOSSES = ("categorical_crossentropy", "mean_squared_error")
SOURCES = ("sample", "mnist")
KINDS = ("turn", "shift", "zoom", "slant", "elastic", "thickness")  # of augmentation
USUAL_KINDS = ("turn", "shift", "zoom")

# The learning rates that Keras itself starts from (momentum: the same as SGD's).
LEARNING_RATES = {
    "sgd": 0.01,
    "momentum": 0.01,
    "rmsprop": 0.001,
    "adam": 0.001,
    "adamw": 0.001,
    "adagrad": 0.001,
}


@dataclass(frozen=True)
class NetworkConfig:
    """A dense network. Raises `SettingError` if a value is outside its range."""

    hidden: tuple[int, ...] = setting(
        (512,),
        "Hidden layers",
        "Layers of neurons between the pixels and the answer. More layers can learn more, but take longer.",
        low=1,
        high=1024,
    )
    activation: str = setting(
        "relu",
        "Activation",
        "What a hidden neuron does with its sum. If it changes nothing (linear), many layers can do no more than one.",
        choices=ACTIVATIONS,
        names={"relu": "ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU", "linear": "linear (none)"},
        needs="hidden",
    )
    dropout: float = setting(
        0.0,
        "Dropout",
        "The share of neurons switched off at random in each step, so that the network can't rely on any single one.",
        low=0.0,
        high=0.9,
        step=0.05,
        needs="hidden",
    )
    l1: float = setting(
        0.0,
        "L1 penalty",
        "Adds the size of every weight to the loss, which pushes weights that aren't needed to zero.",
        low=0.0,
        high=0.1,
        stops=(0.0, 1e-5, 1e-4, 1e-3, 1e-2, 0.1),
        shelf="advanced",
    )
    l2: float = setting(
        0.0,
        "L2 penalty",
        "Adds the square of every weight to the loss, which keeps all weights small.",
        low=0.0,
        high=0.1,
        stops=(0.0, 1e-5, 1e-4, 1e-3, 1e-2, 0.1),
        shelf="advanced",
    )
    batch_normalization: bool = setting(
        False,
        "Batch normalization",
        "Gives each layer's sums mean 0 and variance 1 within a batch. Training is steadier and often faster.",
        shelf="advanced",
        needs="hidden",
    )
    initializer: str = setting(
        "glorot_uniform",
        "Initial weights",
        "How the weights are chosen at random before the first step. With zeros, all neurons stay alike.",
        choices=INITIALIZERS,
        shelf="advanced",
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "hidden", tuple(self.hidden))
        check(self)
        if len(self.hidden) > MAX_LAYERS:
            raise SettingError(f"At most {MAX_LAYERS} hidden layers are possible here; there are {len(self.hidden)}.")


@dataclass(frozen=True)
class TrainingConfig:
    """How a network is trained. Raises `SettingError` if a value is outside its range."""

    source: str = setting(
        "sample",
        "Digits to learn from",
        "The sample is 5,000 real MNIST digits and works offline. All of MNIST is 70,000 digits.",
        choices=SOURCES,
        names={"sample": "Sample (5,000 digits)", "mnist": "All of MNIST (70,000 digits)"},
    )
    epochs: int = setting(5, "Epochs", "How many times the network sees all the training digits.", low=1, high=200)
    batch_size: int = setting(
        128,
        "Batch size",
        "How many digits the network looks at before each step. Smaller batches mean more but noisier steps.",
        low=1,
        high=4096,
        stops=(8, 16, 32, 64, 128, 256, 512, 1024),
    )
    optimizer: str = setting(
        "adam",
        "Optimizer",
        "The rule that turns the slope of the loss into a step that changes the weights.",
        choices=OPTIMIZERS,
        names={
            "sgd": "SGD",
            "momentum": "SGD with momentum",
            "rmsprop": "RMSprop",
            "adam": "Adam",
            "adamw": "AdamW",
            "adagrad": "Adagrad",
        },
    )
    learning_rate: float = setting(
        0.001,
        "Learning rate",
        "How big each step is. Too small, and it hardly learns. Too large, and the loss jumps about or grows.",
        low=1e-6,
        high=100.0,
        stops=(0.00001, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    )
    loss: str = setting(
        "categorical_crossentropy",
        "Loss",
        "How far the ten outputs are from the right answer. Training makes it small.",
        choices=LOSSES,
        names={
            "categorical_crossentropy": "Categorical cross-entropy",
            "mean_squared_error": "Mean squared error",
        },
        shelf="advanced",
    )
    validation_split: float = setting(
        0.1,
        "Validation share",
        "The share of the training digits set aside to check, after each epoch, what has been learned.",
        low=0.0,
        high=0.5,
        step=0.05,
        percent=True,
        shelf="advanced",
    )
    seed: int = setting(
        0,
        "Seed",
        "Where the random numbers start. The same seed and settings give the same curves.",
        low=0,
        high=2**31 - 1,
        shelf="advanced",
    )
    augment: tuple[str, ...] = setting(
        (),
        "Augmentation",
        "Changes each digit a little in these ways, differently in every epoch, as if there were more digits.",
        choices=KINDS,
        short={"on": USUAL_KINDS, "off": ()},  # as links said once
        empty="off",
        shelf="data",
    )
    training_digits: int = setting(
        60_000,
        "Training digits",
        "How many digits it learns from, the same number of each. If there are fewer, it learns from all of them.",
        low=10,
        high=60_000,
        stops=(10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000),
        shelf="data",
    )
    wrong_labels: float = setting(
        0.0,
        "Wrong labels",
        "The share of training digits that get a wrong label, as if somebody had typed carelessly.",
        low=0.0,
        high=0.5,
        step=0.05,
        percent=True,
        shelf="data",
    )
    left_out: tuple[int, ...] = setting(
        (),
        "Digits left out",
        "It never sees these while it trains, and has to make something of them when it is tested.",
        low=0,
        high=9,
        empty="nothing",
        shelf="data",
    )
    left_share: float = setting(
        0.0,
        "Share of them that stays",
        "0% leaves these digits out altogether. With 5%, they are only rare.",
        low=0.0,
        high=0.5,
        step=0.01,
        percent=True,
        shelf="data",
        needs="left_out",
    )

    def __post_init__(self) -> None:
        if isinstance(self.augment, bool):  # of a run from when there were three kinds, all on or all off
            object.__setattr__(self, "augment", USUAL_KINDS if self.augment else ())
        for name in ("left_out", "augment"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        check(self)
        object.__setattr__(self, "left_out", tuple(sorted(set(self.left_out))))
        object.__setattr__(self, "augment", tuple(kind for kind in KINDS if kind in self.augment))
        if len(self.left_out) > CLASSES - 2:
            raise SettingError("Leave out at most eight digits: with fewer than two there is nothing to tell apart.")


PRESETS: dict[str, NetworkConfig] = {
    "one hidden layer": NetworkConfig(hidden=(512,)),
    "two hidden layers with dropout": NetworkConfig(hidden=(512, 512), dropout=0.2),
    "sigmoid": NetworkConfig(hidden=(100, 144), activation="sigmoid"),
    "no hidden layer": NetworkConfig(hidden=()),
}

PRESET_TRAINING: dict[str, TrainingConfig] = {
    "one hidden layer": TrainingConfig(epochs=5, batch_size=128),
    "two hidden layers with dropout": TrainingConfig(epochs=5, batch_size=128),
    "sigmoid": TrainingConfig(epochs=10, batch_size=32),
    "no hidden layer": TrainingConfig(epochs=5, batch_size=128),
}

"""How long a run takes: guessed from its settings before it starts, told from its own epochs once it has some."""

from collections import deque
from statistics import median

from model.jobs.job import Job
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.summary import count_parameters

DIGITS = {"sample": 4_000, "mnist": 60_000}
# Of two cores without a GPU: seconds for each parameter and digit, for each parameter and step, for each step.
A_DIGIT, A_STEP_OF_ONE, A_STEP = 2.6e-11, 2.3e-9, 0.0005
AUGMENTED = 1.5  # times as long
MEASURED = 30  # epochs that are remembered


def seconds_left(job: Job) -> float | None:
    """Until a running `job` has trained all its epochs; None before its first batches."""
    per_epoch = seconds_per_epoch(job)
    return None if per_epoch is None else per_epoch * max(0.0, job.training.epochs - _epochs_done(job))


def seconds_per_epoch(job: Job) -> float | None:
    """Training time of an epoch of `job`, validation included; None before its first batches."""
    return job.seconds / max(0.01, _epochs_done(job)) if job.batches else None


def typical_epoch(network: NetworkConfig, training: TrainingConfig) -> float:
    """Seconds that an epoch takes on a computer with two cores: by parameters × digits, and parameters × steps."""
    parameters = count_parameters(network)
    digits = min(training.training_digits, DIGITS[training.source] * (1 - training.validation_split))
    steps = max(1.0, digits / training.batch_size)
    seconds = parameters * digits * A_DIGIT + steps * (A_STEP + parameters * A_STEP_OF_ONE)
    return seconds * (AUGMENTED if training.augment else 1.0)


class Pace:
    """How the computers that train here compare with that one, by the epochs that they have trained."""

    def __init__(self) -> None:
        self._ratios: deque[float] = deque(maxlen=MEASURED)

    def measured(self, job: Job, seconds: float) -> None:
        """Takes in that an epoch of `job` took so long."""
        self._ratios.append(seconds / typical_epoch(job.network, job.training))

    @property
    def is_known(self) -> bool:
        """Whether any epoch was trained here; until then its guesses are those for another computer."""
        return bool(self._ratios)

    def seconds(self, network: NetworkConfig, training: TrainingConfig) -> float:
        """About how long a run with these settings will take from its start."""
        ratio = median(self._ratios) if self._ratios else 1.0
        return ratio * training.epochs * typical_epoch(network, training)

    def left(self, job: Job) -> float:
        """About how many seconds of training `job` still needs: by its own pace, once it has one."""
        left = seconds_left(job)
        if left is not None:
            return left
        share = max(0.0, 1 - _epochs_done(job) / job.training.epochs)
        return share * self.seconds(job.network, job.training)


def in_words(seconds: float) -> str:
    """`40 s`, `2 minutes`, `3 hours`: as exact as a guess should look."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 90 * 60 else f"{seconds / 3600:.0f} hours"


def _epochs_done(job: Job) -> float:
    return job.epoch - 1 + (job.step / job.steps if job.steps else 0.0)

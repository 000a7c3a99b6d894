"""How long a run will take, about: worked out from its settings, and set right by the runs that have been measured."""

import statistics
from collections import deque

from model.jobs.job import Job
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.summary import count_parameters

DIGITS = {"sample": 4_000, "mnist": 60_000}
# Of two cores without a GPU: seconds for each parameter and digit, for each parameter and step, for each step.
A_DIGIT, A_STEP_OF_ONE, A_STEP = 2.6e-11, 2.3e-9, 0.0005
AUGMENTED = 1.5  # times as long
MEASURED = 30  # epochs that are remembered


def epoch_seconds(network: NetworkConfig, training: TrainingConfig) -> float:
    """Seconds that an epoch takes on a computer with two cores: parameters × digits, and parameters × steps."""
    parameters = count_parameters(network)
    digits = DIGITS[training.source] * (1 - training.validation_split)
    steps = max(1.0, digits / training.batch_size)
    seconds = parameters * digits * A_DIGIT + steps * (A_STEP + parameters * A_STEP_OF_ONE)
    return seconds * (AUGMENTED if training.augment else 1.0)


class Pace:
    """How the computers that train here compare with that one."""

    def __init__(self) -> None:
        self._ratios: deque[float] = deque(maxlen=MEASURED)

    def measured(self, job: Job, seconds: float) -> None:
        """Takes in that an epoch of `job` took so long."""
        self._ratios.append(seconds / epoch_seconds(job.network, job.training))

    def seconds(self, network: NetworkConfig, training: TrainingConfig) -> float:
        """About how long a run with these settings will take, without waiting."""
        ratio = statistics.median(self._ratios) if self._ratios else 1.0
        return ratio * training.epochs * epoch_seconds(network, training)

    def left(self, job: Job) -> float:
        """About how many seconds of training `job` still needs: by its own pace, once it has one."""
        done = job.epoch - 1 + (job.step / job.steps if job.steps else 0.0)
        left = max(0.0, job.training.epochs - max(done, len(job.history)))
        if job.seconds > 0 and done > 0:
            return left * job.seconds / done
        return self.seconds(job.network, job.training) * left / job.training.epochs

"""What comes out of the runs that our lessons ask for: `python -m benchmarks.lessons [lesson …]`.

Trains each of them as the lesson presets it, and says what the lesson then shows: the share of the test digits that are
right, and the last accuracy in training. A run that would not end its step is marked.
"""

import sys

from model.digits import data
from model.lessons.conditions import Seen, TrainedRun
from model.lessons.reading import load_all
from model.networks.config import NetworkConfig, TrainingConfig
from model.networks.settings import from_query
from model.networks.training import train


def main(names: list[str]) -> None:
    sample = data.load("sample")
    for lesson in load_all()[0]:
        for step in lesson.steps if not names or lesson.name in names else ():
            waits = [condition for condition in step.conditions if condition.kind == "run"]
            if not waits:
                continue
            network, training = from_query(NetworkConfig, step.query)[0], from_query(TrainingConfig, step.query)[0]
            result = train(network, training, sample, lambda event: None)
            right = result.scores.get("test_accuracy")
            seen = Seen(runs=[TrainedRun("run", network, training, result.status, right)])
            ends = all(condition.met(seen, "train") for condition in waits)
            told = "no network" if right is None else f"{right:.1%} of the test digits right"
            learned = f"{result.history[-1]['accuracy']:.1%} in training" if result.history else "nothing learned"
            note = "" if ends else "   (the step goes on: its setting is for the learner to find)"
            print(f"{lesson.name:28} {step.title:30} {told}, {learned}{note}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

"""The process that searches: `python -m model.labels`, with the settings as JSON on its input, and lines of JSON out.

It ends with its input: when nobody wants the answer any more, or the app has ended.
"""

import json
import os
import sys
import threading
from dataclasses import asdict
from typing import Any

from model.networks.config import TrainingConfig


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(10)  # pages and training come first
    training = TrainingConfig(**json.loads(sys.stdin.readline()))
    threading.Thread(target=_end_with_the_input, daemon=True).start()
    tell(share=0.0)
    from model.digits import data
    from model.labels.suspects import find

    try:
        dataset = data.load(training.source)
        if dataset.name != training.source:
            raise ValueError(dataset.note)
        found = find(dataset, training, lambda share: tell(share=share))
    except ValueError as error:  # a DataError is one, too
        tell(refused=str(error))
    else:
        tell(
            found={name: getattr(value, "tolist", lambda value=value: value)() for name, value in asdict(found).items()}
        )


def _end_with_the_input() -> None:
    sys.stdin.read()
    os._exit(1)


def tell(**message: Any) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main()

"""Train the network that ships, from MNIST and from people's pen strokes.

    python -m model.pretraining --mnist mnist.npz --strokes pendigits-orig.tra.Z --unipen unipen-digits.jsonl.gz

First the pen strokes are drawn, then a convolutional teacher learns, and then the dense network that ships, from the
labels and from the teacher. Broken off, the command goes on from the last whole epoch when it is given again. What it
took and what each part brought stands in `assets/pretrained.md`.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from model.networks.classifier import Classifier
from model.pretraining import strokes, unipen
from model.pretraining.examples import Examples, Validation, examples, load_mnist, validation_digits
from model.pretraining.finishing import finish
from model.pretraining.learning import new_teacher, train
from model.pretraining.recipe import Recipe
from model.pretraining.writers import PENDIGITS, UNIPEN, split

if TYPE_CHECKING:
    import keras


def arguments() -> argparse.Namespace:
    """The command line: the three files, two folders, and every number of the recipe."""
    parser = argparse.ArgumentParser(prog="python -m model.pretraining", description=__doc__.split("\n")[0])
    parser.add_argument("--mnist", type=Path, required=True, help="an .npz file with Keras's keys")
    parser.add_argument("--strokes", type=Path, required=True, help="UCI's pendigits-orig.tra, plain, .Z or .gz")
    parser.add_argument("--unipen", type=Path, required=True, help="what model.pretraining.unipen made, plain or .gz")
    parser.add_argument("--earlier", type=Path, help="a network that shipped before, to go on from; its layers alike")
    parser.add_argument("--work", type=Path, default=Path("pretrain.part"), help="where to keep what is half done")
    parser.add_argument("--assets", type=Path, default=Path("assets"), help="where the network goes")
    for field in fields(Recipe):
        if field.name == "hidden":
            parser.add_argument("--hidden", type=int, nargs="+", default=field.default)
        else:
            parser.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    return parser.parse_args()


def drawn(options: argparse.Namespace, training: list[list[strokes.StrokeDigit]], recipe: Recipe) -> Examples:
    """The examples, from the folder of what is half done where they are already there."""
    cached = options.work / "examples.npz"
    if not cached.exists():
        print("Drawing the pen strokes …", flush=True)
        with open(options.work / "unfinished.npz", "wb") as file:
            np.savez(file, **examples(options.mnist, training, recipe)._asdict())
        os.replace(options.work / "unfinished.npz", cached)
    with np.load(cached) as file:
        return Examples(file["images"], file["labels"], tuple(file["sizes"].tolist()))


def reporter(validation: Validation) -> Callable:
    """Says how well an unfinished network reads each source of validation digits."""

    def report(line: str, network: keras.Sequential) -> None:
        right = network.predict(validation.pixels, batch_size=2000, verbose=0).argmax(axis=1) == validation.labels
        shares = (right[validation.sources == source].mean() for source in range(3))
        print(f"{line}; validation: MNIST {{:.4f}}, pendigits {{:.4f}}, UNIPEN {{:.4f}}".format(*shares), flush=True)

    return report


def main() -> None:
    """The command: draw the examples, train teacher and network, calibrate, save."""
    options = arguments()
    chosen = {field.name: getattr(options, field.name) for field in fields(Recipe)}
    recipe = Recipe(**chosen | {"hidden": tuple(options.hidden)})
    options.work.mkdir(parents=True, exist_ok=True)
    files = (
        split(strokes.load(options.strokes), PENDIGITS),
        split(unipen.whole(unipen.load(options.unipen)), UNIPEN),
    )
    learned = drawn(options, [file.training for file in files], recipe)
    validation = validation_digits(options.mnist, [file.validation for file in files])
    report = reporter(validation)
    teacher = train(learned, recipe, options.work, report, new=new_teacher) if recipe.teacher_epochs else None
    earlier = Classifier.load(options.earlier).model if options.earlier else None
    network = train(learned, recipe, options.work, report, teacher, earlier=earlier)
    facts = finish(network, recipe, validation, load_mnist(options.mnist)[2:], options.assets, earlier)
    print(json.dumps(facts, indent=2))


if __name__ == "__main__":
    main()

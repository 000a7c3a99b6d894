"""Keras is imported without what it only plots with, which stays there for others."""

import subprocess
import sys

PROGRAM = """
import gc, sys
import sklearn
from model.networks.keras_import import import_keras
import_keras()
import_keras()
print("keras" in sys.modules, "matplotlib" in sys.modules, sys.modules["sklearn"] is sklearn, gc.isenabled())
import keras, matplotlib
print(keras.Sequential([keras.layers.Dense(2)]).layers[0].units)
"""


def test_keras_comes_alone_and_leaves_everything_in_place():
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["True", "False", "True", "True", "2"]

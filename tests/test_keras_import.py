"""Keras is imported without what it only plots with, which stays there for others."""

import subprocess
import sys


def run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_keras_comes_without_matplotlib_and_scikit_learn():
    program = """
import gc, sys
from model.keras_import import import_keras
import_keras()
print("keras" in sys.modules, "matplotlib" in sys.modules, "sklearn" in sys.modules, gc.isenabled())
import sklearn.metrics, keras
print(sklearn.metrics.accuracy_score([1], [1]), keras.Sequential([keras.layers.Dense(2)]).layers[0].units)
"""
    assert run(program).split() == ["True", "False", "False", "True", "1.0", "2"]


def test_a_second_call_leaves_everything_in_place():
    program = """
import sys
import sklearn
from model.keras_import import import_keras
import_keras(); import_keras()
print(sys.modules["sklearn"] is sklearn)
"""
    assert run(program) == "True"

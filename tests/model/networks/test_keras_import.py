"""Keras is imported without what it only plots with, which stays there for others, and without TensorFlow's chatter."""

import os
import subprocess
import sys

import pytest

from model.networks.keras_import import CHATTER

pytestmark = pytest.mark.thorough
PROGRAM = """
import gc, sys
import sklearn
from model.networks.keras_import import import_keras
import_keras()
print("a real warning", file=sys.stderr)
import_keras()
print("keras" in sys.modules, "matplotlib" in sys.modules, sys.modules["sklearn"] is sklearn, gc.isenabled())
import keras, matplotlib
print(keras.Sequential([keras.layers.Dense(2)]).layers[0].units)
"""


def test_keras_comes_alone_and_leaves_everything_in_place():
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["True", "False", "True", "True", "2"]
    assert ended.stderr == "a real warning\n"


def test_what_else_is_said_meanwhile_is_heard():
    program = """
import os, subprocess, sys
from model.networks.keras_import import without_chatter
with without_chatter():
    os.write(2, b"I0000 00:00:1795648667.523988 1410 cudart_stub.cc:31] No cuda\\n")
    said = "import sys; input(); print('E of a child', file=sys.stderr)"
    child = subprocess.Popen([sys.executable, "-c", said], stdin=subprocess.PIPE)
    print("Traceback", file=sys.stderr, flush=True)
print("after", file=sys.stderr, flush=True)
child.communicate(b"x\\n")
import time; time.sleep(0.3)
"""
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert sorted(ended.stderr.splitlines()) == ["E of a child", "Traceback", "after"]
    asked_for = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "0"},
    )
    assert "cudart_stub" in asked_for.stderr


def test_a_sentence_is_no_chatter():
    assert not any(CHATTER.match(line) for line in (b"Error: E0000", b"F0000 00:00:1", b"WARNING: disk full", b""))

"""Keras and TensorFlow, imported in two thirds of the time that a plain `import keras` takes, and quietly.

TensorFlow says on every start which graphics cards it did not find. That helps whoever looks for one:
`TF_CPP_MIN_LOG_LEVEL=0` brings it back.
"""

import gc
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Keras takes these along where they are installed, for plots and wrappers that nobody here uses.
LEFT_OUT = ("matplotlib", "sklearn")
LOG_LEVEL, QUIET = "TF_CPP_MIN_LOG_LEVEL", "3"
# How its lines begin that no level turns off: “I0000 00:00:1795648667.523988”, and a note on where they go.
CHATTER = re.compile(rb"[IWE]\d{4} \d\d:\d\d:\d|WARNING: All log messages before absl::InitializeLog\(\)")
LAST_LINES = 0.2  # seconds to wait for what was still being said
_lock = threading.Lock()


def import_keras() -> None:
    """Imports Keras with TensorFlow, and makes their objects permanent; does nothing the second time.

    Until it returns, no other thread can import what is left out, unless that is there already.
    """
    with _lock:
        if "keras" in sys.modules:
            return
        hidden = [name for name in LEFT_OUT if name not in sys.modules]
        hide: dict[str, Any] = dict.fromkeys(hidden)
        sys.modules.update(hide)  # an import of None fails, and Keras goes on without
        gc.disable()  # of half a million new objects none is garbage
        try:
            with without_chatter():
                import keras

                keras.ops.zeros(1)  # the first tensor makes TensorFlow look for graphics cards
        finally:
            for name in hidden:
                del sys.modules[name]
            gc.enable()
        gc.freeze()  # no collection needs to walk over them again, while somebody waits


@contextmanager
def without_chatter() -> Iterator[None]:
    """Keeps TensorFlow's log off the terminal, unless a lower `TF_CPP_MIN_LOG_LEVEL` asks for it. All else gets there.

    TensorFlow writes it past Python, straight to the process's standard error: that leads through a pipe meanwhile. A
    program that is started then keeps the pipe, and is listened to until it ends.
    """
    if os.environ.setdefault(LOG_LEVEL, QUIET) != QUIET:
        yield
        return
    terminal = os.dup(2)
    reading, writing = os.pipe()
    os.dup2(writing, 2)
    os.close(writing)
    listener = threading.Thread(target=_pass_on, args=(reading, os.dup(terminal)), daemon=True)
    listener.start()
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
        listener.join(LAST_LINES)


def _pass_on(reading: int, terminal: int) -> None:
    with open(reading, "rb") as lines, open(terminal, "wb", buffering=0) as shown:
        for line in lines:
            if not CHATTER.match(line):
                shown.write(line)

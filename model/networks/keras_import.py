"""Keras and TensorFlow, imported in two thirds of the time that a plain `import keras` takes."""

import gc
import sys
import threading

# Keras takes these along where they are installed, for plots and wrappers that nobody here uses.
LEFT_OUT = ("matplotlib", "sklearn")
_lock = threading.Lock()


def import_keras() -> None:
    """Imports Keras with TensorFlow, and makes their objects permanent; does nothing the second time.

    Until it returns, no other thread can import what is left out, unless that is there already.
    """
    with _lock:
        if "keras" in sys.modules:
            return
        hidden = [name for name in LEFT_OUT if name not in sys.modules]
        sys.modules.update(dict.fromkeys(hidden))  # an import of None fails, and Keras goes on without
        gc.disable()  # of half a million new objects none is garbage
        try:
            import keras  # noqa: F401
        finally:
            for name in hidden:
                del sys.modules[name]
            gc.enable()
        gc.freeze()  # no collection needs to walk over them again, while somebody waits

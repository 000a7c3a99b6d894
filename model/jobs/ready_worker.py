"""What makes a fresh Dask worker ready: this code, where the worker lacks it, and TensorFlow.

Scheduler and workers may never have heard of this project, so what stands here is sent to them whole, by value, and
needs nothing but Python and Dask to be unpacked.
"""

import hashlib
import io
import os
import pickle
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import cloudpickle
from distributed import WorkerPlugin

PACKAGE = "model"


def packed() -> bytes:
    """The `model` package as the bytes of a zip file."""
    here = Path(__file__).parents[1]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(here.rglob("*.py")):
            archive.write(path, path.relative_to(here.parent).as_posix())
    return stream.getvalue()


class ReadyWorker(WorkerPlugin):
    """Runs on each worker, also on one that joins later, before it gets any task.

    With `package`, the code of the app that it works for, the worker trains with that; without, it has the same code.
    """

    name = "mnist-playground"

    def __init__(self, package: bytes = b"") -> None:
        self.package = package

    def setup(self, worker: Any) -> None:
        if self.package:
            self._unpack(Path(worker.local_directory))
        threading.Thread(target=self._import, daemon=True).start()

    def _unpack(self, folder: Path) -> None:
        """Puts the code where Python finds it first; code of an earlier app is forgotten."""
        home = folder / f"playground-{hashlib.sha256(self.package).hexdigest()[:12]}"
        if str(home) in sys.path:
            return
        with zipfile.ZipFile(io.BytesIO(self.package)) as archive:
            archive.extractall(home)
        sys.path.insert(0, os.fspath(home))
        for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
            del sys.modules[name]

    @staticmethod
    def _import() -> None:
        """At once, so that the first run need not wait for TensorFlow."""
        from model.networks.keras_import import import_keras

        import_keras()
        import model.networks.training  # noqa: F401


# Calls, on the worker, what was pickled. A lambda is sent whole, too; a function would be sent by its name, which the
# scheduler on the way does not know.
call = lambda task: pickle.loads(task)()  # noqa: E731

cloudpickle.register_pickle_by_value(sys.modules[__name__])

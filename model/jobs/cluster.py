"""The Dask cluster that the app trains on: its own, or another's, reached again whenever it was lost."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.jobs.job import in_short

ROOT = Path(__file__).parents[2]
LOOK_AGAIN = 0.5  # seconds between looks at whether the cluster is still there
TRY_AGAIN = 3.0  # seconds until another try to reach it
PATIENCE = 10.0  # seconds in which a scheduler has to answer


class Cluster:
    """A connection that is kept up: `client` is Dask's, or None while there is none.

    Without an `address` the cluster is a program that the app starts (`python -m model.jobs.worker`) and ends.
    `connected` is called, in a thread of its own, after each time that the cluster has been reached.
    """

    def __init__(self, address: str | None, connected: Callable[[], None]) -> None:
        self.address, self.connected = address, connected
        self.client: Any = None
        self.problem = ""  # a sentence, while the cluster can't be reached
        self.program: subprocess.Popen | None = None
        self.closed = threading.Event()
        self._lock = threading.RLock()
        self._watcher: threading.Thread | None = None

    def start(self) -> None:
        """Brings the cluster up, in the background. Calling it again does nothing."""
        with self._lock:
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, daemon=True, name="cluster")
                self._watcher.start()

    def close(self) -> None:
        """Ends the app's own cluster and leaves another's alone."""
        self.closed.set()
        self._disconnect()

    def _watch(self) -> None:
        """Connects, and connects again whenever the cluster has died."""
        while not self.closed.is_set():
            if self.client is None:
                self._connect()
            elif self._lost():
                self._disconnect()
                continue
            self.closed.wait(LOOK_AGAIN)

    def _connect(self) -> None:
        from distributed import Client

        from model.jobs.ready_worker import ReadyWorker, packed

        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # `_watch` deals with lost connections
        try:
            address = self.address or self._start_program()
            client = Client(address, timeout=PATIENCE, set_as_default=False)
            client.register_plugin(ReadyWorker(packed() if self.address else b""))
        except (OSError, TimeoutError, RuntimeError, ValueError) as error:
            where = f"The scheduler at {self.address}" if self.address else "The training process"
            self.problem = f"{where} can't be reached ({in_short(error)}); trying again."
            self.closed.wait(TRY_AGAIN)
            return
        self.client, self.problem = client, ""
        self.connected()

    def _start_program(self) -> str:
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
            "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3"),
        }
        self.program = subprocess.Popen(
            [sys.executable, "-m", "model.jobs.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        assert self.program.stdout
        address = self.program.stdout.readline().strip()
        if not address:
            raise RuntimeError("it ended while starting; see the terminal")
        return address

    def _lost(self) -> bool:
        if self.program is not None and self.program.poll() is not None:
            return True
        client = self.client  # None once it was closed, by another thread
        return client is not None and client.status not in ("running", "connecting", "newly-created")

    def _disconnect(self) -> None:
        with self._lock:
            client, self.client = self.client, None
            program, self.program = self.program, None
        if client is not None:
            client.close(timeout=1)
        if program is not None:
            if program.stdin:
                program.stdin.close()
            try:
                program.wait(timeout=5)
            except subprocess.TimeoutExpired:
                program.kill()

"""The real app, started for a browser as a person would start it, and ended afterwards."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
UP_WITHIN = 60.0  # seconds; far more than it takes, so that a busy machine fails no test


@dataclass(frozen=True)
class AppServer:
    """A running app: its address, its runs, its log, its process, when it was started and when it was up.

    Both times are `time.monotonic`'s.
    """

    url: str
    runs_dir: Path
    log: Path
    process: subprocess.Popen
    begun_at: float
    up_at: float


@contextmanager
def running_app(
    folder: Path, port: int | None = None, script: str = "app.py", prefix: str = "", **environment: str
) -> Iterator[AppServer]:
    """Starts the app on `port`, or a free one, with its runs and its log in `folder`, waits until it answers, ends it.

    `script` is what Streamlit runs; `prefix` is the folder that the app lies in, such as `/mnist`; `environment` adds
    to the environment. Raises `RuntimeError` with the log if the
    app doesn't come up.
    """
    runs_dir, log = folder / "runs", folder / "app.log"
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    command += ["--server.baseUrlPath", prefix]
    variables = {**os.environ, "RUNS_DIR": str(runs_dir), **environment}
    begun_at = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}{prefix}"
            wait_until_up(url, process, log)
            yield AppServer(url, runs_dir, log, process, begun_at, up_at=time.monotonic())
        finally:
            end(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(url: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise RuntimeError(f"The app did not come up:\n{log.read_text(errors='replace')[-3000:]}")


def end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

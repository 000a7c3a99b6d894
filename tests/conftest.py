"""What every test needs: a folder of its own for runs, and a quiet TensorFlow."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TRAINING_NICE"] = "0"  # nobody draws meanwhile, and the tests wait for it
os.environ["TRAINING_WORKERS"] = "1"  # however many cores there are: the tests know who waits for whom

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from model.jobs.engine import the_engine, wait_until
from tests.browser.app_server import AppServer, running_app

OF_MACOS = 256  # open files that a program may have there to begin with
OUR_OWN = 2000  # of this process, which plays thirty browsers


@pytest.fixture(autouse=True)
def runs_dir(tmp_path, monkeypatch):
    """An empty folder for runs, which `RUNS_DIR` names."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("RUNS_DIR", str(folder))
    return folder


@pytest.fixture(scope="session")
def engine():
    """The app's engine with its real cluster, up; one for all tests of this process."""
    running = the_engine()
    running.start()
    assert wait_until(lambda: running.ready, 90), running.problem
    yield running
    running.close()


@pytest.fixture(scope="session")
def strict_server(tmp_path_factory) -> Iterator[AppServer]:
    """An app in a folder behind a proxy, `/mnist`, on a computer that serves one other name, with few open files."""
    resource = pytest.importorskip("resource", reason="Windows has no limit of open files")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as stack:
        resource.setrlimit(resource.RLIMIT_NOFILE, (OF_MACOS, hard))
        try:
            app = running_app(tmp_path_factory.mktemp("strict"), prefix="/mnist", ALLOWED_HOSTS="mnist.school.example")
            server = stack.enter_context(app)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(OUR_OWN, hard)), hard))
        yield server
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for the groups
def pytest_collection_modifyitems(items):
    """Tests on all of MNIST run where `MNIST_PATH` names it.

    One process has all browser tests, which share an app and a browser, and one all that share a training cluster.
    The rest goes file by file to whoever is free.
    """
    for item in items:
        group = item.nodeid.partition("::")[0]
        if item.path.parent.name == "browser" or "strict_server" in item.fixturenames:
            group = "browser"
        elif "engine" in item.fixturenames:
            group = "engine"
        item.add_marker(pytest.mark.xdist_group(group))
    if not os.environ.get("MNIST_PATH"):
        skip = pytest.mark.skip(reason="needs all of MNIST: set MNIST_PATH to Keras's mnist.npz")
        for item in items:
            if item.get_closest_marker("mnist"):
                item.add_marker(skip)


def pytest_make_parametrize_id(val):
    """Bytes are no names: those of a zip file hold the time, and two processes would name a test differently."""
    return "bytes" if isinstance(val, bytes) else None

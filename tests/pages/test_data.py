"""The Data page without a browser: with the sample, with a file that isn't MNIST, with all of MNIST."""

import os

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from charts.words import a_digit
from model.digits import data, people
from pages.parts.data.style_wall import share
from tests.pages.shown import charts, components, printed

PAGE = "../../pages/data.py"


@pytest.fixture(autouse=True)
def nothing_at_hand(monkeypatch, tmp_path):
    """No MNIST anywhere, except where a test puts it."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("MNIST_PATH", raising=False)


def page(**query) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = str(value)
    app.run()
    assert not app.exception
    return app


def component_data(app):
    """What the browser gets of the digit in numbers."""
    return components(app)["pixel_vector"]


def on_wall(app):
    """What the digits of the wall are called."""
    return components(app)["wall"]["names"]


def test_the_sample_and_its_first_digit():
    app, sample = page(), data.load("sample")
    assert "x_train  (4000, 28, 28)   uint8  0–255" in printed(app)[0]
    assert "y_test   (1000,)          uint8  0–9" in printed(app)[0]
    label = int(sample.y_train[0])
    assert f"Training image 0 is {a_digit(label)}" in app.markdown[0].value
    one_hot = np.eye(10, dtype=int)[label]
    assert f"one-hot  {one_hot!s}" in printed(app)[1]
    shown = component_data(app)
    assert shown["grey"] == sample.x_train[0].reshape(784).tolist()
    assert shown["texts"] == [str(value) for value in shown["grey"]]


def test_divided_by_255():
    app = page()
    app.segmented_control(key="values").set_value("float32").run()
    shown = component_data(app)
    assert [float(text) for text in shown["texts"]] == pytest.approx(np.array(shown["grey"]) / 255, abs=0.0051)


def test_the_url_says_which_digit():
    app, sample = page(split="Test", index=321, digit=7, seed=5, page=2), data.load("sample")
    assert not app.warning
    assert f"Test image 321 is {a_digit(sample.y_test[321])}" in app.markdown[0].value
    assert component_data(app)["grey"] == sample.x_test[321].reshape(784).tolist()
    assert all(name.startswith("a 7, index") for name in on_wall(app))
    assert app.pagination[0].value == 2


def test_a_link_names_data_as_the_settings_do_and_as_the_buttons_do():
    for spelling in ("mnist", "MNIST"):
        app = page(data=spelling, split="TEST")
        assert app.segmented_control(key="data").value == "mnist"
        assert app.query_params["data"] == "mnist"
        assert app.segmented_control(key="split").value == "test"


def test_an_impossible_url_leaves_the_first_digit():
    app = page(split="Validation", index=4000, digit=12, page=999, data="CIFAR")
    said = " ".join(warning.value for warning in app.warning)
    for name, text in {"split": "Validation", "index": "4000", "digit": "12", "data": "CIFAR"}.items():
        assert f"“{name}” can't be “{text}”" in said
    assert "It may be 0 to 3,999." in said
    assert "Training image 0" in app.markdown[0].value


def test_a_filter_goes_back_to_the_first_page():
    app = page(page=3)
    app.segmented_control(key="digit").set_value("4").run()
    assert not app.exception
    assert app.pagination[0].value == 1
    assert all(name.startswith("a 4, index") for name in on_wall(app))


def test_a_larger_index_than_the_test_images_have_is_given_up():
    app = page(index=3999)
    app.segmented_control(key="split").set_value("test").run()
    assert not app.exception
    assert "Test image 0" in app.markdown[0].value
    assert app.query_params["split"] == "test"
    app.segmented_control(key="split").set_value("train").run()
    assert "split" not in app.query_params


@pytest.mark.thorough
def test_the_seed_shuffles_the_wall():
    app = page()
    first = on_wall(app)
    app.number_input(key="seed").set_value(1).run()
    assert on_wall(app) != first
    app.number_input(key="seed").set_value(0).run()
    assert on_wall(app) == first


def test_neighbours_of_a_test_image_are_training_images_and_never_itself():
    app = page(index=17)
    names = components(app)["closest"]["names"]
    assert len(names) == 10
    assert all("training image" in name for name in names)
    assert not any("training image 17," in name for name in names)


def test_every_chart_has_a_text_alternative():
    shown = charts(page())
    assert len(shown) == 5
    assert all(shown.values())


def test_a_file_that_is_not_mnist_gives_a_sentence_and_the_sample(monkeypatch, tmp_path):
    broken = tmp_path / "mnist.npz"
    broken.write_bytes(b"not an archive")
    monkeypatch.setenv("MNIST_PATH", str(broken))
    app = page(data="MNIST")
    assert "is not MNIST" in app.error[0].value
    assert "(4000, 28, 28)" in printed(app)[0]


def test_a_missing_file_gives_a_sentence_and_the_sample(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_PATH", str(tmp_path / "nowhere.npz"))
    app = page(data="MNIST")
    assert "There is no file" in app.error[0].value
    assert "(4000, 28, 28)" in printed(app)[0]


def test_mnist_that_is_not_at_hand_is_offered_not_fetched(monkeypatch):
    monkeypatch.setattr(data, "_download", lambda *_: pytest.fail("nobody asked for a download"))
    app = page(data="MNIST")
    assert app.button[0].label == "Download MNIST (11 MB)"
    assert "(4000, 28, 28)" in printed(app)[0]


def test_a_download_without_a_network_says_so(monkeypatch):
    def no_network(_path, on_progress):
        on_progress(0.5)
        raise OSError("no network")

    monkeypatch.setattr(data, "_download", no_network)
    app = page(data="MNIST")
    app.button[0].click().run()
    assert not app.exception
    assert "could not be downloaded (no network)" in app.warning[0].value
    assert "(4000, 28, 28)" in printed(app)[0]


MNIST = os.environ.get("MNIST_PATH")


@pytest.mark.thorough
@pytest.mark.mnist
@pytest.mark.skipif(not MNIST, reason="MNIST_PATH is not set")
def test_from_all_of_mnist_to_the_sample(monkeypatch):
    monkeypatch.setenv("MNIST_PATH", MNIST)
    app = page(data="MNIST", index=59999, page=938)
    assert "Training image 59999" in app.markdown[0].value
    app.segmented_control(key="data").set_value("sample").run()
    assert not app.exception
    assert "Training image 0" in app.markdown[0].value
    assert app.pagination[0].value == 1


@pytest.mark.mnist
@pytest.mark.skipif(not MNIST, reason="MNIST_PATH is not set")
def test_all_of_mnist(monkeypatch):
    monkeypatch.setenv("MNIST_PATH", MNIST)
    app = page(data="MNIST")
    assert "x_train  (60000, 28, 28)  uint8  0–255" in printed(app)[0]
    assert "x_test   (10000, 28, 28)  uint8  0–255" in printed(app)[0]
    assert "Training image 0 is a 5" in app.markdown[0].value
    app.segmented_control(key="split").set_value("test").run()
    assert "Test image 0 is a 7" in app.markdown[0].value


def test_the_styles_of_the_world_have_names_and_numbers():
    app = page()
    said = [text.value for text in (*app.markdown, *app.caption)]
    for name in people.NAMES.values():
        assert f"**{name}**" in said
    sevens = next(text for text in said if "nobody takes it for a 1" in text)
    assert "Among the sample's 7s: about" in sevens
    assert "CC BY 4.0" in app.caption[-1].value


@pytest.mark.parametrize(
    ("alike", "words"), [(0, "none of the first 500"), (3, "3 of the first 500"), (131, "about 26 in 100")]
)
def test_rare_styles_are_counted_and_common_ones_are_shares(alike, words):
    assert share(alike, 500) == words

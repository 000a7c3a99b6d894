"""What is too large is refused before anything of it is opened."""

import json

import numpy as np
import pytest

from model.networks.classifier import Classifier
from model.runs import upload_files, upload_plan, uploads
from model.runs.uploads import UploadError, accept
from tests.model.runs.archives import parts_of, zipped


@pytest.fixture(autouse=True)
def nothing_is_opened(monkeypatch):
    monkeypatch.setattr(uploads, "tried", lambda *_: pytest.fail("was opened"))


def plan_of(*more: dict, shape=(None, 28, 28)) -> bytes:
    first = {"class_name": "InputLayer", "config": {"batch_shape": list(shape)}}
    return json.dumps({"class_name": "Sequential", "config": {"layers": [first, *more]}}).encode()


def layer(kind: str, **config) -> dict:
    return {"class_name": kind, "config": config}


FLAT = layer("Flatten")


@pytest.mark.parametrize(
    ("plan", "named"),
    [
        (plan_of(FLAT, layer("Dense", units=1_500_000), layer("Dense", units=10)), "parameters"),
        (plan_of(FLAT, *[layer("Dense", units=4000)] * 3), "parameters"),
        (plan_of(*[layer("Activation", activation="relu")] * 3000), "400 layers"),
        (plan_of(FLAT, layer("RepeatVector", n=20_000), layer("LSTM", units=4)), "steps|numbers"),
        (plan_of(FLAT, layer("RepeatVector", n=2_100), layer("LSTM", units=1)), "steps"),
        (plan_of(layer("UpSampling2D", size=[100, 100]), shape=(None, 28, 28, 9)), "numbers"),
        (plan_of(layer("Resizing", height=9000, width=9000), shape=(None, 28, 28, 1)), "numbers"),
        (plan_of(layer("Conv2D", filters=50_000, kernel_size=[3, 3]), shape=(None, 28, 28, 1)), "numbers"),
        (plan_of(layer("Embedding", input_dim=10**8, output_dim=10)), "parameters"),
        (plan_of(layer("Reshape", target_shape=[10**300]), layer("Dense", units=1)), "parameters"),
        (plan_of(layer("Bidirectional", layer=layer("LSTM", units=3000))), "parameters"),
        (plan_of(layer("TimeDistributed", layer=layer("RepeatVector", n=10**6))), "numbers"),
        (plan_of(layer("CategoryEncoding", num_tokens=10**9)), "numbers"),
        (plan_of(FLAT, shape=(10**7, 28, 28)), "at once"),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "nested"),
        (b'"' + b"a" * 3_000_000 + b'"', "3.0 MB"),
    ],
)
def test_what_is_too_large_is_refused_by_its_plan_alone(plan, named):
    content = zipped({"config.json": plan, "metadata.json": b"{}", "model.weights.h5": b""})
    with pytest.raises(UploadError, match=named.replace("3.0 MB", "too long|3.0 MB")):
        accept(content, "a.keras", "me")


@pytest.mark.parametrize(
    "plan",
    [
        plan_of(FLAT, *[layer("Dense", units=1024)] * 5, layer("Dense", units=10)),
        plan_of(FLAT, layer("Dense", units=4096), layer("Dense", units=2048), layer("Dense", units=10)),
        plan_of(layer("LSTM", units=256, return_sequences=True), layer("LSTM", units=256), layer("Dense", units=10)),
        plan_of(
            *[layer("Conv2D", filters=64, kernel_size=[3, 3], strides=[1, 1])] * 6,
            layer("MaxPooling2D", pool_size=[2, 2]),
            FLAT,
            layer("Dense", units=256),
            shape=(None, 28, 28, 1),
        ),
    ],
)
def test_dense_and_small_convolutional_networks_are_not_too_large(plan):
    upload_plan.check_plan(plan)


def test_the_shipped_networks_size_is_worked_out_as_keras_counts_it():
    from model.networks.answering import SHIPPED
    from model.runs.upload_size import Size

    size = Size()
    size.of_model(json.loads(parts_of(SHIPPED.read_bytes())["config.json"]), [])
    model = Classifier.load(SHIPPED).model
    weights = sum(int(np.prod(weight.shape)) for weight in model.weights if len(weight.shape) > 1)
    assert size.parameters == weights


def test_more_than_50_mb_is_refused_before_it_is_opened():
    with pytest.raises(UploadError, match="51 MB; at most 50 MB"):
        accept(bytes(51_000_000), "a.keras", "me")


def test_a_file_that_unpacks_to_too_much_is_refused():
    content = zipped(dict.fromkeys(upload_files.PARTS, bytes(70_000_000)))
    assert len(content) < 1_000_000
    with pytest.raises(UploadError, match="210 MB"):
        accept(content, "a.keras", "me")


def test_a_part_that_is_larger_than_it_says_is_not_unpacked():
    content = bytearray(zipped({"config.json": bytes(190_000_000), "metadata.json": b"", "model.weights.h5": b""}))
    with pytest.raises(UploadError, match="too long"):
        accept(bytes(content), "a.keras", "me")
    place = content.rindex(b"config.json") - 46 + 24  # its unpacked size in the list at the end
    content[place : place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(UploadError, match=r"\.$"):
        accept(bytes(content), "a.keras", "me")

"""Links and networks that nobody means well: what `benchmarks.fuzzing` makes up, and what must hold for each."""

import io
import json
import zipfile
from dataclasses import fields
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from benchmarks.changed_bytes import changed
from model.networks.answering import SHIPPED
from model.networks.config import KINDS, NetworkConfig, TrainingConfig
from model.networks.settings import from_query
from model.runs.upload_files import PARTS, check_file
from model.runs.upload_plan import UploadError, check_plan
from pages.parts.url_check import notice_of

LONGEST_SENTENCE = 500  # characters
SMALL_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)

# links: parameters of a URL, with names that mean something and any text.

NAMES = [item.name for config in (NetworkConfig, TrainingConfig) for item in fields(config)]
PAGE_NAMES: dict[str, Any] = {"image": range(1000), "seed": range(10), "network": ["shipped"], "index": range(0)}
DIGITS = st.integers(1, 5000).map(lambda count: "9" * count)
NUMBERS = (
    st.integers().map(str) | st.floats().map(str) | st.sampled_from(["inf", "-inf", "nan", "1e999", "²", "٣", "0x1"])
)
LISTS = st.lists(st.integers(-5, 5000).map(str), max_size=50).map("-".join)
KINDS_OF_AUGMENTATION = st.lists(st.sampled_from([*KINDS, "on", "none", ""]), max_size=8).map("-".join)
MARKUP = st.sampled_from(["[a](https://b.example)", "![x](u)", "$x$", "<b>", "www.b.example", "`", "**", "none", "on"])
TEXTS = st.text(max_size=200) | DIGITS | NUMBERS | LISTS | KINDS_OF_AUGMENTATION | MARKUP
LINKS = st.dictionaries(st.sampled_from([*NAMES, *PAGE_NAMES]) | st.text(max_size=20), TEXTS, max_size=4)


def gives_settings_and_sentences(query: dict[str, str]) -> None:
    """Settings that are possible, and a short sentence without markup for each value that isn't."""
    for config_type in (NetworkConfig, TrainingConfig):
        config, notices = from_query(config_type, query)
        assert isinstance(config, config_type)
        for notice in notices:
            assert len(notice) < LONGEST_SENTENCE, notice
            assert not any(mark in notice for mark in ("](", "$", "<", "www.")), notice
    for name, text in query.items():
        assert len(notice_of(name, text, PAGE_NAMES)) < LONGEST_SENTENCE


# keras: a file that calls itself a network: its plan, its zip file, or any bytes.

LAYERS = ["Dense", "Conv2D", "LSTM", "Reshape", "RepeatVector", "Bidirectional", "Flatten", "Lambda", "Made up"]
WORDS = ["units", "filters", "kernel_size", "strides", "target_shape", "n", "layers", "layer", "function", "activation"]
SIZES = st.integers(-2, 10**7) | st.lists(st.integers(-2, 10**5) | st.none(), max_size=3) | SMALL_JSON


def _layer(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    config = st.dictionaries(st.sampled_from(WORDS), SIZES | inner | st.lists(inner, max_size=3), max_size=3)
    return st.fixed_dictionaries({"class_name": st.sampled_from(LAYERS), "config": config | SMALL_JSON})


PLANS = st.recursive(_layer(st.none()), _layer, max_leaves=5)


@lru_cache(maxsize=1)
def _archive() -> bytes:
    """The network that ships, without its weights."""
    stream = io.BytesIO()
    with zipfile.ZipFile(SHIPPED) as shipped, zipfile.ZipFile(stream, "w") as out:
        for name in PARTS:
            out.writestr(name, b"weights" if name.endswith("h5") else shipped.read(name))
    return stream.getvalue()


NETWORKS = st.one_of(
    changed(lambda: [_archive()]),
    st.binary(max_size=60),
    st.sampled_from([b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"{", b"<", b"\x80"]).flatmap(
        lambda start: st.binary(max_size=60).map(lambda rest: start + rest)
    ),
    (PLANS | SMALL_JSON).map(lambda plan: {"class_name": "Sequential", "config": {"layers": [plan]}}),
    PLANS,
)


def is_taken_or_refused_in_a_sentence(network: bytes | dict[str, Any]) -> None:
    said = "Taken."
    try:
        if isinstance(network, bytes):
            check_file(network)
        else:
            check_plan(json.dumps(network).encode())
    except UploadError as error:
        said = str(error)
    assert said.endswith("."), said
    assert len(said) < LONGEST_SENTENCE, said

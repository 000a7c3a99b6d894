from dataclasses import replace

import pytest

from model.networks.config import KINDS, PRESET_TRAINING, PRESETS, USUAL_KINDS, NetworkConfig, TrainingConfig
from model.networks.settings import SettingError, from_query, quoted, settings_of, to_query

UNUSUAL = NetworkConfig(
    hidden=(32, 1, 1024),
    activation="tanh",
    dropout=0.35,
    l1=1e-5,
    l2=0.1,
    batch_normalization=True,
    initializer="zeros",
)
UNUSUAL_TRAINING = TrainingConfig(
    "mnist", 7, 48, "adagrad", 0.0003, "mean_squared_error", 0.25, 12345, ("slant", "elastic")
)


@pytest.mark.parametrize("config", [*PRESETS.values(), UNUSUAL, *PRESET_TRAINING.values(), UNUSUAL_TRAINING])
def test_a_config_comes_back_from_its_query(config):
    again, notices = from_query(type(config), to_query(config))
    assert (again, notices) == (config, [])


def test_both_configs_share_one_query():
    query = to_query(UNUSUAL, UNUSUAL_TRAINING)
    assert from_query(NetworkConfig, query)[0] == UNUSUAL
    assert from_query(TrainingConfig, query)[0] == UNUSUAL_TRAINING


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"hidden": "5000"}, "Hidden layers"),
        ({"hidden": "8-8-8-8-8-8"}, "hidden layers"),
        ({"hidden": "8-x"}, "Hidden layers"),
        ({"activation": "magic"}, "Activation"),
        ({"dropout": "nan"}, "Dropout"),
        ({"dropout": "1"}, "Dropout"),
        ({"batch_normalization": "maybe"}, "Batch normalization"),
    ],
)
def test_an_impossible_value_is_replaced_with_a_notice(query, named):
    config, notices = from_query(NetworkConfig, query)
    assert config == NetworkConfig()
    assert len(notices) == 1
    assert named in notices[0]


def test_the_other_values_of_a_faulty_link_are_kept():
    config, notices = from_query(TrainingConfig, {"epochs": "0", "batch_size": "64", "learning_rate": "inf"})
    assert config == TrainingConfig(batch_size=64)
    assert len(notices) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: TrainingConfig(epochs=0),
        lambda: TrainingConfig(learning_rate=float("nan")),
        lambda: TrainingConfig(learning_rate=-1.0),
        lambda: TrainingConfig(optimizer="adamant"),
        lambda: TrainingConfig(validation_split=0.9),
        lambda: replace(NetworkConfig(), hidden=(0,)),
        lambda: replace(NetworkConfig(), hidden=(8,) * 6),
    ],
)
def test_impossible_settings_are_refused_with_a_sentence(wrong):
    with pytest.raises(SettingError, match=r"\.$"):
        wrong()


@pytest.mark.parametrize("config", [NetworkConfig(), TrainingConfig()])
def test_each_setting_has_a_label_a_hint_and_a_possible_default(config):
    for name, declared in settings_of(config).items():
        assert declared.label
        assert declared.hint.endswith(".")
        declared.check(getattr(config, name))


@pytest.mark.parametrize(
    "text", ["9" * 400, "9" * 5000, "1e999", "-inf", "nan", "²", "8-" * 9999, "[a](https://b.example)"]
)
@pytest.mark.parametrize(
    "name", ["epochs", "hidden", "seed", "learning_rate", "batch_size", "dropout", "optimizer", "augment"]
)
def test_no_value_of_a_link_raises_or_becomes_markup(name, text):
    for config_type in (NetworkConfig, TrainingConfig):
        config, notices = from_query(config_type, {name: text})
        assert config == config_type()
        assert len(notices) == (name in settings_of(config_type))
        for notice in notices:
            assert len(notice) < 300
            assert "](" not in notice


def test_whole_numbers_are_said_in_full():
    assert "2,147,483,647; it is 2,147,483,648" in from_query(TrainingConfig, {"seed": str(2**31)})[1][0]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("ReLu6", "“ReLu6”"),
        ("", "empty"),
        ("[Click](https://a.example)", "“…Click…https…a.example…”"),
        ("www.a.example", "“www…a.example”"),
        ("9" * 400, f"“{'9' * 40}…”"),
    ],
)
def test_a_sentence_names_the_value_without_what_markdown_would_make_of_it(value, shown):
    assert quoted(value) == shown


def test_a_choice_in_a_link_may_be_written_large():
    assert from_query(TrainingConfig, {"source": "MNIST", "optimizer": "Adam"}) == (TrainingConfig(source="mnist"), [])


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [("on", USUAL_KINDS), ("off", ()), ("none", ()), ("Slant", ("slant",)), ("zoom-turn-zoom", ("turn", "zoom"))],
)
def test_the_kinds_of_augmentation_in_a_link(asked, kinds):
    assert from_query(TrainingConfig, {"augment": asked}) == (TrainingConfig(augment=kinds), [])
    assert to_query(TrainingConfig(augment=kinds))["augment"] in ("none", "-".join(kinds))


@pytest.mark.parametrize("asked", ["twist", "turn-", "turn-none", "on-turn", "turn shift", "1", "-"])
def test_a_kind_that_there_is_not_is_said(asked):
    config, (notice,) = from_query(TrainingConfig, {"augment": asked})
    assert config == TrainingConfig()
    assert "Augmentation can't be" in notice
    assert "turn, shift, zoom" in notice


def test_augmentation_that_was_on_or_off_means_what_it_meant():
    assert TrainingConfig(augment=True).augment == USUAL_KINDS
    assert TrainingConfig(augment=False).augment == ()
    assert TrainingConfig(augment=reversed(KINDS)).augment == KINDS
    for wrong in (1, None, "turn", [1], [["turn"]]):
        with pytest.raises((SettingError, TypeError)):
            TrainingConfig(augment=wrong)

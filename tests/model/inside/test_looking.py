"""What is told about a digit in a network adds up, and what changes a picture changes the answer."""

from dataclasses import replace

import numpy as np
import pytest

from model.digits.data import load
from model.inside.activations import ACTIVATIONS
from model.inside.breaking import Damage, broken, rounded
from model.inside.changing import imagine, towards
from model.inside.layers import DenseLayer, DenseNetwork, lead
from model.inside.lit import active, dead, influence, most_exciting, neuron, score_gradients, strongest_edges
from model.inside.opening import open_network
from model.inside.reasons import as_seen, closest, gradient_times_input, occlusion
from model.networks import answering


@pytest.fixture(scope="module")
def network():
    """The network that ships: what follows is to hold for a real one."""
    import keras

    return open_network(keras.models.load_model(answering.SHIPPED, compile=False))


@pytest.fixture(scope="module")
def sample():
    return load("sample")


@pytest.fixture(scope="module")
def digit(network, sample):
    """The first test digit of the sample that is a 9 and read as one."""
    pixels = sample.x_test[sample.y_test == 9].astype(np.float32) / 255
    read = network.forward(pixels).probabilities.argmax(axis=1)
    return pixels[np.flatnonzero(read == 9)[0]]


def test_a_neurons_contributions_and_bias_add_up_to_its_sum(network, digit):
    passed = network.forward(digit[None])
    for layer in range(3):
        index = int(passed.sums[layer][0].argmax())
        opened = neuron(network, passed, layer, index)
        assert opened.contributions.sum() + opened.bias == pytest.approx(opened.total, abs=1e-3)
        assert opened.weights == pytest.approx(network.layers[layer].kernel[:, index])
    assert opened.activation == opened.total == passed.scores[0, index]


def test_what_the_last_hidden_layer_adds_is_the_score(network, digit):
    passed = network.forward(digit[None])
    added = influence(network, passed, 9)[-1]
    assert added.sum() + network.layers[-1].bias[9] == pytest.approx(passed.scores[0, 9], abs=1e-3)
    busiest = int(added.argmax())
    opened = neuron(network, passed, 1, busiest)
    assert opened.adds[9] == pytest.approx(added[busiest], abs=1e-5)
    assert opened.adds == pytest.approx(opened.activation * network.layers[-1].kernel[busiest], abs=1e-5)
    everything = score_gradients(network, passed, 0)[9] * passed.activations[0][0]
    assert everything == pytest.approx(influence(network, passed, 9)[0], abs=1e-4)


def test_the_strongest_edges_are_real_contributions_and_none_is_stronger(network, digit):
    passed = network.forward(digit[None])
    edges = strongest_edges(network, passed)
    assert 30 <= len(edges) <= 40
    for edge in edges:
        given = passed.inputs(edge.layer)[0, edge.start]
        weight = network.layers[edge.layer].kernel[edge.start, edge.end]
        assert edge.contribution == pytest.approx(given * weight, 1e-4)
    rival, answer = np.argsort(passed.scores[0])[-2:]
    weights = network.layers[-1].kernel
    parts = passed.activations[-1][0] * (weights[:, answer] - weights[:, rival])
    last = [edge for edge in edges if edge.layer == 2]
    assert {edge.end for edge in last} == {answer}
    assert [edge.start for edge in last] == list(np.argsort(-np.abs(parts))[: len(last)])


def test_an_empty_picture_has_no_edges_from_pixels(network):
    edges = strongest_edges(network, network.forward(np.zeros((1, 28, 28))))
    assert all(edge.layer > 0 for edge in edges)


def test_dead_neurons_and_what_excites_the_others(network, sample):
    activations = network.forward(sample.x_test[:200] / np.float32(255)).activations[0].copy()
    activations[:, 5] = 0
    assert dead(activations)[5]
    assert not most_exciting(network.layers[0], activations, 5).size
    loudest = most_exciting(network.layers[0], activations, 0, 3)
    assert list(activations[loudest, 0]) == sorted(activations[:, 0])[::-1][: len(loudest)]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_neuron_is_active_where_its_sum_is_above_zero_whatever_its_activation_function(name):
    layer = DenseLayer(np.ones((1, 3), np.float32), np.array([-2, 0, 2], np.float32), name)
    sums = layer.sums(np.array([[-1.0], [0.0], [1.0]], np.float32))
    activations = layer.activations(sums)
    assert (active(layer, activations) == (sums > 0)).all()
    assert list(most_exciting(layer, activations, 2)) == [2, 1, 0]
    assert not most_exciting(layer, activations, 0).size
    assert list(dead(activations)) == [name == "relu", False, False]


def test_pixels_for_a_linear_network_add_up_exactly():
    random = np.random.default_rng(0)
    linear = DenseNetwork((DenseLayer(random.normal(size=(784, 10)).astype(np.float32), np.zeros(10, np.float32)),))
    pixels = random.random((28, 28)).astype(np.float32)
    scores = linear.forward(pixels[None]).scores[0]
    for wanted, sums in ((lead(4), scores[4]), (lead(4, 7), scores[4] - scores[7])):
        assert gradient_times_input(linear, pixels, wanted).sum() == pytest.approx(sums, abs=1e-3)
    covered = occlusion(linear, pixels, lead(4), patch=1)
    assert covered == pytest.approx(gradient_times_input(linear, pixels, lead(4)), abs=1e-3)


def test_occlusion_by_hand(network, digit):
    covered = digit.copy()
    covered[8:13, 10:15] = 0
    by_hand = network.forward(digit[None]).scores[0, 9] - network.forward(covered[None]).scores[0, 9]
    assert occlusion(network, digit, lead(9))[10, 12] == pytest.approx(by_hand, abs=1e-3)


def test_the_closest_digits_by_plain_cosine(network, sample, digit):
    images = sample.x_train[:500]
    found = closest(network, digit, as_seen(network, images))
    passed = network.forward(images / np.float32(255))
    layer, read = passed.activations[-1], passed.probabilities.argmax(axis=1)
    mine = network.forward(digit[None]).activations[-1][0]
    cosine = layer @ mine / np.linalg.norm(layer, axis=1) / np.linalg.norm(mine)
    assert found.indices[0] == cosine.argmax()
    assert found.likeness == pytest.approx(np.sort(cosine)[::-1][:8], abs=1e-4)
    assert read[found.other[0]] != 9
    assert found.other[1] == pytest.approx(cosine[read != 9].max(), abs=1e-4)
    assert closest(network, digit, as_seen(network, images)._replace(read=np.full(len(images), 9))).other is None


def test_a_nine_becomes_a_four_by_small_steps(network, digit):
    change = towards(network, digit, 4)
    assert change.probabilities[0].argmax() == 9
    assert change.probabilities[change.flipped].argmax() == 4
    assert all(answers.argmax() != 4 for answers in change.probabilities[: change.flipped])
    assert 0 <= change.pictures.min() <= change.pictures.max() <= 1
    assert (np.diff(change.changed) >= -1e-3).all()
    assert change.changed[change.flipped] < 0.1
    assert towards(network, digit, 9).flipped == 0


def test_it_imagines_a_digit_that_it_reads_itself(network):
    change = imagine(network, 3, steps=60)
    assert change.probabilities[-1].argmax() == 3
    assert change.probabilities[-1, 3] > 0.9
    assert len(change.pictures) == len(change.probabilities) == 61


def test_damage_by_hand():
    weights = np.array([[0.0, 0.55], [-1.0, 0.26]], np.float32)
    assert rounded(weights, 8) == pytest.approx(np.rint(weights * 127) / 127)
    assert rounded(weights, 4) == pytest.approx(np.rint(weights * 7) / 7)
    assert set(np.unique(np.abs(rounded(weights, 1)))) == {np.float32(np.abs(weights).mean())}
    assert rounded(weights, 2) == pytest.approx(np.array([[0, 0.775], [-0.775, 0]]))  # 0.7 times the mean size: 0.317
    bell = np.random.default_rng(0).normal(size=100_000).astype(np.float32)
    assert [len(np.unique(rounded(bell, bits))) for bits in (1, 2, 4)] == [2, 3, 15]
    assert not rounded(np.zeros((2, 2), np.float32), 1).any()


def test_a_broken_network_is_worse_and_the_whole_one_stays(network, sample):
    x, y = sample.x_test[::5] / np.float32(255), sample.y_test[::5]

    def accuracy(damage: Damage) -> float:
        return float((broken(network, damage).forward(x).probabilities.argmax(axis=1) == y).mean())

    whole = accuracy(Damage())
    assert whole > 0.97
    assert accuracy(Damage(bits=8)) == pytest.approx(whole, abs=0.01)
    assert accuracy(Damage(noise=10)) < 0.5
    assert accuracy(Damage(removed=0.98, random=True)) < whole - 0.05
    assert accuracy(Damage(removed=0.3)) >= accuracy(Damage(removed=0.9, random=True))
    silent = broken(network, replace(Damage(), biases=False))
    assert not any(layer.bias.any() for layer in silent.layers)
    assert accuracy(Damage()) == whole

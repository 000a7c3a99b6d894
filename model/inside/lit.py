"""One digit in one network: which neurons are active, what each adds to the answer, and along which weights."""

from dataclasses import dataclass

import numpy as np

from model.inside.layers import DenseNetwork, Pass, lead

MOST_EDGES = 40  # between all layers together: more is a hairball
ALIVE = 1e-6  # an activation above this counts as active


@dataclass(frozen=True)
class Edge:
    """From the number `start` of what `layer` is given to its neuron `end`: `contribution` is weight × that number."""

    layer: int
    start: int
    end: int
    contribution: float


@dataclass(frozen=True)
class Neuron:
    """One neuron's sum for one digit, and what the neuron adds to each of the ten scores (to first order).

    `contributions`, float32 `(inputs,)`, are weight × input; with `bias` they add up to `total`, and the activation
    function makes `activation` of that. `adds`, float32 `(10,)`, is activation × gradient of each score: for the last
    hidden layer just activation × weight.
    """

    weights: np.ndarray
    contributions: np.ndarray
    bias: float
    total: float
    activation: float
    adds: np.ndarray


def influence(network: DenseNetwork, passed: Pass, digit: int) -> list[np.ndarray]:
    """What each neuron of each hidden layer adds to the score of `digit`: activation × gradient, `(neurons,)` a layer.

    `passed` holds one digit. Gradient × activation is exact for the last hidden layer, and to first order before it
    (Shrikumar, Greenside and Kundaje 2017 discuss what it leaves out).
    """
    gradients = network.backward(passed, lead(digit))
    return [(activation * gradient)[0] for activation, gradient in zip(passed.activations, gradients[1:], strict=True)]


def strongest_edges(network: DenseNetwork, passed: Pass, most: int = MOST_EDGES) -> list[Edge]:
    """The contributions (weight × input) that decide most between the answer and its closest rival, strongest first.

    `passed` holds one digit. Each layer gets an equal number of edges: those with the largest contribution × gradient
    of the lead of the answer over the second guess. So no edge leads to a silent ReLU neuron, from which nothing comes.
    Into the answer the weight is its own less the rival's: softmax sees nothing but differences between scores.
    """
    rival, answer = (int(digit) for digit in np.argsort(passed.scores[0], kind="stable")[-2:])
    wanted = lead(answer, rival)
    errors = network.errors(passed, wanted)
    of_each = max(1, most // len(network.layers))
    edges = []
    for index, layer in enumerate(network.layers):
        inputs = passed.inputs(index)[0]
        if index < len(network.layers) - 1:
            matters = errors[index][0]
            kernel, heard = layer.kernel, np.flatnonzero(matters)
        else:
            matters, heard = np.abs(wanted), np.array([answer])
            kernel = np.repeat((layer.kernel @ wanted)[:, None], len(wanted), axis=1)
        active = np.flatnonzero(inputs)
        flow = inputs[active, None] * kernel[np.ix_(active, heard)]
        effect = np.abs(flow * matters[heard]).ravel()
        count = min(of_each, effect.size)
        if not count:
            continue
        strongest = np.argpartition(-effect, count - 1)[:count]
        for place in strongest[np.argsort(-effect[strongest], kind="stable")]:
            start, end = np.unravel_index(place, flow.shape)
            edges.append(Edge(index, int(active[start]), int(heard[end]), float(flow[start, end])))
    return edges


def neuron(network: DenseNetwork, passed: Pass, layer: int, index: int) -> Neuron:
    """Opens the neuron `index` of `layer` (0 is the first hidden one, the last is the output) for the digit passed."""
    dense = network.layers[layer]
    inputs, total = passed.inputs(layer)[0], float(passed.sums[layer][0, index])
    if layer == len(network.layers) - 1:
        activation, adds = total, np.eye(len(dense.bias), dtype=np.float32)[index] * total
    else:
        activation = float(passed.activations[layer][0, index])
        adds = activation * score_gradients(network, passed, layer)[:, index]
    weights = dense.kernel[:, index]
    return Neuron(weights, weights * inputs, float(dense.bias[index]), total, activation, adds)


def score_gradients(network: DenseNetwork, passed: Pass, layer: int) -> np.ndarray:
    """`(10, neurons)`: how fast each score grows with each activation of the hidden `layer`, for the digit passed."""
    gradient = network.layers[-1].kernel.T
    for index in range(len(network.layers) - 2, layer, -1):
        gradient = (gradient * network.layers[index].slopes(passed.sums[index])) @ network.layers[index].kernel.T
    return gradient


def dead(activations: np.ndarray) -> np.ndarray:
    """`(n, neurons)` activations for many digits → bool `(neurons,)`: never active for any of them."""
    return (np.abs(activations) <= ALIVE).all(axis=0)


def most_exciting(activations: np.ndarray, index: int, count: int = 8) -> np.ndarray:
    """Which of many digits excite the neuron `index` most: int `(count,)`, strongest first, only active ones."""
    values = activations[:, index]
    order = np.argsort(-values, kind="stable")[:count]
    return order[values[order] > ALIVE]

"""One digit in one network: which neurons are active, what each adds to the answer, and along which weights."""

from dataclasses import dataclass

import numpy as np

from model.inside.layers import DenseLayer, DenseNetwork, Pass, lead

MOST_EDGES = 40  # between all layers together: more is a hairball
ALIVE = 1e-6  # how far a number has to be from 0 to count as more than rounding


@dataclass(frozen=True)
class Edge:
    """From the number `start` of what `layer` is given to its neuron `end`: `contribution` is weight × that number."""

    layer: int
    start: int
    end: int
    contribution: float


@dataclass(frozen=True)
class Neuron:
    """One neuron's sum for one digit, and what the neuron adds to each of the ten scores.

    `contributions`, float32 `(inputs,)`, are weight × input; with `bias` they add up to `total`, and the activation
    function makes `activation` of that. `adds`, float32 `(10,)`, is activation × gradient of each score. That is exact
    for the last hidden layer, where it is just activation × weight, and holds to first order before it: the layers in
    between bend what they pass on.
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
    Into the answer, what decides is its own weight less the rival's: softmax sees nothing but differences between
    scores. What an edge then tells is its own contribution, as in all layers.
    """
    rival, answer = (int(digit) for digit in np.argsort(passed.scores[0], kind="stable")[-2:])
    wanted = lead(answer, rival)
    errors = network.errors(passed, wanted)
    of_each = max(1, most // len(network.layers))
    edges = []
    for index, layer in enumerate(network.layers):
        inputs = passed.inputs(index)[0]
        given = np.flatnonzero(inputs)
        last = index == len(network.layers) - 1
        heard = np.array([answer]) if last else np.flatnonzero(errors[index][0])
        flow = inputs[given, None] * layer.kernel[np.ix_(given, heard)]
        decides = (
            inputs[given, None] * (layer.kernel[given] @ wanted)[:, None] if last else flow * errors[index][0, heard]
        )
        effect = np.abs(decides).ravel()
        count = min(of_each, effect.size)
        if not count:
            continue
        strongest = np.argpartition(-effect, count - 1)[:count]
        for place in strongest[np.argsort(-effect[strongest], kind="stable")]:
            start, end = np.unravel_index(place, flow.shape)
            edges.append(Edge(index, int(given[start]), int(heard[end]), float(flow[start, end])))
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


def active(layer: DenseLayer, activations: np.ndarray) -> np.ndarray:
    """Activations of the `layer`, `(…, neurons)` → bool of that shape: whether the neuron's sum is above 0.

    So it is one thing for all activation functions: an activation above 0 for ReLU and tanh, above 0.5 for sigmoid.
    """
    return activations > layer.activations(np.zeros(1, np.float32)) + ALIVE


def dead(activations: np.ndarray) -> np.ndarray:
    """`(n, neurons)` activations for many digits → bool `(neurons,)`: 0 for each of them, so nothing is passed on.

    A neuron that is never active need not be dead: of tanh, it passes on numbers below 0.
    """
    return (np.abs(activations) <= ALIVE).all(axis=0)


def most_exciting(layer: DenseLayer, activations: np.ndarray, index: int, count: int = 8) -> np.ndarray:
    """Which of many digits excite the neuron `index` of the `layer` most: int `(count,)` or fewer, strongest first.

    `activations` are `(n, neurons)`. Only digits for which the neuron is active count.
    """
    order = np.argsort(-activations[:, index], kind="stable")[:count]
    return order[active(layer, activations[order])[:, index]]

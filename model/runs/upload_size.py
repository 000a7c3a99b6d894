"""How large a network is, worked out from its plan alone: the JSON that Keras saves.

Each layer's output shape is worked out in order, as far as it matters for its size; a layer that is not known here
keeps the shape of its input.
"""

import math
from collections import deque
from collections.abc import Iterator
from typing import Any

MOST_LAYERS = 400
LARGEST = 10**9  # what is larger still is not told apart
UNKNOWN_SIZE = 28  # for a side that may have any length

Shape = tuple[int, ...]


class TooManyLayers(ValueError):
    """There are more than `MOST_LAYERS`: it is not worth going on."""


def everything(thing: Any) -> Iterator[dict[str, Any]]:
    """Each dict in `thing`, itself included."""
    if isinstance(thing, dict):
        yield thing
    for part in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ():
        yield from everything(part)


class Size:
    """Sums of a network: parameters, numbers on the way of one digit, layers, and the longest loop."""

    def __init__(self) -> None:
        self.parameters = self.numbers = self.layers = self.steps = self.batch = 0

    def of_model(self, plan: Any, inputs: list[Shape]) -> Shape:
        """Adds what the model `plan` has, and returns the shape of its output, without the batch."""
        config = _dict(_dict(plan).get("config")) or {"layers": _dict(plan).get("config")}  # Keras 2.1: a bare list
        shapes: dict[str, Shape] = {}
        given, last = list(inputs), (inputs[0] if inputs else (UNKNOWN_SIZE, UNKNOWN_SIZE))
        for layer in _list(config.get("layers")):
            own = _dict(_dict(layer).get("config"))
            name = str(_dict(layer).get("name") or own.get("name") or len(shapes))
            nodes = _list(_dict(layer).get("inbound_nodes"))
            named = [shapes[source] for source in _sources(nodes) if source in shapes]
            if _dict(layer).get("class_name") == "InputLayer" and given:
                last = shapes[name] = given.pop(0)
                continue
            for _ in range(max(1, min(len(nodes), MOST_LAYERS))):
                last = shapes[name] = self.of_layer(layer, named or [last])
        return last

    def of_layer(self, layer: Any, inputs: list[Shape]) -> Shape:
        """Adds what one layer has, and returns the shape of its output."""
        self.layers += 1
        if self.layers > MOST_LAYERS:  # a layer that is used many times counts each time
            raise TooManyLayers
        kind, config = str(_dict(layer).get("class_name")), _dict(_dict(layer).get("config"))
        if "layers" in config or kind in ("Sequential", "Functional", "Model"):
            return self.of_model(layer, inputs)
        if isinstance(inner := config.get("layer"), dict):
            return self._of_wrapper(kind, inner, inputs)
        outer = self._shape(kind, config, inputs)
        self.numbers += math.prod(outer)
        return outer

    def _of_wrapper(self, kind: str, inner: dict[str, Any], inputs: list[Shape]) -> Shape:
        if kind == "TimeDistributed" and inputs[0]:
            steps, numbers = inputs[0][0], self.numbers
            outer = self.of_layer(inner, [inputs[0][1:] or (1,)])
            self.numbers = numbers + (self.numbers - numbers) * steps
            return (steps, *outer)
        before = (self.parameters, self.numbers)
        outer = self.of_layer(inner, inputs)
        if kind != "Bidirectional":
            return outer
        self.parameters += self.parameters - before[0]
        self.numbers += self.numbers - before[1]
        return (*outer[:-1], 2 * outer[-1]) if outer else outer

    def _shape(self, kind: str, config: dict[str, Any], inputs: list[Shape]) -> Shape:
        first = inputs[0] or (1,)
        if kind == "InputLayer":
            whole = _list(config.get("batch_shape") or config.get("batch_input_shape"))
            self.batch = max(self.batch, _int(whole[0], 0) if whole else 0)
            return _sizes(whole[1:]) or first
        if kind == "Dense":
            self.parameters += first[-1] * _int(config.get("units"))
            return (*first[:-1], _int(config.get("units")))
        if kind == "Embedding":
            self.parameters += _int(config.get("input_dim")) * _int(config.get("output_dim"))
            return (*first, _int(config.get("output_dim")))
        if kind.startswith(("LSTM", "GRU", "SimpleRNN")):
            return self._recurrent(kind, config, first)
        if "Conv" in kind:
            return self._convolution(kind, config, first)
        if kind.startswith("Global"):
            return first[-1:]
        if "Pooling" in kind:
            size = config.get("strides") or config.get("pool_size") or 2
            return _along_sides(first, size, lambda n, by: -(-n // max(1, by)))
        if kind.startswith("UpSampling"):
            return _along_sides(first, config.get("size") or 2, lambda n, by: n * by)
        if kind.startswith("ZeroPadding"):
            more = _sum_of_ints(config.get("padding"))
            return _along_sides(first, 1, lambda n, _: n + 2 * more)
        if kind == "Flatten":
            return (math.prod(first),)
        if kind == "Reshape":
            return _sizes(_list(config.get("target_shape")), whole=math.prod(first)) or first
        if kind == "RepeatVector":
            return (_int(config.get("n")), *first)
        if kind == "Resizing":
            return (_int(config.get("height")), _int(config.get("width")), first[-1])
        if kind == "Concatenate":
            return (*first[:-1], sum(shape[-1] if shape else 1 for shape in inputs))
        if kind == "MultiHeadAttention":
            wide = _int(config.get("num_heads")) * _int(config.get("key_dim"))
            self.parameters += 4 * wide * first[-1]
            self.numbers += math.prod(first[:-1]) * (wide * 3 + first[0] * _int(config.get("num_heads")))
            return first
        self.numbers += _largest(config)
        return first

    def _recurrent(self, kind: str, config: dict[str, Any], first: Shape) -> Shape:
        units, steps = _int(config.get("units")), first[0] if len(first) > 1 else 1
        gates = 4 if "LSTM" in kind else 3 if "GRU" in kind else 1
        self.parameters += gates * units * (units + first[-1] + 1)
        self.numbers += gates * units * steps
        self.steps = max(self.steps, steps)
        return (steps, units) if config.get("return_sequences") is True else (units,)

    def _convolution(self, kind: str, config: dict[str, Any], first: Shape) -> Shape:
        kernel = math.prod(_sizes(_list(config.get("kernel_size"))) or (_int(config.get("kernel_size")),))
        filters = _int(config.get("filters"), first[-1] * _int(config.get("depth_multiplier")))
        depthwise = kind.startswith(("Depthwise", "Separable"))
        self.parameters += kernel * (first[-1] if depthwise else first[-1] * filters)
        self.parameters += first[-1] * filters if kind.startswith("Separable") else 0
        strides = config.get("strides") or 1
        if "Transpose" in kind:
            return (*_along_sides(first, strides, lambda n, by: n * by + kernel)[:-1], filters)
        return (*_along_sides(first, strides, lambda n, by: -(-n // max(1, by)))[:-1], filters)


def _sources(nodes: list[Any]) -> list[str]:
    """The names of the layers that a layer gets its inputs from, as Keras 3 and Keras 2 write them."""
    found: list[str] = []
    for part in everything(nodes):
        history = _list(_dict(part.get("config")).get("keras_history"))
        if part.get("class_name") == "__keras_tensor__" and history:
            found.append(str(history[0]))
    waiting = deque(nodes)
    while waiting:
        part = waiting.popleft()
        if isinstance(part, list):
            if len(part) >= 3 and isinstance(part[0], str) and isinstance(part[1], int):
                found.append(part[0])
            else:
                waiting += part
    return found


def _along_sides(shape: Shape, sizes: Any, change: Any) -> Shape:
    """`shape` with its sides changed, its channels left alone."""
    listed = _list(sizes) or [sizes] * (len(shape) - 1)
    filled = [*listed, *[1] * len(shape)]
    return (*(change(n, _int(by)) for n, by in zip(shape[:-1], filled, strict=False)), shape[-1])


def _sizes(values: list[Any], whole: int = 0) -> Shape:
    """`values` as sizes: None is a usual side, −1 is what is left of `whole`."""
    sizes = [UNKNOWN_SIZE if value is None else _int(value) for value in values]
    known = math.prod(size for size, value in zip(sizes, values, strict=True) if value != -1)
    return tuple(max(1, whole // max(1, known)) if value == -1 else s for s, value in zip(sizes, values, strict=True))


def _largest(config: dict[str, Any]) -> int:
    """The largest product of whole numbers in one entry of a layer that is not known here; small ones don't count."""
    products = (
        math.prod(_int(part) for part in (_list(value) or [value]) if _int(part, 0) > 1)
        for name, value in config.items()
        if "seed" not in name
    )
    return max((product for product in products if product > 100_000), default=0)


def _sum_of_ints(value: Any) -> int:
    return sum(map(_sum_of_ints, value)) if isinstance(value, list) else _int(value, 0)


def _int(value: Any, otherwise: int = 1) -> int:
    """A whole number, at least 0; `otherwise` for anything else: Keras itself will refuse that."""
    return min(max(0, value), LARGEST) if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

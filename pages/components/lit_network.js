// A network lit by one digit. Layers are small canvases (one tile a neuron), the weights that count are SVG lines.

const SIDE = 28;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HEIGHT = 420; // pixels: a layer's tiles at most, where layers stand side by side
const [LARGEST, SMALLEST] = [26, 6]; // pixels a tile

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".lit");
  root.setAttribute("aria-label", data.words);
  root.style.setProperty("--positive", data.positive);
  const state = (root.state ??= { cursors: [] });
  const shape = JSON.stringify(data.hidden.map((layer) => layer.order.length));
  if (state.shape !== shape) {
    build(root, data);
    state.shape = shape;
    state.cursors = data.hidden.map(() => 0);
  }
  const told = root.querySelector(".told");
  const layers = [...root.querySelectorAll(".layer")];
  const stacked = () => getComputedStyle(root.querySelector(".columns")).flexDirection === "column";

  const choose = (layer, neuron) => setTriggerValue("neuron", [layer, neuron]);
  const tell = (layer, place) => {
    const { name, order, values } = data.hidden[layer];
    told.textContent = `${name}, neuron ${order[place]}: activation ${plain(values[place])}`;
  };

  const draw = () => {
    drawInput(layers[0].querySelector("canvas"), data.pixels, stacked());
    data.hidden.forEach((layer, i) => {
      const canvas = layers[i + 1].querySelector("canvas");
      layers[i + 1].querySelector(".name").textContent = layer.name;
      drawTiles(canvas, layer, data, i, stacked(), root.clientWidth);
      listen(canvas, i);
    });
    drawOutputs(layers.at(-1), data, choose);
    drawLines(root, layers, data, stacked());
  };

  function listen(canvas, i) {
    const at = (event) => placeAt(canvas, event);
    canvas.onpointermove = (event) => at(event) !== null && tell(i, at(event));
    canvas.onclick = (event) => {
      if (at(event) === null) return;
      state.cursors[i] = at(event);
      choose(i, data.hidden[i].order[at(event)]);
    };
    canvas.onfocus = () => canvas.matches(":focus-visible") && tell(i, state.cursors[i]);
    canvas.onkeydown = (event) => {
      const count = data.hidden[i].order.length;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        choose(i, data.hidden[i].order[state.cursors[i]]);
      } else if (event.key in STEPS) {
        event.preventDefault();
        const [right, down] = STEPS[event.key];
        const next = state.cursors[i] + right + down * canvas.tiles.columns;
        if (next >= 0 && next < count) state.cursors[i] = next;
        tell(i, state.cursors[i]);
        drawTiles(canvas, data.hidden[i], data, i, stacked(), root.clientWidth, state.cursors[i]);
      }
    };
  }

  draw();
  state.observer?.disconnect();
  state.observer = new ResizeObserver(() => requestAnimationFrame(draw));
  state.observer.observe(root);
  return () => state.observer.disconnect();
}

function build(root, data) {
  const columns = root.querySelector(".columns");
  columns.replaceChildren();
  const add = (name, content) => {
    const layer = document.createElement("div");
    layer.className = "layer";
    const title = document.createElement("div");
    title.className = "name";
    title.textContent = name;
    layer.append(title, content);
    columns.append(layer);
  };
  const input = document.createElement("canvas");
  input.className = "input";
  input.setAttribute("role", "img");
  input.setAttribute("aria-label", "The digit, 28 × 28 pixels");
  add("784 pixels", input);
  for (const layer of data.hidden) {
    const canvas = document.createElement("canvas");
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-roledescription", "neurons");
    canvas.setAttribute("aria-label", `${layer.name}: ${layer.order.length} neurons. Arrow keys move, Enter opens one.`);
    add(layer.name, canvas);
  }
  const outputs = document.createElement("div");
  outputs.className = "outputs";
  for (let digit = 0; digit < 10; digit++) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...["b", "span", "small"].map((tag) => document.createElement(tag)));
    button.children[1].append(document.createElement("i"));
    outputs.append(button);
  }
  add("Answer", outputs);
}

function drawInput(canvas, pixels, stacked) {
  canvas.width = canvas.height = SIDE;
  canvas.style.width = canvas.style.height = `${stacked ? 168 : 224}px`;
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  pixels.forEach((grey, i) => image.data.set([grey, grey, grey, 255], 4 * i));
  context.putImageData(image, 0, 0);
}

// How many columns of tiles, and how large each: a layer is as high as there is room, on a phone as wide.
function arrange(count, stacked, width, layers) {
  const room = stacked ? width : Math.max(60, (width - 420) / layers - 60);
  for (let size = LARGEST; size > SMALLEST; size--) {
    const columns = stacked
      ? Math.min(count, Math.floor(room / size))
      : Math.max(1, Math.min(Math.ceil(count / Math.floor(HEIGHT / size)), Math.floor(room / size)));
    const rows = Math.ceil(count / columns);
    if (rows * size <= (stacked ? 260 : HEIGHT)) return { columns, rows, size };
  }
  const columns = Math.max(1, Math.floor(room / SMALLEST));
  return { columns, rows: Math.ceil(count / columns), size: SMALLEST };
}

function drawTiles(canvas, { order, values }, data, layer, stacked, width, cursor = null) {
  const tiles = (canvas.tiles = arrange(order.length, stacked, width, data.hidden.length));
  const { columns, rows, size } = tiles;
  const sharp = window.devicePixelRatio || 1;
  canvas.width = columns * size * sharp;
  canvas.height = rows * size * sharp;
  canvas.style.width = `${columns * size}px`;
  canvas.style.height = `${rows * size}px`;
  const context = canvas.getContext("2d");
  context.scale(sharp, sharp);
  const largest = Math.max(1e-9, ...values.map(Math.abs));
  const gap = size > 8 ? 2 : 1;
  values.forEach((value, place) => {
    const [x, y] = [(place % columns) * size, Math.floor(place / columns) * size];
    const bright = Math.abs(value) / largest;
    context.fillStyle = "#1d2630";
    context.fillRect(x + gap / 2, y + gap / 2, size - gap, size - gap);
    context.globalAlpha = bright ** 0.7;
    context.fillStyle = value < 0 ? data.negative : "#ffffff";
    context.fillRect(x + gap / 2, y + gap / 2, size - gap, size - gap);
    context.globalAlpha = 1;
    const chosen = data.selected && data.selected[0] === layer && data.selected[1] === order[place];
    if (chosen || place === cursor) {
      context.strokeStyle = chosen ? data.negative : "#ffffff";
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 1, size - 2, size - 2);
    }
  });
}

function placeAt(canvas, event) {
  const { columns, size } = canvas.tiles;
  const box = canvas.getBoundingClientRect();
  const scale = canvas.clientWidth / box.width || 1;
  const column = Math.floor(((event.clientX - box.left) * scale) / size);
  const row = Math.floor(((event.clientY - box.top) * scale) / size);
  const place = row * columns + column;
  const count = JSON.parse(canvas.closest(".lit").state.shape)[[...canvas.closest(".columns").children].indexOf(canvas.closest(".layer")) - 1];
  return column >= 0 && column < columns && row >= 0 && place < count ? place : null;
}

function drawOutputs(layer, data, choose) {
  const first = data.probabilities.indexOf(Math.max(...data.probabilities));
  [...layer.querySelectorAll("button")].forEach((button, digit) => {
    const [name, bar, percent] = button.children;
    const share = data.probabilities[digit];
    name.textContent = digit;
    bar.firstChild.style.cssText = `display: block; width: ${100 * share}%; min-width: 1px`;
    percent.textContent = `${(100 * share).toFixed(1)}%`;
    button.classList.toggle("first", digit === first);
    const chosen = data.selected && data.selected[0] === data.hidden.length && data.selected[1] === digit;
    button.setAttribute("aria-pressed", Boolean(chosen));
    button.onclick = () => choose(data.hidden.length, digit);
  });
}

// Where a number stands, in pixels of the whole drawing: a pixel, a tile, or an output.
function spot(layers, box, data, layer, index, stacked) {
  const place = layers[layer];
  if (layer === 0) {
    const canvas = place.querySelector("canvas").getBoundingClientRect();
    const [row, column] = [Math.floor(index / SIDE), index % SIDE];
    return [canvas.left - box.left + ((column + 0.5) * canvas.width) / SIDE, canvas.top - box.top + ((row + 0.5) * canvas.height) / SIDE];
  }
  if (layer <= data.hidden.length) {
    const canvas = place.querySelector("canvas");
    const { columns, size } = canvas.tiles;
    const at = data.hidden[layer - 1].order.indexOf(index);
    const frame = canvas.getBoundingClientRect();
    return [frame.left - box.left + ((at % columns) + 0.5) * size, frame.top - box.top + (Math.floor(at / columns) + 0.5) * size];
  }
  const button = place.querySelectorAll("button")[index].getBoundingClientRect();
  return stacked ? [button.left - box.left + 14, button.top - box.top + button.height / 2] : [button.left - box.left, button.top - box.top + button.height / 2];
}

function drawLines(root, layers, data, stacked) {
  const svg = root.querySelector("svg");
  const box = root.getBoundingClientRect();
  const largest = data.hidden.concat([0]).map((_, i) => Math.max(1e-9, ...data.lines.filter((line) => line[0] === i).map((line) => Math.abs(line[3]))));
  svg.replaceChildren(
    ...data.lines.map(([layer, start, end, contribution]) => {
      const [x1, y1] = spot(layers, box, data, layer, start, stacked);
      const [x2, y2] = spot(layers, box, data, layer + 1, end, stacked);
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      const bend = stacked ? `${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2}` : `${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2}`;
      path.setAttribute("d", `M ${x1} ${y1} C ${bend} ${x2} ${y2}`);
      const strength = Math.abs(contribution) / largest[layer];
      path.setAttribute("stroke", contribution < 0 ? data.negative : data.positive);
      path.setAttribute("stroke-width", 0.8 + 4 * strength);
      path.setAttribute("opacity", 0.25 + 0.65 * strength);
      return path;
    }),
  );
}

function plain(value) {
  return (Math.abs(value) < 0.005 ? 0 : value).toFixed(2).replace("-", "−");
}

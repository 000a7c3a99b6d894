// A network lit by one digit. Layers are small canvases (one tile a neuron), the weights that count are SVG lines.

const SIDE = 28;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NARROW = 560; // pixels: below this, layers stand one below the other
// In pixels of a window of usual size. A layer's tiles are as large as there is room for.
const USUAL = { height: 310, input: 224, outputs: 176, gap: 40, tiles: [26, 4] };
const STACKED = { height: 220, input: 140, outputs: 0, gap: 0, tiles: [26, 4] };
const SMALL = { height: 112, input: 112, outputs: 88, gap: 20, tiles: [10, 3] };

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".lit");
  const state = (root.state ??= { cursors: [] });
  const shape = JSON.stringify([data.small, ...data.hidden.map((layer) => layer.order.length)]);
  if (state.shape !== shape) {
    build(root, data);
    state.shape = shape;
    state.cursors = data.hidden.map(() => 0);
  }
  root.setAttribute("role", data.small ? "img" : "group");
  root.setAttribute("aria-label", data.words);
  root.style.setProperty("--positive", data.positive);
  const told = root.querySelector(".told");
  const layers = [...root.querySelectorAll(".layer")];
  const choose = (layer, neuron) => {
    setTriggerValue("neuron", [layer, neuron]);
    bringIntoSight(root);
  };
  const tell = (layer, place) => {
    const { name, order, values, adds, exact } = data.hidden[layer];
    const part = `${adds[place] < 0 ? "takes" : "adds"} ${exact ? "" : "about "}${plain(Math.abs(adds[place]))}`;
    const where = adds[place] < 0 ? "from" : "to";
    told.textContent =
      `${name}, neuron ${order[place]}: activation ${plain(values[place])}, ` +
      `${part} ${where} the score of ${data.answer}. Click to open it.`;
  };

  const draw = () => {
    if (!root.isConnected) return;
    const stacked = !data.small && root.clientWidth < NARROW;
    root.classList.toggle("stacked", stacked);
    root.classList.toggle("small", data.small);
    const plan = measures(root, data, stacked);
    drawInput(layers[0].querySelector("canvas"), data.pixels, plan);
    data.hidden.forEach((layer, i) => {
      const canvas = layers[i + 1].querySelector("canvas");
      layers[i + 1].querySelector(".name").textContent = `${layer.name} · ${layer.order.length}`;
      canvas.tiles = arrange(layer.order.length, plan);
      drawTiles(canvas, layer, i, data);
      if (!data.small) listen(canvas, i);
    });
    drawOutputs(layers.at(-1), data, choose);
    drawLines(root, layers, data, stacked, state.source);
  };

  function listen(canvas, i) {
    const { order } = data.hidden[i];
    const at = (event) => placeAt(canvas, event);
    canvas.onpointermove = (event) => at(event) !== null && tell(i, at(event));
    canvas.onclick = (event) => {
      if (at(event) === null) return;
      state.cursors[i] = at(event);
      choose(i, order[at(event)]);
    };
    const show = () => {
      tell(i, state.cursors[i]);
      drawTiles(canvas, data.hidden[i], i, data, state.cursors[i]);
    };
    canvas.onfocus = () => canvas.matches(":focus-visible") && show();
    canvas.onblur = () => drawTiles(canvas, data.hidden[i], i, data);
    canvas.onkeydown = (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        choose(i, order[state.cursors[i]]);
      } else if (event.key in STEPS) {
        event.preventDefault();
        const [right, down] = STEPS[event.key];
        const next = state.cursors[i] + right + down * canvas.tiles.columns;
        if (next >= 0 && next < order.length) state.cursors[i] = next;
        show();
      }
    };
  }

  draw();
  state.left?.abort();
  state.left = new AbortController();
  // A number that somebody points at, in the tables of the open neuron: where it comes from lights up.
  const point = ({ detail }) => {
    state.source = detail;
    drawLines(root, layers, data, root.classList.contains("stacked"), detail);
  };
  if (!data.small) window.addEventListener("playground-source", point, { signal: state.left.signal });
  const observer = new ResizeObserver(() => requestAnimationFrame(draw));
  observer.observe(root);
  state.left.signal.addEventListener("abort", () => observer.disconnect());
  return () => state.left.abort();
}

// What is opened stands below. Where there is room, the network stays in sight above it.
function bringIntoSight(root) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  root.style.scrollMarginTop = "4rem"; // the page's bar lies over what is at the very top
  const block = root.clientHeight < 0.7 * window.innerHeight ? "start" : "end";
  root.scrollIntoView({ behavior: calm ? "instant" : "smooth", block });
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
    if (!data.small) {
      canvas.tabIndex = 0;
      canvas.setAttribute("role", "application");
      canvas.setAttribute("aria-roledescription", "neurons");
      canvas.setAttribute("aria-label", `${layer.name}, ${layer.order.length} neurons. Arrow keys move, Enter opens one.`);
    }
    add(layer.name, canvas);
  }
  const outputs = document.createElement("div");
  outputs.className = "outputs";
  for (let digit = 0; digit < 10; digit++) {
    const button = document.createElement(data.small ? "span" : "button");
    button.className = "output";
    if (!data.small) button.type = "button";
    button.append(...["b", "span", "small"].map((tag) => document.createElement(tag)));
    button.children[1].append(document.createElement("i"));
    outputs.append(button);
  }
  add("Answer", outputs);
}

// What there is room for, in pixels of this window.
function measures(root, data, stacked) {
  const growth = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const { tiles, ...lengths } = data.small ? SMALL : stacked ? STACKED : USUAL;
  const plan = Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, length * growth]));
  const count = Math.max(1, data.hidden.length);
  const left = root.clientWidth - plan.input - plan.outputs - (count + 1) * plan.gap;
  return { ...plan, tiles: [tiles[0] * growth, tiles[1]], stacked, room: stacked ? root.clientWidth : Math.max(48, left / count) };
}

function drawInput(canvas, pixels, { input }) {
  canvas.width = canvas.height = SIDE;
  canvas.style.width = canvas.style.height = `${input}px`;
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  pixels.forEach((grey, i) => image.data.set([grey, grey, grey, 255], 4 * i));
  context.putImageData(image, 0, 0);
}

// How many columns of tiles, and how large each: a layer is as high as there is room, on a phone as wide.
function arrange(count, { room, height, tiles: [largest, smallest], stacked }) {
  for (let size = Math.floor(largest); size > smallest; size--) {
    const most = Math.max(1, Math.floor(room / size));
    const columns = stacked ? Math.min(count, most) : Math.max(1, Math.ceil(count / Math.floor(height / size)));
    const rows = Math.ceil(count / columns);
    if (columns <= most && rows * size <= height) return { count, columns, rows, size };
  }
  const columns = Math.max(1, Math.floor(room / smallest));
  return { count, columns, rows: Math.ceil(count / columns), size: smallest };
}

function drawTiles(canvas, { order, values }, layer, data, cursor = null) {
  const { columns, rows, size } = canvas.tiles;
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
  });
  const frame = (place, colour) => {
    if (place < 0 || place === null) return;
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.strokeRect((place % columns) * size, Math.floor(place / columns) * size, size, size);
  };
  if (data.selected?.[0] === layer) frame(order.indexOf(data.selected[1]), data.negative);
  frame(cursor, data.positive);
}

function placeAt(canvas, event) {
  const { count, columns, rows } = canvas.tiles;
  const box = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
  const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
  const place = row * columns + column;
  return column >= 0 && column < columns && row >= 0 && place < count ? place : null;
}

function drawOutputs(layer, data, choose) {
  [...layer.querySelectorAll(".output")].forEach((output, digit) => {
    const [name, bar, percent] = output.children;
    const share = data.probabilities[digit];
    name.textContent = digit;
    bar.firstChild.style.setProperty("--share", `${100 * share}%`);
    percent.textContent = data.percents[digit];
    output.classList.toggle("first", digit === data.answer);
    if (data.small) return;
    const chosen = data.selected?.[0] === data.hidden.length && data.selected[1] === digit;
    output.setAttribute("aria-pressed", Boolean(chosen));
    output.setAttribute("aria-label", `${digit}: ${data.percents[digit]}. Opens its sum.`);
    output.onclick = () => choose(data.hidden.length, digit);
  });
}

// Where a number stands, in pixels of the whole drawing: a pixel, a tile, or an output. `null` if it is not shown.
function spot(layers, box, data, layer, index, stacked) {
  const place = layers[layer];
  if (layer > data.hidden.length) {
    const output = place.querySelectorAll(".output")[index].getBoundingClientRect();
    const [x, y] = stacked ? [output.width / 2, 0] : [0, output.height / 2];
    return [output.left - box.left + x, output.top - box.top + y];
  }
  const canvas = place.querySelector("canvas");
  const frame = canvas.getBoundingClientRect();
  const { columns, rows } = layer === 0 ? { columns: SIDE, rows: SIDE } : canvas.tiles;
  const at = layer === 0 ? index : data.hidden[layer - 1].order.indexOf(index);
  if (at < 0) return null;
  const [x, y] = [(at % columns) + 0.5, Math.floor(at / columns) + 0.5];
  return [frame.left - box.left + (x * frame.width) / columns, frame.top - box.top + (y * frame.height) / rows];
}

// The frame of a whole part of the drawing.
function around(part, box) {
  const { left, top, width, height } = part.getBoundingClientRect();
  return { x: left - box.left - 1, y: top - box.top - 1, width: width + 2, height: height + 2, rx: 6 };
}

// `source` is what is pointed at: `lines` as in `data.lines`, `spots` [layer, index], and whole `layers`; 0 is the input.
function drawLines(root, layers, data, stacked, source) {
  const svg = root.querySelector("svg");
  const box = root.getBoundingClientRect();
  const largest = layers.map((_, i) => Math.max(1e-9, ...data.lines.filter((line) => line[0] === i).map((line) => Math.abs(line[3]))));
  const make = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const mark = (shape, at) => [
    make(shape, { ...at, class: "mark halo" }),
    make(shape, { ...at, class: "mark" }),
  ];
  const line = ([layer, start, end, contribution], look) => {
    const from = spot(layers, box, data, layer, start, stacked);
    const to = spot(layers, box, data, layer + 1, end, stacked);
    if (!from || !to) return [];
    const [[x1, y1], [x2, y2]] = [from, to];
    const bend = stacked ? `${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2}` : `${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2}`;
    const stroke = contribution < 0 ? data.negative : data.positive;
    return [make("path", { d: `M ${x1} ${y1} C ${bend} ${x2} ${y2}`, stroke, ...look })];
  };
  const paths = data.lines.flatMap((each) => {
    const strength = Math.abs(each[3]) / largest[each[0]];
    const width = (data.small ? 0.5 : 1) * (0.8 + 4 * strength);
    return line(each, { "stroke-width": width, opacity: (source ? 0.25 : 1) * (0.25 + 0.65 * strength) });
  });
  for (const each of source?.lines ?? []) paths.push(...line(each, { "stroke-width": 5, opacity: 1, class: "source" }));
  for (const [layer, index] of source?.spots ?? []) {
    const [cx, cy] = (layer <= data.hidden.length && spot(layers, box, data, layer, index, stacked)) || [];
    if (layer > data.hidden.length) paths.push(...mark("rect", around(layers[layer].querySelectorAll(".output")[index], box)));
    else if (cx !== undefined) paths.push(...mark("circle", { cx, cy, r: 10 }));
  }
  for (const layer of source?.layers ?? []) paths.push(...mark("rect", around(layers[layer].querySelector("canvas"), box)));
  svg.replaceChildren(...paths);
}

function plain(value) {
  return (Math.abs(value) < 0.005 ? 0 : value).toFixed(2).replace("-", "−");
}

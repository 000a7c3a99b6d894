// A digit's pixels and its vector of 784 numbers, with one cursor for both.

const SIDE = 28;
const COUNT = SIDE * SIDE;
const SVG = "http://www.w3.org/2000/svg";
const cursors = new WeakMap(); // the cursor stays where it is when another digit comes

function add(parent, name, attributes = {}, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return parent.appendChild(element);
}

function addHtml(parent, name, className, text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return parent.appendChild(element);
}

const shade = (grey) => `rgb(${grey},${grey},${grey})`;
const inkOn = (grey) => (grey > 127 ? "#000" : grey > 0 ? "#fff" : "#8a94a0");

function drawGrid(root, data) {
  const svg = add(root, "svg", { class: "grid", viewBox: "-1.3 -1.3 29.4 29.4", tabindex: 0, role: "slider" });
  add(svg, "rect", { width: SIDE, height: SIDE, fill: "#000" });
  for (let i = 0; i < COUNT; i++) {
    const x = i % SIDE;
    const y = Math.floor(i / SIDE);
    if (data.grey[i]) add(svg, "rect", { x, y, width: 1.01, height: 1.01, fill: shade(data.grey[i]) });
    const text = data.texts[i] === "0.00" ? "0" : data.texts[i].replace(/^0\./, ".");
    const size = text.length > 2 ? 0.52 : 0.55;
    add(svg, "text", { x: x + 0.5, y: y + 0.53, "font-size": size, fill: inkOn(data.grey[i]) }, text);
  }
  for (let i = 0; i < SIDE; i += 3) {
    add(svg, "text", { class: "tick", x: i + 0.5, y: -0.6 }, i);
    add(svg, "text", { class: "tick", x: -0.65, y: i + 0.55 }, i);
  }
  return svg;
}

function drawStrip(root, data) {
  const svg = add(root, "svg", { class: "strip", viewBox: `0 0 ${COUNT} 30`, preserveAspectRatio: "none" });
  svg.setAttribute("aria-hidden", "true");
  add(svg, "rect", { width: COUNT, height: 24, fill: "#000" });
  data.grey.forEach((grey, i) => {
    if (grey) add(svg, "rect", { x: i, width: 1.05, height: 24, fill: shade(grey) });
  });
  return svg;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pixel-vector");
  const focused = parentElement.activeElement?.classList.contains("grid");
  root.replaceChildren();

  addHtml(root, "div", "axis", "row ↓ and column →, each 0 to 27");
  const grid = drawGrid(root, data);
  const sum = addHtml(root, "div", "sum");
  addHtml(root, "div", "axis", "flattened: the rows one after another, entry 0 to 783 →");
  const strip = drawStrip(root, data);
  const entries = addHtml(root, "div", "window");
  entries.setAttribute("aria-hidden", "true");

  const line = { class: "mark", stroke: data.accent, "vector-effect": "non-scaling-stroke" };
  const pixelMark = add(grid, "rect", { ...line, width: 1, height: 1, "stroke-width": 3 });
  const rowMark = add(strip, "rect", { class: "mark", y: 25.5, width: SIDE, height: 4.5 });
  rowMark.style.fill = data.accent;
  const entryMark = add(strip, "line", { ...line, y1: 0, y2: 30, "stroke-width": 3 });

  function point(index) {
    cursors.set(parentElement, index);
    const row = Math.floor(index / SIDE);
    const column = index % SIDE;
    pixelMark.setAttribute("x", column);
    pixelMark.setAttribute("y", row);
    rowMark.setAttribute("x", row * SIDE);
    entryMark.setAttribute("x1", index + 0.5);
    entryMark.setAttribute("x2", index + 0.5);
    sum.textContent = `Row ${row}, column ${column} → 28 · ${row} + ${column} = entry ${index}: ${data.texts[index]}`;
    grid.setAttribute("aria-valuenow", index);
    grid.setAttribute("aria-valuetext", `row ${row}, column ${column}, entry ${index}: ${data.texts[index]}`);
    entries.replaceChildren();
    for (let i = index - 4; i <= index + 4; i++) {
      const entry = addHtml(entries, "div", "entry");
      if (i < 0 || i >= COUNT) continue;
      const value = addHtml(entry, "b", "", data.texts[i]);
      value.style.background = shade(data.grey[i]);
      value.style.color = inkOn(data.grey[i]);
      if (i === index) value.style.borderColor = data.accent;
      addHtml(entry, "small", "", i);
    }
  }

  const within = (value, limit) => Math.max(0, Math.min(limit - 1, Math.floor(value)));
  function pointAtPixel(event) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(grid.getScreenCTM().inverse());
    point(within(y, SIDE) * SIDE + within(x, SIDE));
  }
  function pointAtEntry(event) {
    const box = strip.getBoundingClientRect();
    point(within(((event.clientX - box.left) / box.width) * COUNT, COUNT));
  }
  grid.onpointermove = grid.onpointerdown = pointAtPixel;
  strip.onpointermove = strip.onpointerdown = pointAtEntry;

  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIDE, ArrowDown: SIDE };
  grid.onkeydown = (event) => {
    if (!(event.key in steps)) return;
    event.preventDefault();
    const index = cursors.get(parentElement) + steps[event.key];
    if (index >= 0 && index < COUNT) point(index);
  };
  grid.setAttribute("aria-label", `Pixels of ${data.name}; arrow keys go from pixel to pixel`);
  grid.setAttribute("aria-valuemin", 0);
  grid.setAttribute("aria-valuemax", COUNT - 1);
  point(cursors.get(parentElement) ?? 14 * SIDE + 14);
  if (focused) grid.focus();
}

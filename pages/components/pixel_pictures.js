// Small pictures, and the number of the pixel that somebody points at.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function newFigure() {
  const figure = document.createElement("figure");
  figure.innerHTML = '<div class="title"></div><div class="square"><img alt=""><i hidden></i><svg><path/><path/></svg></div><figcaption></figcaption>';
  return figure;
}

export default function ({ data, parentElement }) {
  const row = parentElement.querySelector(".pictures");
  const label = parentElement.querySelector("output");
  row.style.setProperty("--side", `${data.side / 16}rem`);
  row.style.setProperty("--accent", data.accent);
  while (row.children.length > data.pictures.length) row.lastElementChild.remove();
  while (row.children.length < data.pictures.length) row.append(newFigure());
  data.pictures.forEach((picture, i) => show(row.children[i], picture, label));
}

function show(figure, { name, title, caption, source, rows, columns, numbers, outline }, label) {
  const square = figure.querySelector(".square");
  const [image, mark, ink] = square.children;
  const longest = Math.max(rows, columns);
  figure.querySelector(".title").textContent = title;
  figure.querySelector("figcaption").textContent = caption;
  image.src = source;
  image.classList.toggle("pixels", numbers !== null);
  image.style.width = `${(100 * columns) / longest}%`;
  image.style.height = `${(100 * rows) / longest}%`;
  ink.setAttribute("viewBox", `0 0 ${columns} ${rows}`);
  for (const edges of ink.children) edges.setAttribute("d", outline);
  square.setAttribute("aria-label", name);
  square.setAttribute("role", numbers ? "slider" : "img"); // a slider is what the arrow keys move
  square.tabIndex = numbers ? 0 : -1;

  const cursor = () => square.at ?? [rows >> 1, columns >> 1];
  const tell = () => {
    const [r, c] = cursor();
    const text = `row ${r}, column ${c}: ${numbers[r * columns + c]}`;
    square.setAttribute("aria-valuemax", rows * columns - 1);
    square.setAttribute("aria-valuenow", r * columns + c);
    square.setAttribute("aria-valuetext", text);
    return text;
  };
  const hide = () => {
    square.at = undefined;
    mark.hidden = true;
    label.hidden = true;
  };
  const point = (r, c) => {
    if (!numbers || !(r >= 0 && r < rows && c >= 0 && c < columns)) return hide();
    square.at = [r, c];
    label.textContent = tell();
    label.hidden = false;
    const size = image.offsetWidth / columns;
    const [x, y] = [image.offsetLeft + c * size, image.offsetTop + r * size];
    mark.hidden = false;
    Object.assign(mark.style, { left: `${x}px`, top: `${y}px`, width: `${size}px`, height: `${size}px` });
    const middle = square.offsetLeft + x + size / 2 - label.offsetWidth / 2;
    const rightmost = label.offsetParent.clientWidth - label.offsetWidth;
    label.style.left = `${Math.max(0, Math.min(rightmost, middle))}px`;
    label.style.top = `${square.offsetTop + y - label.offsetHeight - 6}px`;
  };

  square.onpointermove = square.onpointerdown = (event) => {
    const box = image.getBoundingClientRect();
    const along = (at, length, count) => Math.floor((at / length) * count);
    point(along(event.clientY - box.top, box.height, rows), along(event.clientX - box.left, box.width, columns));
  };
  square.onpointerleave = (event) => event.pointerType === "mouse" && hide(); // a finger has to go to be read under
  square.onblur = hide;
  square.onfocus = () => square.matches(":focus-visible") && point(...cursor());
  square.onkeydown = (event) => {
    if (!(event.key in STEPS) || !numbers) return;
    event.preventDefault();
    const [down, right] = STEPS[event.key];
    const [r, c] = cursor();
    point(Math.max(0, Math.min(rows - 1, r + down)), Math.max(0, Math.min(columns - 1, c + right)));
  };
  if (square.at) point(...square.at); // another picture came while somebody pointed
  if (numbers) tell();
  else ["max", "now", "text"].forEach((part) => square.removeAttribute(`aria-value${part}`));
}

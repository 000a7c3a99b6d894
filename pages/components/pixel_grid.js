// 28 × 28 pixels that are painted with a brush of 2 × 2, about as wide as MNIST's own strokes.

const SIDE = 28;
const LAST = SIDE - 2; // the farthest that the brush goes
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const PALM = 500; // milliseconds after the pen in which a touch still counts as the palm below it
const HINT = "Arrow keys move, Space paints or erases, Shift with an arrow key paints along.";

const grids = new WeakMap(); // parentElement → its grid; Streamlit calls again with each rerun

export default function ({ parentElement, data, setStateValue }) {
  if (!grids.has(parentElement)) grids.set(parentElement, new Grid(parentElement, data.accent));
  const grid = grids.get(parentElement);
  grid.tell = () => setStateValue("grey", [...grid.grey]);
  grid.take(data);
}

class Grid {
  constructor(parent, accent) {
    this.box = parent.querySelector(".pixel-grid");
    this.box.style.setProperty("--accent", accent);
    this.box.setAttribute("aria-label", `Grid of 28 by 28 pixels. ${HINT}`);
    this.canvas = this.box.querySelector("canvas");
    this.canvas.width = this.canvas.height = SIDE;
    this.mark = this.box.querySelector("i");
    this.at = parent.querySelector(".at");
    this.at.textContent = HINT;
    [this.row, this.column] = [LAST / 2, LAST / 2];
    this.ink = 255; // what the pointer paints with: 255 or, from a painted pixel on, 0
    this.pointer = null; // who paints: one at a time, and a pen before the palm that rests beside it
    this.penSeen = -Infinity;
    this.box.onkeydown = (event) => this.key(event);
    this.box.onkeyup = () => this.tellChanges();
    this.box.onpointerdown = (event) => this.down(event);
    this.box.onpointermove = (event) => this.move(event);
    this.box.onpointerup = this.box.onpointercancel = this.box.onlostpointercapture = (event) => this.lift(event);
    this.go(this.row, this.column);
  }

  take({ grey, version }) {
    if (version === this.version) return;
    [this.version, this.grey, this.changed] = [version, Uint8ClampedArray.from(grey), false];
    this.show();
  }

  key(event) {
    const step = STEPS[event.key];
    if (!step && event.key !== " ") return;
    event.preventDefault();
    if (event.key === " " && !event.repeat) this.paint(this.grey[SIDE * this.row + this.column] > 127 ? 0 : 255);
    if (step) this.go(this.row + step[0], this.column + step[1]);
    if (step && event.shiftKey) this.paint(255);
    const grey = this.grey[SIDE * this.row + this.column];
    this.at.textContent = `Row ${this.row}, column ${this.column}: ${grey}. ${HINT}`;
  }

  go(row, column) {
    [this.row, this.column] = [row, column].map((place) => Math.max(0, Math.min(LAST, place)));
    Object.assign(this.mark.style, { top: `${(100 * this.row) / SIDE}%`, left: `${(100 * this.column) / SIDE}%` });
  }

  paint(ink) {
    for (const place of [0, 1, SIDE, SIDE + 1]) this.grey[SIDE * this.row + this.column + place] = ink;
    this.changed = true;
    this.show();
  }

  down(event) {
    if (event.button !== 0) return;
    const isPen = event.pointerType === "pen";
    if (isPen) this.penSeen = event.timeStamp;
    else if (event.pointerType === "touch" && event.timeStamp - this.penSeen < PALM) return;
    if (this.pointer && !(isPen && this.pointer.pointerType === "touch")) return;
    if (this.pointer) this.grey = this.before; // without what the palm has painted
    this.pointer = event;
    this.before = this.grey.slice();
    this.box.setPointerCapture(event.pointerId);
    this.goTo(event);
    this.ink = this.grey[SIDE * this.row + this.column] > 127 ? 0 : 255;
    this.paint(this.ink);
  }

  move(event) {
    if (event.pointerType === "pen") this.penSeen = event.timeStamp; // in the air as well
    if (this.isPaintedBy(event)) this.paintAt(event);
  }

  lift(event) {
    if (!this.isPaintedBy(event)) return;
    this.pointer = null;
    this.tellChanges();
  }

  isPaintedBy(event) {
    return this.pointer?.pointerId === event.pointerId;
  }

  paintAt(event) {
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      this.goTo(each);
      this.paint(this.ink);
    }
  }

  goTo({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const along = (at, length) => Math.round((at / length) * SIDE - 1); // the middle of the brush
    this.go(along(clientY - box.top, box.height), along(clientX - box.left, box.width));
  }

  tellChanges() {
    if (!this.changed) return;
    this.changed = false;
    this.tell();
  }

  show() {
    const picture = new ImageData(SIDE, SIDE);
    this.grey.forEach((grey, i) => picture.data.set([grey, grey, grey, 255], 4 * i));
    this.canvas.getContext("2d").putImageData(picture, 0, 0);
  }
}

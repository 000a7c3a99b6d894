// A canvas and its tools: undo, clear, and the width of the brush.
//
// One pointer draws at a time. A pen goes before a hand: what touches the canvas while a pen writes is a palm.

const SCALE = 3; // pixels of the picture for each of the canvas's own: sharp on a projector, too
const PALM = 500; // milliseconds after the pen in which a touch still counts as the palm below it

const boards = new WeakMap(); // parentElement → its board; Streamlit calls again with each rerun

export default function ({ parentElement, data, setStateValue }) {
  if (!boards.has(parentElement)) boards.set(parentElement, new Board(parentElement, data));
  boards.get(parentElement).tell = setStateValue;
  return () => {
    boards.get(parentElement)?.leave();
    boards.delete(parentElement);
  };
}

class Board {
  constructor(parent, { side, strokes, brush, brushes, mostPoints }) {
    Object.assign(this, { side, strokes, brush, mostPoints });
    this.past = strokes.map((_, i) => strokes.slice(0, i)); // what each “Undo” goes back to
    this.stroke = null; // the one being drawn: [width, x, y, x, y, …]
    this.pointer = null; // who draws it
    this.penSeen = -Infinity;
    this.ink = parent.querySelector(".ink");
    this.canvas = this.ink.querySelector("canvas");
    this.canvas.setAttribute("aria-label", "Canvas: draw with the mouse, a finger or a pen");
    this.canvas.width = this.canvas.height = SCALE * side;
    this.undoButton = parent.querySelector("[data-action=undo]");
    this.clearButton = parent.querySelector("[data-action=clear]");
    this.undoButton.onclick = () => this.undo();
    this.clearButton.onclick = () => this.clear();
    if (brushes) this.offerBrushes(parent.querySelector("label"), brushes);
    this.listen();
    this.redraw();
  }

  offerBrushes(label, [thinnest, broadest]) {
    const range = label.querySelector("input");
    Object.assign(range, { min: thinnest, max: broadest, value: this.brush });
    const show = () => (label.querySelector("output").textContent = range.value);
    range.oninput = () => {
      this.brush = Number(range.value);
      show();
    };
    range.onchange = () => this.tell("brush", this.brush);
    show();
    label.hidden = false;
  }

  listen() {
    const { canvas } = this;
    canvas.onpointerdown = (event) => this.down(event);
    canvas.onpointermove = (event) => this.move(event);
    canvas.onpointerup = (event) => this.isDrawnBy(event) && this.finish();
    // A call comes in, or the browser takes the pointer for itself: what is drawn so far stays, and is answered.
    canvas.onpointercancel = canvas.onlostpointercapture = canvas.onpointerup;
    canvas.oncontextmenu = (event) => this.pointer && event.preventDefault(); // a finger that rests
  }

  isDrawnBy(event) {
    return this.pointer?.pointerId === event.pointerId;
  }

  down(event) {
    if (event.button !== 0) return;
    const isPen = event.pointerType === "pen";
    if (isPen) this.penSeen = event.timeStamp;
    else if (event.pointerType === "touch" && event.timeStamp - this.penSeen < PALM) return;
    if (this.pointer && !(isPen && this.pointer.pointerType === "touch")) return;
    if (this.pointer) this.drop(); // a palm that came before its pen
    if (this.countPoints() >= this.mostPoints) return;
    this.pointer = event;
    this.stroke = [this.brush];
    this.canvas.setPointerCapture(event.pointerId);
    this.add(event);
  }

  move(event) {
    if (event.pointerType === "pen") this.penSeen = event.timeStamp; // in the air as well
    if (!this.isDrawnBy(event)) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length ? all : [event]) this.add(each);
  }

  add({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const within = (at) => Math.round(10 * Math.max(-this.side, Math.min(2 * this.side, at * this.side))) / 10;
    const [x, y] = [within((clientX - box.left) / box.width), within((clientY - box.top) / box.height)];
    const { stroke } = this;
    if (stroke.length > 1 && stroke.at(-2) === x && stroke.at(-1) === y) return;
    stroke.push(x, y);
    this.draw(stroke, Math.max(1, stroke.length - 4));
    this.ink.dataset.drawn = true;
  }

  finish() {
    this.past.push(this.strokes);
    this.strokes = [...this.strokes, this.stroke];
    this.stroke = this.pointer = null;
    this.changed();
  }

  drop() {
    this.stroke = this.pointer = null;
    this.redraw();
  }

  undo() {
    this.strokes = this.past.pop();
    this.redraw();
    this.changed();
  }

  clear() {
    this.past.push(this.strokes);
    this.strokes = [];
    this.redraw();
    this.changed();
  }

  changed() {
    this.tell("strokes", this.strokes);
    this.showState();
  }

  countPoints() {
    return this.strokes.reduce((sum, stroke) => sum + (stroke.length - 1) / 2, 0);
  }

  showState() {
    this.undoButton.disabled = this.past.length === 0;
    this.clearButton.disabled = this.strokes.length === 0;
    this.ink.dataset.drawn = this.strokes.length > 0 || this.stroke !== null;
  }

  redraw() {
    const pen = this.canvas.getContext("2d");
    pen.fillStyle = "black";
    pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    for (const stroke of this.strokes) this.draw(stroke, 1);
    if (this.stroke) this.draw(this.stroke, 1); // being drawn while another finger pressed a key
    this.showState();
  }

  // Draws a stroke from its value `first` on, which is an x.
  draw(stroke, first) {
    const pen = this.canvas.getContext("2d");
    Object.assign(pen, { strokeStyle: "white", lineWidth: SCALE * stroke[0], lineCap: "round", lineJoin: "round" });
    pen.beginPath();
    pen.moveTo(SCALE * stroke[first], SCALE * stroke[first + 1]);
    pen.lineTo(SCALE * stroke[first] + 0.01, SCALE * stroke[first + 1]); // a line of no length would leave no dot
    for (let i = first + 2; i < stroke.length; i += 2) pen.lineTo(SCALE * stroke[i], SCALE * stroke[i + 1]);
    pen.stroke();
  }

  leave() {
    if (this.pointer) this.finish();
  }
}

// What is drawn on the canvas, told to Python at once, and the tools below it: undo, clear, and the width of the brush.
//
// The canvas is streamlit-drawable-canvas: Fabric takes the ink and shows it. But it hears mouse and touch apart, can't
// tell a pen from the palm below it, and tells of a stroke only after a while. So it hears no event of the browser's:
// one pointer at a time draws here, and Fabric is led along its line by events of ours. What it is to go back to (undo,
// clear, another page) it gets all at once, in the way in which Streamlit itself calls the component.

const PALM = 500; // milliseconds after the pen in which a touch still counts as the palm below it
const STEP = 4; // units; Fabric rounds the corners of a line, by no more than a quarter of this
const LIBRARY = "streamlit-drawable-canvas";
const HEARD_BY_FABRIC = ["mousedown", "mousemove", "mouseup", "touchstart", "touchmove", "touchend", "touchcancel"];

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
  constructor(parent, { area, strokes, brush, brushes, mostPoints, mostStrokes, side, ...paint }) {
    Object.assign(this, { strokes, brush, mostPoints, mostStrokes, side });
    this.past = strokes.map((_, i) => strokes.slice(0, i)); // what each “Undo” goes back to
    this.stroke = null; // the one being drawn: [width, x, y, x, y, …]
    this.pointer = null; // who draws it
    this.penSeen = -Infinity;
    this.left = new AbortController();
    this.area = parent.closest(`.st-key-${area}`);
    this.undoButton = parent.querySelector("[data-action=undo]");
    this.clearButton = parent.querySelector("[data-action=clear]");
    this.undoButton.onclick = () => this.change(this.past.pop());
    this.clearButton.onclick = () => {
      this.past.push(this.strokes);
      this.change([]);
    };
    if (brushes) this.offerBrushes(parent.querySelector("label"), brushes);
    this.surface = new Surface(this, parent.querySelector("style").textContent, paint);
    this.listen();
    this.showState();
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
    const hear = (where, types, react) => {
      for (const type of types) where.addEventListener(type, react, { capture: true, signal: this.left.signal });
    };
    const lift = (event) => this.isDrawnBy(event) && this.finish();
    hear(this.area, ["pointerdown"], (event) => this.down(event));
    hear(this.area, ["pointermove"], (event) => this.move(event));
    // A call comes in, or the browser takes the pointer for itself: what is drawn so far stays, and is answered.
    hear(this.area, ["pointerup", "pointercancel", "lostpointercapture"], lift);
    hear(this.area, ["contextmenu"], (event) => this.pointer && event.preventDefault()); // a finger that rests
    const keepFromFabric = (event, when) => event.isTrusted && when && event.stopPropagation();
    hear(this.area, HEARD_BY_FABRIC, (event) => keepFromFabric(event, this.surface.isUnder(event)));
    // As long as a stroke lasts Fabric hears the mouse everywhere.
    hear(window, ["mousemove", "mouseup"], (event) => {
      keepFromFabric(event, this.pointer && !this.surface.isUnder(event));
    });
  }

  isDrawnBy(event) {
    return this.pointer?.pointerId === event.pointerId;
  }

  down(event) {
    if (event.button !== 0 || !this.surface.isUnder(event)) return;
    const isPen = event.pointerType === "pen";
    if (isPen) this.penSeen = event.timeStamp;
    else if (event.pointerType === "touch" && event.timeStamp - this.penSeen < PALM) return;
    if (this.pointer && !(isPen && this.pointer.pointerType === "touch")) return;
    const room = this.mostPoints - this.countPoints();
    if (room <= 0 || this.strokes.length >= this.mostStrokes) return;
    if (this.pointer) this.surface.show(); // without the palm that came before its pen
    this.pointer = event;
    this.longest = 1 + 2 * room;
    this.stroke = [this.brush];
    this.surface.upper.setPointerCapture(event.pointerId);
    this.add(event);
    this.showState();
  }

  move(event) {
    if (event.pointerType === "pen") this.penSeen = event.timeStamp; // in the air as well
    if (!this.isDrawnBy(event)) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const each of all.length ? all : [event]) this.add(each);
  }

  add({ clientX, clientY }) {
    const box = this.surface.upper.getBoundingClientRect();
    const within = (at) => Math.round(10 * Math.max(-this.side, Math.min(2 * this.side, at * this.side))) / 10;
    const [x, y] = [within((clientX - box.left) / box.width), within((clientY - box.top) / box.height)];
    const { stroke } = this;
    if (stroke.length >= this.longest) return;
    if (stroke.length > 1 && stroke.at(-2) === x && stroke.at(-1) === y) return;
    stroke.push(x, y);
    this.surface.follow(stroke, stroke.length - 2);
  }

  finish() {
    this.past.push(this.strokes);
    this.strokes = [...this.strokes, this.stroke];
    this.surface.lift(this.stroke);
    this.stroke = this.pointer = null;
    this.changed();
  }

  change(strokes) {
    this.strokes = strokes;
    this.surface.show();
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
    this.surface.hint.hidden = this.strokes.length > 0 || this.stroke !== null;
  }

  leave() {
    if (this.pointer) this.finish();
    this.left.abort();
    this.surface.leave();
  }
}

// Fabric's canvas, which lies in a component of its own and comes a little later than its board.
class Surface {
  constructor(board, style, { scale, ink, paper }) {
    Object.assign(this, { board, scale, ink, paper });
    this.sheet = new CSSStyleSheet();
    this.sheet.replaceSync(style);
    this.hint = document.createElement("span");
    Object.assign(this.hint, { className: "hint", textContent: "Draw a digit", ariaHidden: true });
    this.loads = 0; // so that no two drawings that it is given are alike: it would skip the second
    this.loading = null; // until it has taken the drawing in, a moment later, it does not hear
    this.outdated = false; // what it is taking in
    this.looking = setTimeout(() => this.look());
  }

  // Streamlit calls the component when the page is built and when the theme changes, and brings back the drawing that
  // it began with. Each call shows the toolbar; ours hides it again.
  look() {
    const isolated = this.board.area.querySelectorAll("[data-testid=stBidiComponentIsolated]");
    const toolbar = [...isolated].map((host) => host.shadowRoot?.querySelector(".dc-toolbar")).find(Boolean);
    if (toolbar && toolbar.style.display !== "none") this.attach(toolbar);
    this.looking = setTimeout(() => this.look(), this.upper ? 100 : 20);
  }

  async attach(toolbar) {
    const root = toolbar.getRootNode();
    const upper = root.querySelector("canvas.upper-canvas");
    if (upper !== this.upper) {
      Object.assign(this, { toolbar, root, upper });
      root.adoptedStyleSheets = [this.sheet];
      upper.setAttribute("role", "img");
      upper.setAttribute("aria-label", "Canvas: draw with the mouse, a finger or a pen");
      root.querySelector(".dc-container").append(this.hint);
    }
    toolbar.style.display = "none";
    const { src } = [...document.scripts].find((script) => script.src.includes(LIBRARY));
    this.component = (await import(src)).default;
    this.show();
  }

  isUnder(event) {
    return this.upper !== undefined && event.composedPath()[0] === this.upper;
  }

  // Brings Fabric to what the board holds. A stroke that is being drawn meanwhile is drawn again from its beginning.
  show() {
    this.outdated = this.loading !== null; // two at once would get mixed up
    if (this.outdated || !this.component) return;
    const objects = this.board.strokes.map((stroke) => this.path(stroke));
    this.drawing = { objects, background: this.paper, load: ++this.loads };
    this.call();
    this.loading = setTimeout(() => {
      this.loading = null;
      if (this.outdated) this.show();
      else if (this.board.stroke) this.follow(this.board.stroke, 1);
    });
  }

  call() {
    this.width = this.board.stroke?.[0] ?? this.board.brush;
    const pen = { drawingMode: "freedraw", strokeColor: this.ink, strokeWidth: this.scale * this.width };
    const [canvasWidth, canvasHeight] = [this.upper.width, this.upper.height];
    const background = { backgroundColor: this.paper, backgroundImageURL: null, backgroundImageFit: "stretch" };
    const data = { ...pen, ...background, canvasWidth, canvasHeight, initialDrawing: this.drawing };
    this.component({ data, parentElement: this.root, setStateValue: () => {} });
    this.toolbar.style.display = "none";
  }

  path([width, ...points]) {
    const path = [];
    for (let i = 0; i < points.length; i += 2) {
      path.push([i ? "L" : "M", this.scale * points[i], this.scale * points[i + 1]]);
    }
    if (path.length === 1) path.push(["L", path[0][1] + 0.01, path[0][2]]); // a line of no length would leave no dot
    const line = { stroke: this.ink, strokeWidth: this.scale * width, strokeLineCap: "round", strokeLineJoin: "round" };
    return { type: "Path", path, fill: null, ...line, evented: false, selectable: false };
  }

  // Leads Fabric along a stroke from its value `first` on, which is an x.
  follow(stroke, first) {
    if (this.loading !== null) return;
    if (first === 1) {
      if (this.component && this.width !== stroke[0]) this.call();
      this.send("mousedown", stroke[1], stroke[2]);
    }
    for (let i = Math.max(3, first); i < stroke.length; i += 2) {
      const [fromX, fromY, x, y] = stroke.slice(i - 2, i + 2);
      const steps = Math.ceil(Math.hypot(x - fromX, y - fromY) / STEP);
      for (let step = 1; step <= steps; step++) {
        const part = step / steps;
        this.send("mousemove", fromX + part * (x - fromX), fromY + part * (y - fromY));
      }
    }
  }

  lift(stroke) {
    if (this.loading === null) this.send("mouseup", stroke.at(-2), stroke.at(-1));
    else this.outdated = true;
  }

  // Fabric looks at an event's name and place. A pointer's event knows its place better than a whole pixel.
  send(type, x, y) {
    const box = this.upper.getBoundingClientRect();
    const { side } = this.board;
    const place = { clientX: box.left + (x / side) * box.width, clientY: box.top + (y / side) * box.height };
    this.upper.dispatchEvent(new PointerEvent(type, { ...place, isPrimary: true, bubbles: true, composed: true }));
  }

  leave() {
    clearTimeout(this.looking);
    clearTimeout(this.loading);
  }
}

// What is drawn on the canvas, told to Python at once, and the tools below it: undo, clear, and the width of the brush.
//
// The canvas is streamlit-drawable-canvas: Fabric takes the ink and shows it. But it hears mouse and touch apart, can't
// tell a pen from the palm below it, and tells of a stroke only after a while. So it hears no event of the browser's:
// one pointer at a time draws here, and Fabric is led along its line by events of ours. What it is to go back to (undo,
// clear, another page) it gets all at once, in the way in which Streamlit itself calls the component.

const PALM = 500; // milliseconds after the pen in which a touch still counts as the palm below it
const KEYS = "keys"; // who draws, where the arrow keys do
const BY_A_KEY = 10; // units that an arrow key goes: a pixel of 28
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HEARD_BY_FABRIC = ["mousedown", "mousemove", "mouseup", "touchstart", "touchmove", "touchend", "touchcancel"];

const boards = new WeakMap(); // parentElement → its board; Streamlit calls again with each rerun
let latest; // the board that came last

export default function ({ parentElement, data, setStateValue }) {
  if (!boards.has(parentElement)) boards.set(parentElement, new Board(parentElement, data));
  boards.get(parentElement).tell = setStateValue;
  return () => {
    boards.get(parentElement)?.leave();
    boards.delete(parentElement);
  };
}

class Board {
  constructor(parent, { area, strokes, brush, brushes, mostPoints, mostStrokes, side, keyboard, ...paint }) {
    Object.assign(this, { strokes, brush, mostPoints, mostStrokes, side, keyboard });
    this.sign = 1; // of a stroke's width: −1 where it is drawn with the second ink
    this.at = [side / 2, side / 2]; // where the arrow keys are
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
    this.status = parent.querySelector("[role=status]");
    this.offerInks(parent.querySelector(".inks"), paint.inks);
    if (brushes) this.offerBrushes(parent.querySelector("label"), brushes);
    this.surface = new Surface(this, parent.querySelector("style").textContent, paint);
    this.listen();
    this.showState();
    this.takeOver(parent.closest("[class*=st-key-]").className.match(/st-key-\S+/)[0]);
  }

  // Streamlit may take a board away and put the same one there again, as it was before what was last done: that stays.
  takeOver(place) {
    const before = latest?.place === place ? latest : this;
    latest = this;
    this.place = place;
    this.past = before.past;
    if (before.sign < this.sign) this.inkButtons[1].click();
    if (JSON.stringify(before.strokes) === JSON.stringify(this.strokes)) return;
    this.strokes = before.strokes;
    setTimeout(() => this.changed()); // it has no way to tell yet
  }

  offerInks(group, inks) {
    if (inks.length < 2) return;
    const buttons = inks.map(({ name, colour }, i) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: name });
      button.style.setProperty("--ink", colour);
      button.onclick = () => {
        this.sign = i ? -1 : 1;
        buttons.forEach((each) => each.setAttribute("aria-pressed", each === button));
      };
      return button;
    });
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", i === 0));
    this.inkButtons = buttons;
    group.replaceChildren(...buttons);
    group.hidden = false;
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
    if (this.keyboard) hear(this.area, ["keydown"], (event) => this.surface.isUnder(event) && this.key(event));
    if (this.keyboard) hear(this.area, ["focusout"], () => this.isDrawnBy({ pointerId: KEYS }) && this.finish());
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
    if (this.room() <= 0) return;
    if (this.pointer) this.surface.show(); // without the palm that came before its pen
    this.surface.upper.setPointerCapture(event.pointerId);
    this.begin(event);
    this.add(event);
    this.showState();
  }

  begin(pointer) {
    this.pointer = pointer;
    this.longest = 1 + 2 * this.room();
    this.stroke = [this.pen];
  }

  // The brush's width, negative for the second ink.
  get pen() {
    return this.sign * this.brush;
  }

  // Arrow keys move, and draw while the brush is down; Space puts it down and lifts it.
  key(event) {
    const step = ARROWS[event.key];
    if (!step && event.key !== " ") return;
    event.preventDefault();
    const draws = this.isDrawnBy({ pointerId: KEYS });
    if (this.pointer && !draws) return;
    if (step) this.at = this.at.map((at, i) => Math.max(0, Math.min(this.side, at + BY_A_KEY * step[i])));
    if (!step && !event.repeat && draws) this.finish();
    else if (!step && !event.repeat && this.room() > 0) {
      this.begin({ pointerId: KEYS });
      this.addPoint(...this.at);
    } else if (draws) this.addPoint(...this.at);
    const [column, row] = this.at.map((at) => Math.round(at / BY_A_KEY));
    this.status.textContent = `Row ${row}, column ${column}, brush ${this.pointer ? "down" : "up"}`;
    this.surface.showMark(this.at);
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
    this.addPoint(within((clientX - box.left) / box.width), within((clientY - box.top) / box.height));
  }

  addPoint(x, y) {
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

  // How many points another stroke may have.
  room() {
    if (this.strokes.length >= this.mostStrokes) return 0;
    return this.mostPoints - this.strokes.reduce((sum, stroke) => sum + (stroke.length - 1) / 2, 0);
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

const STEP = 4; // units; Fabric rounds the corners of a line, by no more than a quarter of this
const LIBRARY = "streamlit-drawable-canvas";

const leading = new WeakMap(); // a canvas → the board that leads it: that of the drawing before may stay a while
let loads = 0; // so that no two drawings that Fabric is given are alike: it would skip the second

// Fabric's canvas, which lies in a component of its own and comes a little later than its board.
class Surface {
  constructor(board, style, { scale, inks, paper, hint }) {
    Object.assign(this, { board, scale, inks, paper });
    this.sheet = new CSSStyleSheet();
    this.sheet.replaceSync(style);
    this.hint = document.createElement("span");
    Object.assign(this.hint, { className: "hint", textContent: hint, ariaHidden: true });
    this.hint.style.color = inks[0].colour;
    this.mark = document.createElement("span"); // where the arrow keys are
    this.mark.className = "mark";
    this.loading = null; // until it has taken the drawing in, a moment later, it does not hear
    this.outdated = false; // what it is taking in
    this.looking = setTimeout(() => this.look());
  }

  // Streamlit calls the component when the page is built and when the theme changes, and brings back the drawing that
  // it began with. Each call shows the toolbar; ours hides it again.
  look() {
    const isolated = this.board.area.querySelectorAll("[data-testid=stBidiComponentIsolated]");
    const toolbar = [...isolated].map((host) => host.shadowRoot?.querySelector(".dc-toolbar")).find(Boolean);
    const isOurs = toolbar === this.toolbar; // else another drawing's board has led this canvas up to now
    if (toolbar && (!isOurs || toolbar.style.display !== "none")) this.attach(toolbar);
    this.looking = setTimeout(() => this.look(), this.upper ? 100 : 20);
  }

  async attach(toolbar) {
    const root = toolbar.getRootNode();
    const upper = root.querySelector("canvas.upper-canvas");
    if (upper !== this.upper) {
      leading.get(upper)?.leave();
      leading.set(upper, this.board);
      Object.assign(this, { toolbar, root, upper });
      root.adoptedStyleSheets = [this.sheet];
      upper.setAttribute("role", "img");
      upper.setAttribute("aria-label", "Canvas: draw with the mouse, a finger or a pen");
      if (this.board.keyboard) this.offerKeyboard();
      root.querySelector(".dc-root").style.background = this.paper;
      root.querySelector(".dc-container").append(this.hint, this.mark);
    }
    toolbar.style.display = "none";
    const { src } = [...document.scripts].find((script) => script.src.includes(LIBRARY));
    this.component = (await import(src)).default;
    this.show();
  }

  offerKeyboard() {
    this.upper.tabIndex = 0;
    this.upper.setAttribute("role", "application");
    const keys = "arrow keys move, Space puts the brush down and lifts it";
    this.upper.setAttribute("aria-label", `Canvas: draw with the mouse, a finger or a pen; by keyboard, ${keys}`);
    this.showMark(this.board.at);
  }

  showMark([x, y]) {
    const { side, brush } = this.board;
    const share = (length) => `${(100 * length) / side}%`;
    Object.assign(this.mark.style, { left: share(x), top: share(y), width: share(brush), height: share(brush) });
  }

  // Streamlit may have put another canvas there a moment ago: that is led from now on, not only from the next look on.
  isUnder(event) {
    const [under] = event.composedPath();
    if (under !== this.upper && under.matches?.(".upper-canvas")) {
      const toolbar = under.getRootNode().querySelector(".dc-toolbar");
      if (toolbar) this.attach(toolbar);
    }
    return this.upper !== undefined && under === this.upper;
  }

  // Brings Fabric to what the board holds. A stroke that is being drawn meanwhile is drawn again from its beginning.
  show() {
    this.outdated = this.loading !== null; // two at once would get mixed up
    if (this.outdated || !this.component) return;
    const objects = this.board.strokes.map((stroke) => this.path(stroke));
    this.drawing = { objects, background: this.paper, load: ++loads };
    this.call();
    this.loading = setTimeout(() => {
      this.loading = null;
      if (this.outdated) this.show();
      else if (this.board.stroke) this.follow(this.board.stroke, 1);
    });
  }

  call() {
    this.width = this.board.stroke?.[0] ?? this.board.pen;
    const pen = { drawingMode: "freedraw", ...this.ink(this.width) };
    const [canvasWidth, canvasHeight] = [this.upper.width, this.upper.height];
    const background = { backgroundColor: this.paper, backgroundImageURL: null, backgroundImageFit: "stretch" };
    const data = { ...pen, ...background, canvasWidth, canvasHeight, initialDrawing: this.drawing };
    this.component({ data, parentElement: this.root, setStateValue: () => {} });
    this.toolbar.style.display = "none";
  }

  // Colour and width of a line, by what a stroke calls its width.
  ink(width) {
    return { strokeColor: this.inks[width < 0 ? 1 : 0].colour, strokeWidth: this.scale * Math.abs(width) };
  }

  path([width, ...points]) {
    const path = [];
    for (let i = 0; i < points.length; i += 2) {
      path.push([i ? "L" : "M", this.scale * points[i], this.scale * points[i + 1]]);
    }
    if (path.length === 1) path.push(["L", path[0][1] + 0.01, path[0][2]]); // a line of no length would leave no dot
    const { strokeColor: stroke, strokeWidth } = this.ink(width);
    const line = { stroke, strokeWidth, strokeLineCap: "round", strokeLineJoin: "round" };
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
    this.hint.remove();
    this.mark.remove();
  }
}

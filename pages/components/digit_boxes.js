// Boxes around digits: over a canvas that is not ours, or over a picture that comes along. They take no ink away.

const RESTS = 150; // milliseconds that the mouse rests in a box before it is chosen
const overlays = new WeakMap(); // parentElement → its boxes

export default function ({ data, parentElement, setTriggerValue }) {
  if (!overlays.has(parentElement)) overlays.set(parentElement, new Overlay());
  overlays.get(parentElement).show(data, parentElement, setTriggerValue);
  return () => {
    overlays.get(parentElement)?.leave();
    overlays.delete(parentElement);
  };
}

class Overlay {
  constructor() {
    this.layer = document.createElement("div");
    this.layer.className = "boxes";
    this.layer.ariaHidden = true; // what they say stands in the control beside them
    // A canvas lies in a shadow of its own, where no style of ours reaches.
    Object.assign(this.layer.style, { position: "absolute", inset: 0, zIndex: 20, pointerEvents: "none" });
    this.left = new AbortController();
  }

  show({ boxes, chosen, area, picture, colours }, parent, tell) {
    Object.assign(this, { boxes, chosen, tell });
    this.layer.replaceChildren(...boxes.map((box, i) => newBox(box, colours[i === chosen ? 1 : 0])));
    const place = picture ? this.ownPicture(parent, picture) : canvasIn(area);
    if (!place || this.layer.parentElement === place) return;
    place.append(this.layer);
    const heard = { signal: this.left.signal, capture: true };
    place.addEventListener("pointermove", (event) => this.point(event), heard);
    place.addEventListener("pointerleave", () => clearTimeout(this.resting), heard);
  }

  ownPicture(parent, picture) {
    const place = parent.querySelector(".picture");
    if (!place.firstChild) place.append(Object.assign(document.createElement("img"), { alt: "Your photo, with boxes" }));
    place.firstChild.src = picture;
    return place;
  }

  point({ pointerType, buttons, clientX, clientY }) {
    clearTimeout(this.resting);
    if (pointerType !== "mouse" || buttons) return;
    const { left, top, width, height } = this.layer.getBoundingClientRect();
    const [x, y] = [(clientX - left) / width, (clientY - top) / height];
    const at = this.boxes.findIndex((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);
    if (at < 0 || at === this.chosen) return;
    this.resting = setTimeout(() => this.tell("place", at), RESTS);
  }

  leave() {
    clearTimeout(this.resting);
    this.left.abort();
    this.layer.remove();
  }
}

function canvasIn(area) {
  const hosts = document.querySelectorAll(`.st-key-${area} [data-testid=stBidiComponentIsolated]`);
  return [...hosts].map((host) => host.shadowRoot?.querySelector(".dc-container")).find(Boolean);
}

function newBox({ left, top, right, bottom, said }, colour) {
  const share = (length) => `${100 * length}%`;
  const box = document.createElement("div");
  Object.assign(box.style, { position: "absolute", border: `2px solid ${colour}`, borderRadius: "4px" });
  Object.assign(box.style, { boxSizing: "border-box", left: share(left), top: share(top) });
  Object.assign(box.style, { width: share(right - left), height: share(bottom - top) });
  const words = document.createElement("span");
  words.textContent = said;
  Object.assign(words.style, { position: "absolute", left: "50%", transform: "translateX(-50%)", whiteSpace: "nowrap" });
  Object.assign(words.style, { padding: "0 4px", borderRadius: "4px", background: colour, color: "#000" });
  Object.assign(words.style, { font: "600 clamp(11px, 2.6cqw, 16px)/1.4 var(--st-font)", [top > 0.1 ? "bottom" : "top"]: "100%" });
  if (said) box.append(words);
  return box;
}

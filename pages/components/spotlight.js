// Scrolls to the part that a step speaks of, as soon as it is there; not again, so that nobody is held fast.

const PATIENCE = 15000; // ms: its page may still be loading
const AGAIN = 200;
const SETTLES = [400, 1000, 2000, 3500]; // ms after it has come: charts above it take their places meanwhile
const MOVED = ["wheel", "touchmove", "pointerdown", "keydown"]; // from then on, its reader leads

const shown = new Set();

export default function ({ data }) {
  if (shown.has(data.step)) return;
  let timer;
  let later = [];
  const stop = () => {
    clearTimeout(timer);
    later.forEach(clearTimeout);
    MOVED.forEach((kind) => document.removeEventListener(kind, stop, true));
  };
  const until = performance.now() + PATIENCE;
  const look = () => {
    const part = document.querySelector(`.st-key-${CSS.escape(data.part)}`);
    if (part?.getClientRects().length) {
      shown.add(data.step);
      show(part);
      later = SETTLES.map((ms) => setTimeout(() => show(part), ms));
    } else if (performance.now() < until) timer = setTimeout(look, AGAIN);
  };
  MOVED.forEach((kind) => document.addEventListener(kind, stop, true));
  look();
  return stop;
}

// To the middle of what the strip at the foot leaves free; a part that is higher than that begins at its top.
function show(part) {
  const scroller = part.closest('[data-testid="stMain"]');
  if (!scroller) return;
  const strip = document.querySelector('[data-testid="stBottom"]')?.getBoundingClientRect().height ?? 0;
  const header = document.querySelector('[data-testid="stHeader"]')?.getBoundingClientRect().height ?? 0;
  const free = scroller.clientHeight - strip - header;
  const box = part.getBoundingClientRect();
  const above = Math.max(12, (free - box.height) / 2);
  if (box.top >= header && box.bottom <= header + free) return; // it can be seen
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroller.scrollBy({ top: box.top - header - above, behavior: calm ? "instant" : "smooth" });
}

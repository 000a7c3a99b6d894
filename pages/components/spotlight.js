// Scrolls to the part that a step speaks of, as soon as it is there; not again, so that nobody is held fast.

const PATIENCE = 15000; // ms: its page may still be loading
const AGAIN = 200;
const SETTLED = 700; // charts above it take their places meanwhile

const shown = new Set();

export default function ({ data }) {
  if (shown.has(data.step)) return;
  let timer;
  const until = performance.now() + PATIENCE;
  const look = () => {
    const part = document.querySelector(`.st-key-${CSS.escape(data.part)}`);
    if (part?.getClientRects().length) {
      shown.add(data.step);
      show(part);
      timer = setTimeout(() => show(part), SETTLED);
    } else if (performance.now() < until) timer = setTimeout(look, AGAIN);
  };
  look();
  return () => clearTimeout(timer);
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

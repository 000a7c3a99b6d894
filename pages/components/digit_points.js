// Digits as points on a canvas. New places are glided to, so that one sees where each digit goes.

const GLIDE = 500; // milliseconds
const NEAR = 26; // pixels within which a pointer means a digit
const SIDE = 28;
const MARGIN = 12;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".points");
  const [canvas, place, figure, told] = ["canvas", ".place", "figure", "output"].map((there) => root.querySelector(there));
  const state = (root.state ??= { at: null, pointed: null, frame: 0 });
  root.querySelector(".title").textContent = data.title;
  canvas.setAttribute("aria-label", `${data.labels.length} test digits as points. ${data.title}. Arrow keys go from point to point.`);
  const target = data.mine ? [...data.points, data.mine.at] : data.points;
  const count = data.points.length;
  const misread = [...data.labels].flatMap((label, i) => (label === data.read[i] ? [] : [i]));
  const from = state.at?.length >= count ? state.at : target;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  cancelAnimationFrame(state.frame);

  let scale = 1;
  const spot = ([x, y]) => [MARGIN + x * scale, MARGIN + y * scale];
  const draw = (points) => {
    const side = place.clientWidth;
    if (!side) return;
    const sharp = window.devicePixelRatio || 1;
    scale = (side - 2 * MARGIN) / data.frame;
    if (canvas.width !== Math.round(side * sharp)) canvas.width = canvas.height = Math.round(side * sharp);
    const pen = canvas.getContext("2d");
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.clearRect(0, 0, side, side);
    const style = getComputedStyle(root);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = `600 ${Math.max(8, side / 55)}px ${style.fontFamily}`;
    pen.lineWidth = 1.5;
    pen.strokeStyle = style.color;
    pen.globalAlpha = Math.max(0.08, Math.min(0.8, 60 / misread.length)); // many frames are fainter: digits count
    for (const i of misread) {
      pen.beginPath();
      pen.arc(...spot(points[i]), Math.max(6, side / 75), 0, 7);
      pen.stroke();
    }
    pen.globalAlpha = 1;
    for (let i = 0; i < count; i++) {
      pen.fillStyle = data.colours[data.labels[i]];
      pen.fillText(data.labels[i], ...spot(points[i]));
    }
    if (data.mine && points[count]) {
      const [x, y] = spot(points[count]);
      pen.lineWidth = 3;
      pen.strokeStyle = data.accent;
      pen.fillStyle = data.accent;
      pen.beginPath();
      pen.arc(x, y, 11, 0, 7);
      pen.stroke();
      pen.font = `700 15px ${style.fontFamily}`;
      pen.fillText("yours", Math.min(side - 24, Math.max(24, x)), y < 40 ? y + 24 : y - 22);
    }
    if (state.pointed !== null && points[state.pointed]) {
      const [x, y] = spot(points[state.pointed]);
      pen.lineWidth = 2.5;
      pen.strokeStyle = data.accent;
      pen.strokeRect(x - 9, y - 9, 18, 18);
    }
  };

  const glide = (start) => (now) => {
    const share = Math.min(1, (now - start) / GLIDE);
    const eased = share * (2 - share);
    state.at = target.map((end, i) => {
      const begin = from[i] ?? end;
      return [begin[0] + (end[0] - begin[0]) * eased, begin[1] + (end[1] - begin[1]) * eased];
    });
    draw(state.at);
    if (share < 1) state.frame = requestAnimationFrame(glide(start));
  };
  if (calm || from === target) {
    state.at = target;
    draw(target);
  } else state.frame = requestAnimationFrame(glide(performance.now()));

  const tell = (i) => {
    state.pointed = i;
    figure.hidden = i === null;
    if (i !== null) {
      const mine = i === count;
      const picture = figure.firstElementChild;
      const words = mine
        ? `Your drawing, read as ${data.mine.read}`
        : `Test digit ${i}, ${data.labels[i] === "8" ? "an" : "a"} ${data.labels[i]}` +
          (data.read[i] === data.labels[i] ? "" : `, read as ${data.read[i]}`);
      const row = Math.floor(i / data.inARow);
      picture.style.backgroundImage = `url(${mine ? data.mine.url : data.pictures})`;
      picture.style.setProperty("--columns", mine ? 1 : data.inARow);
      picture.style.backgroundPosition = mine ? "0 0" : `calc(var(--side) * ${-(i % data.inARow)}) calc(var(--side) * ${-row})`;
      figure.lastElementChild.textContent = words;
      told.textContent = words;
      const [x, y] = spot(target[i]);
      figure.style.left = `${x > place.clientWidth / 2 ? Math.max(0, x - figure.offsetWidth - 14) : x + 14}px`;
      figure.style.top = `${Math.min(Math.max(0, y - 40), Math.max(0, place.clientHeight - figure.offsetHeight))}px`;
    }
    draw(state.at);
  };
  const closest = (x, y, within) => {
    let [best, least] = [null, within];
    target.forEach((point, i) => {
      const [px, py] = spot(point);
      const away = Math.hypot(px - x, py - y) - (i === count ? 6 : 0);
      if (away < least) [best, least] = [i, away];
    });
    return best;
  };
  const pointed = (event) => {
    const box = canvas.getBoundingClientRect();
    const found = closest(event.clientX - box.left, event.clientY - box.top, NEAR);
    if (found !== state.pointed) tell(found);
  };
  canvas.onpointermove = canvas.onpointerdown = pointed;
  canvas.onpointerleave = (event) => event.pointerType === "mouse" && tell(null);
  canvas.onblur = () => tell(null);
  canvas.onkeydown = (event) => {
    if (event.key === "Escape") return tell(null);
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    if (state.pointed === null) return tell(data.mine ? count : 0);
    const [right, down] = STEPS[event.key];
    const here = target[state.pointed];
    let [best, least] = [null, Infinity];
    target.forEach(([x, y], i) => {
      const along = (x - here[0]) * right + (y - here[1]) * down;
      const aside = Math.abs((x - here[0]) * down) + Math.abs((y - here[1]) * right);
      if (along > 0 && along + 2 * aside < least) [best, least] = [i, along + 2 * aside];
    });
    if (best !== null) tell(best);
  };
  if (state.pointed !== null && state.pointed < target.length) tell(state.pointed);
  else tell(null);

  const observer = new ResizeObserver(() => draw(state.at));
  observer.observe(place);
  return () => {
    observer.disconnect();
    cancelAnimationFrame(state.frame);
  };
}

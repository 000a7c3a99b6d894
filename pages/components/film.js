// Frames, played or gone through with a slider, beside the ten probabilities as lines. All of it is in the browser.

const NS = "http://www.w3.org/2000/svg";
const [WIDEST, HEIGHT] = [560, 250]; // of the chart, in its own units; a narrow one has its type no smaller
const [LEFT, RIGHT, TOP, BOTTOM] = [58, 30, 26, 44];
const PLAYS_FOR = 4000; // milliseconds
const SEEN = 0.1; // a digit that never gets as probable as this has a grey line without a name

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".film");
  const [range, button] = [root.querySelector("input"), root.querySelector("button")];
  const last = data.count - 1;
  root.querySelector(".title").textContent = data.title;
  root.setAttribute("aria-label", data.title);
  Object.assign(range, { min: 0, max: last, step: 1 });
  range.setAttribute("aria-label", data.axis);
  const text = JSON.stringify([data.probabilities, data.reels.map(({ strip }) => strip.length)]);
  if (root.shows !== text) {
    root.shows = text;
    range.value = data.begins; // another film
    stop(root);
  }
  const reels = root.querySelector(".reels");
  reels.replaceChildren(...data.reels.map(reel));
  for (const picture of reels.querySelectorAll(".frame")) picture.style.setProperty("--count", data.count);
  const place = root.querySelector(".chart");
  let chart;

  const show = () => {
    const at = Number(range.value);
    for (const picture of reels.querySelectorAll(".frame")) {
      picture.style.backgroundPositionY = `${(100 * at) / Math.max(1, last)}%`;
      picture.setAttribute("aria-label", `${picture.dataset.title}. ${data.axis} ${data.numbers[at]} of ${data.numbers[last]}`);
    }
    chart?.move(at);
    const told = `${data.axis} ${data.numbers[at]} of ${data.numbers[last]}: read as ${data.answers[at]}. ${data.told[at]}`;
    range.setAttribute("aria-valuetext", told);
    root.querySelector(".told").textContent = told;
    button.textContent = root.timer ? "❚❚ Pause" : "▶ Play";
  };
  range.oninput = () => {
    stop(root);
    show();
  };
  button.disabled = last === 0;
  button.onclick = () => {
    if (root.timer) stop(root);
    else {
      if (Number(range.value) >= last) range.value = 0;
      root.timer = setInterval(() => {
        range.value = Number(range.value) + 1;
        if (Number(range.value) >= last) stop(root);
        show();
      }, Math.max(40, PLAYS_FOR / Math.max(1, last)));
    }
    show();
  };
  place.setAttribute("aria-label", `Lines of the ten probabilities. ${data.title}`);
  place.onpointermove = place.onpointerdown = (event) => {
    if (event.type === "pointermove" && event.pointerType !== "mouse") return;
    const box = place.querySelector("svg").getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * chart.width;
    if (event.type === "pointermove" && !event.buttons) return chart.read(chart.frameAt(x), data);
    stop(root);
    range.value = chart.frameAt(x);
    show();
  };
  place.onpointerleave = () => chart.read(null, data);
  show();
  const observer = new ResizeObserver(() => {
    chart = drawChart(root.querySelector("svg"), data, Math.max(300, Math.min(WIDEST, place.clientWidth)));
    chart.move(Number(range.value));
  });
  observer.observe(place);
  return () => {
    observer.disconnect();
    stop(root);
  };
}

function stop(root) {
  clearInterval(root.timer);
  root.timer = null;
}

function reel({ title, strip }) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = title;
  const frame = document.createElement("div");
  frame.className = "frame";
  frame.setAttribute("role", "img");
  frame.dataset.title = title;
  frame.style.backgroundImage = `url(${strip})`;
  figure.append(caption, frame);
  return figure;
}

function make(tag, attributes, text = "") {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

function drawChart(svg, data, width) {
  const last = Math.max(1, data.count - 1);
  const x = (frame) => LEFT + (frame / last) * (width - LEFT - RIGHT);
  const y = (share) => HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  const parts = [];
  for (const share of [0, 0.5, 1]) {
    parts.push(make("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(share), y2: y(share) }));
    parts.push(make("text", { x: LEFT - 6, y: y(share) + 4, "text-anchor": "end" }, `${100 * share}%`));
  }
  for (const frame of new Set([0, Math.round(last / 2), last])) {
    parts.push(make("text", { x: x(frame), y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, data.numbers[frame]));
  }
  parts.push(make("text", { x: (LEFT + width - RIGHT) / 2, y: HEIGHT - 8, "text-anchor": "middle" }, data.axis));
  parts.push(make("text", { transform: `translate(13 ${(HEIGHT + TOP - BOTTOM) / 2}) rotate(-90)`, "text-anchor": "middle" }, "Probability"));
  const heights = [];
  for (let digit = 0; digit < 10; digit++) {
    const shares = data.probabilities.map((row) => row[digit]);
    const points = shares.map((share, frame) => `${x(frame).toFixed(1)},${y(share).toFixed(1)}`).join(" ");
    const most = Math.max(...shares);
    const seen = most >= SEEN;
    parts.push(make("polyline", { points, class: seen ? "line" : "line quiet", stroke: data.colours[digit] }));
    if (!seen) continue;
    const end = shares.at(-1);
    const place = end >= SEEN ? [x(last) + 5, y(end) + 5] : [x(shares.indexOf(most)), y(most) - 6];
    while (heights.some(([a, b]) => Math.abs(a - place[0]) < 14 && Math.abs(b - place[1]) < 14)) place[1] += 7;
    heights.push(place);
    parts.push(make("text", { class: "digit", x: place[0], y: place[1], fill: data.colours[digit] }, digit));
  }
  let free = -Infinity;
  for (const [frame, text] of data.marks) {
    parts.push(make("line", { class: "mark", x1: x(frame), x2: x(frame), y1: TOP - 6, y2: y(0) }));
    if (x(frame) < free) continue; // its name would lie over the one before
    free = x(frame) + 46;
    parts.push(make("text", { class: "change", x: x(frame), y: TOP - 10, "text-anchor": "middle" }, text));
  }
  const cursor = make("line", { class: "cursor", y1: TOP - 4, y2: y(0) });
  const pointed = make("text", { class: "pointed", y: y(0.5) });
  svg.replaceChildren(...parts, cursor, pointed);
  return {
    width,
    frameAt: (at) => Math.max(0, Math.min(data.count - 1, Math.round(((at - LEFT) / (width - LEFT - RIGHT)) * last))),
    move: (frame) => ["x1", "x2"].forEach((end) => cursor.setAttribute(end, x(frame))),
    read: (frame, { probabilities, likeliest, numbers }) => {
      pointed.textContent = frame === null ? "" : `${numbers[frame]}: ${likeliest[frame]}`;
      if (frame === null) return;
      const right = frame > probabilities.length / 2;
      pointed.setAttribute("x", x(frame) + (right ? -8 : 8));
      pointed.setAttribute("text-anchor", right ? "end" : "start");
    },
  };
}

// One Plotly chart that is redrawn in place, in the colours of the page's theme.

const CONFIG = {
  displaylogo: false,
  responsive: true,
  modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
};
const TOUCH = window.matchMedia("(hover: none)").matches; // a finger scrolls the page, and buttons would lie over it
const CALM = 700; // milliseconds
const NEARLY = "200px";
let loading;
let turn = Promise.resolve();
let pressed = false;
let touchedAt = performance.now();
for (const kind of ["pointerdown", "pointerup", "pointercancel"]) {
  const note = () => {
    pressed = kind === "pointerdown";
    touchedAt = performance.now();
  };
  window.addEventListener(kind, note, true);
}

function plotly(source) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = undefined; // the next figure tries again
      reject(new Error("Plotly could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}

// Resolves once nobody has drawn or clicked for a while and the page has had as long to come; for what is urgent, once
// nobody is just drawing: a stroke under way would lose its curve.
async function rest(urgent) {
  const asked = performance.now();
  while (pressed || (!urgent() && performance.now() - Math.max(asked, touchedAt) < CALM)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// One chart after the other, and a click between two of them is answered.
function inTurn(draw) {
  const drawn = turn.then(() => new Promise((resolve) => setTimeout(resolve))).then(draw);
  turn = drawn.catch(() => {});
  return drawn;
}

// Resolves once the chart is on the screen, or nearly: what nobody looks at yet keeps no browser busy.
function seen(chart) {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        resolve();
      },
      { rootMargin: NEARLY, scrollMargin: NEARLY },
    );
    observer.observe(chart);
  });
}

// How much larger than usual the page's type is: it grows with the window, and a chart with it.
const growth = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

const LENGTHS = new Set(["size", "standoff", "l", "r", "t", "b", "thickness", "xshift", "yshift", "height"]);
const NO_LENGTHS = new Set(["xbins", "ybins", "customdata", "x", "y", "z"]); // steps along an axis, and data

// The same figure with every length in it `times` as long.
function grown(part, times) {
  if (times === 1 || part === null || typeof part !== "object") return part;
  if (Array.isArray(part)) return part.map((each) => grown(each, times));
  const scaled = ([name, value]) => {
    if (NO_LENGTHS.has(name)) return [name, value];
    return [name, LENGTHS.has(name) && typeof value === "number" ? value * times : grown(value, times)];
  };
  return Object.fromEntries(Object.entries(part).map(scaled));
}

// After a change of the window's size, which changes the size of all type.
let settled;
window.addEventListener("resize", () => {
  clearTimeout(settled);
  settled = setTimeout(() => document.querySelectorAll(".live-chart").forEach((chart) => chart.regrow?.()), 200);
});

// `text` in as many lines as it needs to be no wider than `width`; what has lines or tags already stays as it is.
function inLines(text, font, width) {
  if (text.includes("<")) return [text];
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// A title and the line below it, so that a narrow chart cuts nothing off; the chart's upper margin grows along.
function wrapped(title, margin, width, family) {
  const { font, subtitle } = title;
  const lines = inLines(title.text ?? "", `600 ${font.size}px ${family}`, width);
  const below = inLines(subtitle?.text ?? "", `${subtitle?.font?.size ?? 14}px ${family}`, width);
  const more = 1.3 * ((lines.length - 1) * font.size + (below.length - 1) * (subtitle?.font?.size ?? 14));
  if (!more) return { title, margin };
  const top = lines.length > 1 ? 18 : 6; // Plotly hangs several lines higher than one
  const place = { y: 1, yref: "container", yanchor: "top", pad: { t: top } };
  const texts = { text: lines.join("<br>"), ...(subtitle && { subtitle: { ...subtitle, text: below.join("<br>") } }) };
  return { title: { ...title, ...texts, ...place }, margin: { ...margin, t: (margin?.t ?? 100) + more } };
}

function inTheme(layout, element) {
  const style = getComputedStyle(element);
  const colour = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const lines = colour("--st-border-color", "#ccc");
  const axes = ["xaxis", "yaxis", ...Object.keys(layout).filter((name) => /^[xy]axis\d+$/.test(name))];
  const inOurs = (name) => {
    const given = layout[name] ?? {};
    const text = given.title?.text?.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
    const title = { standoff: 12, ...given.title, text, font: { size: 14, ...given.title?.font } };
    const across = name.startsWith("y"); // upright lines only where a chart asks for them
    const quiet = { gridcolor: lines, zerolinecolor: lines, linecolor: lines, showgrid: across, zeroline: across };
    return [name, { ...quiet, automargin: true, ...given, title }];
  };
  const heading = { ...layout.title, font: { size: 16, weight: 600, ...layout.title?.font } };
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    ...layout,
    template: undefined,
    ...wrapped(heading, layout.margin, element.clientWidth / growth(), colour("--st-font", "sans-serif")),
    autosize: true,
    dragmode: TOUCH ? false : (layout.dragmode ?? "zoom"),
    font: { family: colour("--st-font", "sans-serif"), size: 14, color: colour("--st-text-color", "#222") },
    hoverlabel: {
      bgcolor: colour("--st-background-color", "#fff"),
      bordercolor: lines,
      font: { family: colour("--st-font", "sans-serif"), color: colour("--st-text-color", "#222") },
    },
    ...Object.fromEntries(axes.map(inOurs)),
  };
}

// A reader's zoom outlives new figures whose own range is another one each time; as long as `uirevision` is the same.
// (Plotly's `uirevision` keeps it only where the figure's range stays as it was.)
function keepZoom(chart, layout) {
  if (!chart.zoom || chart.zoomOf !== layout.uirevision) chart.zoom = {};
  chart.zoomOf = layout.uirevision;
  for (const [axis, range] of Object.entries(chart.zoom)) layout[axis] = { ...layout[axis], range };
  if (!chart.on || chart.keepsZoom) return;
  chart.keepsZoom = true;
  chart.on("plotly_relayout", (changed) => {
    for (const [name, value] of Object.entries(changed)) {
      const [axis, what] = name.split(".");
      if (!/^[xy]axis\d*$/.test(axis)) continue;
      if (what === "range[0]") chart.zoom[axis] = [value, changed[`${axis}.range[1]`]];
      else if (what === "range" || what === "autorange") delete chart.zoom[axis]; // back to the figure's own
    }
  });
}

function draw(Plotly, chart) {
  chart.waits = false;
  if (!chart.isConnected) return; // on a page that was left
  const { data, setTriggerValue } = chart.latest;
  const { data: traces, layout } = JSON.parse(data.figure);
  keepZoom(chart, layout);
  const times = (chart.growth = growth());
  const config = { ...CONFIG, displayModeBar: data.toolbar && !TOUCH && "hover" };
  Plotly.react(chart, grown(traces, times), grown(inTheme(layout, chart), times), config);
  if (!data.clickable) return;
  chart.removeAllListeners("plotly_click");
  chart.on("plotly_click", (event) => setTriggerValue("point", event.points[0].pointIndex));
  for (const surface of chart.querySelectorAll(".nsewdrag")) surface.style.cursor = "pointer";
}

export default function ({ data, parentElement, setTriggerValue }) {
  const chart = parentElement.querySelector(".live-chart");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", data.alt);
  chart.style.height = `${data.height / 16}rem`;
  chart.latest = { data, setTriggerValue };
  chart.regrow ??= () => chart.growth && chart.growth !== growth() && redraw(chart);
  if (chart.waits) return; // and draws the latest figure then
  redraw(chart);
}

function redraw(chart) {
  chart.waits = true;
  chart.seen ??= seen(chart);
  chart.seen
    .then(() => loading ?? rest(() => chart.latest.data.urgent))
    .then(() => plotly(chart.latest.data.source))
    .then((Plotly) => inTurn(() => draw(Plotly, chart)))
    .catch((error) => {
      chart.waits = false;
      chart.textContent = error.message;
    });
}

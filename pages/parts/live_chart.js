// One Plotly chart that is redrawn in place, in the colours of the page's theme.

const CONFIG = {
  displaylogo: false,
  responsive: true,
  modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
};
const TOUCH = window.matchMedia("(hover: none)").matches; // a finger scrolls the page, and buttons would lie over it
const CALM = 700; // milliseconds
let loading;
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

// Resolves once nobody has drawn or clicked for `calm` milliseconds: a stroke under way would lose its curve.
async function rest(calm) {
  while (pressed || performance.now() - touchedAt < calm) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function inTheme(layout, element) {
  const style = getComputedStyle(element);
  const colour = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
  const lines = colour("--st-border-color", "#ccc");
  const axis = (given) => ({ gridcolor: lines, zerolinecolor: lines, linecolor: lines, ...given });
  return {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    ...layout,
    template: undefined,
    autosize: true,
    dragmode: TOUCH ? false : (layout.dragmode ?? "zoom"),
    font: { family: colour("--st-font", "sans-serif"), size: 14, color: colour("--st-text-color", "#222") },
    hoverlabel: {
      bgcolor: colour("--st-background-color", "#fff"),
      bordercolor: lines,
      font: { color: colour("--st-text-color", "#222") },
    },
    xaxis: axis(layout.xaxis),
    yaxis: axis(layout.yaxis),
  };
}

export default function ({ data, parentElement }) {
  const chart = parentElement.querySelector(".live-chart");
  const { data: traces, layout } = JSON.parse(data.figure);
  chart.latest = data.figure;
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", data.alt);
  chart.style.height = `${layout.height}px`;
  const begin = loading ? Promise.resolve() : rest(data.urgent ? 0 : CALM);
  begin
    .then(() => plotly(data.source))
    .then((Plotly) => {
      if (chart.latest !== data.figure) return; // a newer figure came while Plotly was loading
      Plotly.react(chart, traces, inTheme(layout, chart), { ...CONFIG, displayModeBar: data.toolbar && !TOUCH && "hover" });
    })
    .catch((error) => (chart.textContent = error.message));
}

// Tells Python which point of a Plotly chart was clicked.

export default function ({ data, setTriggerValue }) {
  // Streamlit replaces a chart whose figure has changed; what lies around it stays.
  const area = document.querySelector(`.st-key-${CSS.escape(data.area)}`);
  if (!area) return; // it has just gone
  const clicked = (event) => setTriggerValue("position", event.points[0].pointIndex);
  let heard; // Plotly gives a chart that is drawn anew a new `on`

  function listen() {
    const plot = area.querySelector(".js-plotly-plot");
    if (!plot?.on || plot.on === heard) return;
    heard = plot.on;
    plot.removeAllListeners("plotly_click");
    plot.on("plotly_click", clicked);
    for (const surface of plot.querySelectorAll(".nsewdrag")) surface.style.cursor = "pointer";
  }

  listen();
  const observer = new MutationObserver(listen);
  observer.observe(area, { childList: true, subtree: true });
  return () => observer.disconnect();
}

// The parts of a sum. A part that is pointed at tells the drawing of the network, which lights up where it comes from.

export default function ({ data, parentElement }) {
  const table = parentElement.querySelector("table");
  const [head, body, foot] = ["thead", "tbody", "tfoot"].map((part) => table.querySelector(part));
  parentElement.querySelector(".title").textContent = data.title;
  table.setAttribute("aria-label", data.title);
  head.replaceChildren(row(data.head, "th"));
  foot.replaceChildren(...data.foot.map((cells) => row(cells)));
  const largest = Math.max(1e-9, ...data.parts.map(({ source }) => Math.abs(source[3])));
  const rows = data.parts.map(({ source, cells }, i) => {
    const line = row(cells);
    const bar = document.createElement("i");
    const place = document.createElement("td");
    place.append(bar);
    bar.style.width = `${(100 * Math.abs(source[3])) / largest}%`;
    bar.style.background = source[3] < 0 ? data.negative : data.positive;
    line.append(place);
    line.tabIndex = i ? -1 : 0; // one stop for the Tab key; the arrow keys go on from there
    line.onpointerenter = line.onfocus = () => tell(source);
    line.onpointerleave = line.onblur = () => tell(null);
    line.onkeydown = (event) => {
      const next = { ArrowDown: line.nextElementSibling, ArrowUp: line.previousElementSibling }[event.key];
      if (!next) return;
      event.preventDefault();
      next.focus();
    };
    return line;
  });
  body.replaceChildren(...rows);
  return () => tell(null);
}

function tell(source) {
  window.dispatchEvent(new CustomEvent("playground-source", { detail: source }));
}

function row(cells, tag = "td") {
  const line = document.createElement("tr");
  for (const text of cells) {
    const cell = document.createElement(tag);
    cell.textContent = text;
    line.append(cell);
  }
  return line;
}

// The parts of a sum. A row that is pointed at tells the drawing of the network, which lights up where it comes from.

export default function ({ data, parentElement }) {
  const table = parentElement.querySelector("table");
  const [head, body, foot] = ["thead", "tbody", "tfoot"].map((part) => table.querySelector(part));
  parentElement.querySelector(".title").textContent = data.title;
  table.setAttribute("aria-label", data.title);
  head.replaceChildren(row(data.head, "th"));
  body.replaceChildren(...data.rows.map((each) => lighting(each, data)));
  foot.replaceChildren(...data.foot.map((each) => lighting(each, data)));
  const lines = [...body.children, ...foot.children];
  lines.forEach((line, i) => {
    line.tabIndex = i ? -1 : 0; // one stop for the Tab key; the arrow keys go on from there
    line.onkeydown = (event) => {
      const next = { ArrowDown: lines[i + 1], ArrowUp: lines[i - 1] }[event.key];
      if (!next) return;
      event.preventDefault();
      next.focus();
    };
  });
  return () => tell(null);
}

function lighting({ cells, lights, bar, negative }, colours) {
  const line = row(cells);
  const place = document.createElement("td");
  line.append(place);
  if (bar !== null) {
    const strip = document.createElement("i");
    strip.style.width = `${100 * bar}%`;
    strip.style.background = negative ? colours.negative : colours.positive;
    place.append(strip);
  }
  line.onpointerenter = line.onfocus = () => tell(lights);
  line.onpointerleave = line.onblur = () => tell(null);
  return line;
}

function tell(lights) {
  window.dispatchEvent(new CustomEvent("playground-source", { detail: lights }));
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

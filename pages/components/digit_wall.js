// A wall of digits, all of them cut out of one picture: a button for each or, where a click would do nothing, a picture.

function newDigit(clickable) {
  const digit = document.createElement(clickable ? "button" : "div");
  if (clickable) digit.type = "button";
  else digit.setAttribute("role", "img");
  digit.append(document.createElement("span"), document.createElement("small"));
  return digit;
}

// On a phone, what a tap shows lies below the wall.
function bringIntoSight(place) {
  if (!place) return;
  const { top } = place.getBoundingClientRect();
  if (top >= 0 && top < 0.7 * window.innerHeight) return;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  place.style.scrollMarginTop = "4.5rem"; // the page's bar lies over what is at the very top
  place.scrollIntoView({ behavior: calm ? "instant" : "smooth", block: "start" });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const wall = parentElement.querySelector(".digits");
  const { names, notes, columns, selected, clickable } = data;
  parentElement.querySelector(".title").textContent = data.title;
  wall.setAttribute("aria-label", data.title);
  wall.style.setProperty("--columns", columns);
  wall.style.setProperty("--on-phone", data.onPhone);
  wall.style.setProperty("--strip", `url(${data.strip})`);
  wall.style.setProperty("--count", names.length);
  wall.style.setProperty("--accent", data.accent);
  if (wall.clickable !== clickable) wall.replaceChildren();
  wall.clickable = clickable;
  while (wall.children.length > names.length) wall.lastElementChild.remove();
  while (wall.children.length < names.length) wall.append(newDigit(clickable));
  const digits = [...wall.children];
  digits.forEach((digit, i) => {
    digit.title = names[i];
    digit.setAttribute("aria-label", names[i]);
    const [picture, note] = digit.children;
    picture.style.backgroundPositionY = `${(100 * i) / Math.max(1, names.length - 1)}%`;
    note.textContent = notes[i] ?? "";
  });
  const buttons = clickable ? digits : [];
  buttons.forEach((button, i) => {
    button.setAttribute("aria-pressed", i === selected);
    button.tabIndex = i === (selected ?? 0) ? 0 : -1; // one stop for the Tab key; the arrow keys go on from there
  });

  wall.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    for (const other of buttons) other.setAttribute("aria-pressed", other === button);
    setTriggerValue("position", buttons.indexOf(button));
    if (data.showsIn) bringIntoSight(document.querySelector(`.st-key-${data.showsIn}`));
  };
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  wall.onkeydown = (event) => {
    const next = buttons[buttons.indexOf(event.target.closest("button")) + steps[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
}

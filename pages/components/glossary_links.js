// Opens the glossary at the word whose link was clicked. Its popover is made when it opens: so wait for the word.

const PATIENCE = 3000; // ms
const CLOSING = 300; // ms that the popover takes, and then moves the focus to its button

const linkAt = (event) => event.target.closest?.('a[href^="#glossary-"]');

export default function ({ data }) {
  const openAt = (link) => {
    const id = link.getAttribute("href").slice(1);
    if (!document.getElementById(id)) document.querySelector(`.st-key-${data.container} button`)?.click();
    show(id, performance.now() + PATIENCE, link);
  };
  const open = (event) => {
    const link = linkAt(event);
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    openAt(link);
  };
  // Somebody was quicker than this script: the browser has followed the link by itself.
  const early = [...document.querySelectorAll('a[href^="#glossary-"]')].find((link) => link.hash === location.hash);
  if (early) {
    history.replaceState(history.state, "", location.pathname + location.search);
    openAt(early);
  }
  const hint = (event) => {
    const link = linkAt(event);
    if (link) link.title = data.meanings[link.getAttribute("href")] ?? "";
  };
  document.addEventListener("click", open, true);
  document.addEventListener("pointerover", hint, true);
  return () => {
    document.removeEventListener("click", open, true);
    document.removeEventListener("pointerover", hint, true);
  };
}

function show(id, until, link) {
  const word = document.getElementById(id);
  if (!word) {
    if (performance.now() < until) requestAnimationFrame(() => show(id, until, link));
    return;
  }
  word.focus();
  word.scrollIntoView({ block: "center" });
  const back = (event) => {
    if (event.type === "keydown" && event.key !== "Escape") return;
    document.removeEventListener("keydown", back, true);
    document.removeEventListener("pointerdown", back, true);
    if (event.type === "keydown") setTimeout(() => link.focus(), CLOSING);
  };
  document.addEventListener("keydown", back, true); // with Escape, the keyboard is where it was
  document.addEventListener("pointerdown", back, true);
}

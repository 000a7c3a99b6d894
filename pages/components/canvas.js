// The tools below a drawing canvas: undo, clear, and the width of the brush.
//
// The canvas brings a toolbar of its own that lies, unseen, over its top right corner and swallows the strokes
// that begin there. So that toolbar is taken out of sight and out of reach, and Undo and Clear press its keys.

const CANVAS_STYLE = `
  .dc-toolbar { display: none !important; }
  .dc-root { width: 100cqw; max-width: none; }
  .dc-container, .canvas-container { width: 100% !important; height: auto !important; aspect-ratio: 1; }
  .dc-container { border-radius: var(--st-base-radius); overflow: hidden; background: black; }
  .dc-root { outline: 1px solid var(--st-border-color); border-radius: var(--st-base-radius); }
  canvas { width: 100% !important; height: 100% !important; touch-action: none !important; outline: none; }
`;

const wired = new WeakMap(); // tools → what holds them; Streamlit calls again with each rerun

export default function ({ parentElement: tools, data, setStateValue, setTriggerValue }) {
  if (!wired.has(tools)) {
    wired.set(tools, wire(tools, tools.closest(`.st-key-${data.area}`)));
    if (data.brushes) offerBrushes(tools, data.brushes, setStateValue);
  }
  wired.get(tools).keep(data.kept, (wish) => setTriggerValue("wish", wish));
  return () => {
    wired.get(tools)?.release();
    wired.delete(tools);
  };
}

function offerBrushes(tools, { least, most, first }, setStateValue) {
  const label = tools.querySelector("label");
  const range = label.querySelector("input");
  const width = label.querySelector("output");
  Object.assign(range, { min: least, max: most, value: first });
  range.oninput = () => (width.textContent = range.value);
  range.onchange = () => setStateValue("brush", Number(range.value));
  range.oninput();
  label.hidden = false;
}

function wire(tools, area) {
  const undo = tools.querySelector("[data-action=undo]");
  const clear = tools.querySelector("[data-action=clear]");
  let toolbar = null;
  let cleared = 0; // strokes that the last “Clear” took away and that “Undo” still brings back
  let kept = { begins: 0, cleared: 0 }; // strokes that the canvas did not see being drawn: Python undoes them
  let ask;

  const key = (name) => toolbar?.querySelector(`[aria-label="${name}"]`);
  const works = (name) => key(name)?.disabled === false;
  // One after the other: the canvas takes a moment to load what it goes back to, and would mix two of them up.
  const press = async (name, atMost) => {
    let times = 0;
    for (; times < atMost && works(name); times++) {
      key(name).click();
      await new Promise((loaded) => setTimeout(loaded));
    }
    return times;
  };
  const canUnclear = () => cleared > 0 && !works("Undo") && works("Redo");

  const followToolbar = () => {
    clear.disabled = !works("Undo") && kept.begins === 0;
    undo.disabled = !works("Undo") && !canUnclear() && kept.begins + kept.cleared === 0;
  };
  const toolbarChanges = new MutationObserver(followToolbar);

  undo.onclick = async () => {
    if (canUnclear()) await press("Redo", cleared);
    else if (!works("Undo")) ask("undo");
    else await press("Undo", 1);
    cleared = 0;
    followToolbar();
  };
  // Undone stroke by stroke, a cleared drawing can be brought back; the toolbar's own bin forgets it.
  clear.onclick = async () => {
    if (kept.begins) ask("clear");
    else cleared = await press("Undo", Infinity);
    followToolbar();
  };

  // The canvas may come after these tools, and anew: look for it.
  const attach = () => {
    const found = findToolbar(area);
    if (found === toolbar) return;
    [toolbar, cleared] = [found, 0];
    toolbarChanges.disconnect();
    if (toolbar) {
      dress(toolbar.getRootNode());
      toolbarChanges.observe(toolbar, { subtree: true, attributeFilter: ["disabled"] });
    }
    followToolbar();
  };
  area.style.containerType = "inline-size"; // the canvas is as wide as there is room: 100cqw
  const looking = setInterval(attach, 50);
  attach();
  return {
    keep: (strokes, askPython) => {
      [kept, ask] = [strokes, askPython];
      followToolbar();
    },
    release: () => {
      clearInterval(looking);
      toolbarChanges.disconnect();
    },
  };
}

function findToolbar(area) {
  for (const element of area.querySelectorAll("[data-testid=stBidiComponentIsolated]")) {
    const toolbar = element.shadowRoot?.querySelector(".dc-toolbar");
    if (toolbar) return toolbar;
  }
  return null;
}

function dress(root) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CANVAS_STYLE);
  root.adoptedStyleSheets = [sheet];
  const canvas = root.querySelector("canvas.upper-canvas");
  canvas?.setAttribute("role", "img");
  canvas?.setAttribute("aria-label", "Canvas: draw with the mouse, a finger or a pen");
}

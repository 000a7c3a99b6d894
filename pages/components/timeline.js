// A slider whose states the server draws. One state is asked for at a time: what comes meanwhile waits its turn.

const LEAST = 450; // milliseconds that a state is to be seen while the timeline plays
const LONGEST = 6000; // milliseconds until an answer is no longer waited for

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".timeline");
  const [button, range, output] = ["button", "input", "output"].map((tag) => root.querySelector(tag));
  const state = (root.state ??= { asked: null, wanted: null, since: 0, playing: false, timer: null });
  const last = data.labels.length - 1;
  root.setAttribute("aria-label", data.title);
  range.setAttribute("aria-label", data.title);
  range.max = last;

  const show = () => {
    const label = data.labels[Number(range.value)];
    range.setAttribute("aria-valuetext", label);
    output.textContent = label;
    button.textContent = state.playing ? "❚❚ Pause" : "▶ Play";
  };
  const stop = () => {
    clearTimeout(state.timer);
    state.playing = false;
  };
  const settle = () => {
    clearTimeout(state.timer);
    if (state.playing) state.timer = setTimeout(step, Math.max(60, LEAST - (Date.now() - state.since)));
  };
  const ask = (place) => {
    range.value = place;
    show();
    const waits = state.asked !== null && Date.now() - state.since < LONGEST;
    state.wanted = waits ? place : null;
    if (waits) return;
    state.since = Date.now();
    if (place === data.at) return settle();
    state.asked = place;
    setTriggerValue("place", place);
  };
  const step = () => {
    if (!root.isConnected) return stop();
    const place = Number(range.value) + 1;
    if (place <= last) return ask(place);
    stop();
    show();
  };

  range.oninput = () => {
    stop();
    ask(Number(range.value));
  };
  button.onclick = () => {
    if (state.playing) stop();
    else {
      state.playing = true;
      if (Number(range.value) >= last) ask(0);
      else step();
    }
    show();
  };

  // The server has drawn a state: the one that was asked for, or another that was chosen elsewhere.
  if (state.asked === null || state.asked === data.at) {
    const [answered, wanted] = [state.asked !== null, state.wanted];
    state.asked = state.wanted = null;
    if (wanted !== null && wanted !== data.at) ask(wanted);
    else {
      range.value = data.at;
      if (answered) settle();
    }
  }
  show();
}

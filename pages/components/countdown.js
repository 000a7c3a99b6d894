// Counts the seconds down by the browser's own clock, from what the server says is left.

const clocks = new WeakMap(); // parentElement → when its time is over, and which clock it is

export default function ({ data, parentElement, setTriggerValue }) {
  const [seconds, bar] = parentElement.querySelector(".clock").children;
  const before = clocks.get(parentElement);
  // Each call comes a little late; the end that was told first stays.
  const clock = before?.name === data.name ? before : { name: data.name, end: performance.now() + data.left, told: false };
  clocks.set(parentElement, clock);
  bar.max = data.of;
  const show = () => {
    const left = Math.max(0, clock.end - performance.now());
    seconds.textContent = `${Math.ceil(left / 1000)} s`;
    bar.value = left;
    if (left > 0 || clock.told) return;
    clock.told = true;
    setTriggerValue("ended", clock.name);
  };
  show();
  clearInterval(before?.ticking); // Streamlit calls again with each rerun
  clock.ticking = setInterval(show, 200);
  return () => clearInterval(clocks.get(parentElement)?.ticking);
}

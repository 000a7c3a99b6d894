// Ten buttons and “Right”. All of them stay where they are, so that nothing on the page moves with a stroke.

const WRITES = "input, textarea, select, [contenteditable=true], [role=combobox], [role=dialog] *";
const listening = new WeakMap(); // parentElement → what hears its keys; Streamlit calls again with each rerun

const aDigit = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;

export default function ({ data, parentElement, setTriggerValue }) {
  const right = parentElement.querySelector(".right");
  const digits = parentElement.querySelector(".digits");
  if (!digits.children.length) {
    for (let digit = 0; digit < 10; digit++) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: digit, title: `No, it's ${aDigit(digit)} (key ${digit})` });
      digits.append(button);
    }
    right.title = "The answer is right (key Enter)";
  }
  const { answer, kept, ink } = data;
  const say = (label) => setTriggerValue("label", label);
  right.disabled = !ink || answer === null;
  right.onclick = () => say(answer);
  right.setAttribute("aria-pressed", kept !== null && kept === answer);
  [...digits.children].forEach((button, digit) => {
    button.disabled = !ink;
    button.onclick = () => say(digit);
    button.setAttribute("aria-pressed", kept === digit);
  });
  parentElement.querySelector("p").textContent = kept === null ? "" : `Kept as ${aDigit(kept)} in my handwriting`;

  const key = (event) => {
    if (!ink || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.(WRITES)) return;
    if (/^[0-9]$/.test(event.key)) say(Number(event.key));
    else if (event.key === "Enter" && answer !== null && !event.target.matches?.("button, a, summary")) say(answer);
  };
  document.removeEventListener("keydown", listening.get(parentElement));
  listening.set(parentElement, key);
  document.addEventListener("keydown", key);
  return () => document.removeEventListener("keydown", listening.get(parentElement));
}

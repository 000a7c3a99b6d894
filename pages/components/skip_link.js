// Leads the keyboard to the first button of a container.

export default function ({ parentElement, data }) {
  const link = parentElement.querySelector(".skip-link");
  link.textContent = data.label;
  link.onclick = (event) => {
    event.preventDefault();
    const button = document.querySelector(`.st-key-${data.to} button:not(:disabled)`);
    button?.scrollIntoView({ block: "center" });
    button?.focus();
  };
  return () => (link.onclick = null);
}

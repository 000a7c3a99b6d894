// Copies a link. Browsers give pages on http:// no clipboard (all devices in a classroom but the teacher's), so
// there the old way is taken: a text that is selected and copied.

export default function ({ parentElement, data }) {
  const button = parentElement.querySelector(".copy-link button");
  const status = parentElement.querySelector(".copy-link span");
  button.textContent = data.label;
  button.onclick = async () => {
    const copied = await copy(data.link, button.parentElement);
    status.textContent = copied ? "Copied" : data.otherwise;
  };
  return () => (button.onclick = null);
}

async function copy(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.style.cssText = "position: absolute; opacity: 0; pointer-events: none;";
    place.append(field); // inside the dialog, which keeps the focus to itself
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}

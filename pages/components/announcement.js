// The place stays and only its text changes: screen readers notice no other change.

export default function ({ parentElement, data }) {
  const place = parentElement.querySelector(".announcement");
  if (place.textContent !== data.sentence) place.textContent = data.sentence;
}

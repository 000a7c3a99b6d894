// Listens to Streamlit's uploads, which are its requests to this path. A school's proxy often lets 1 MB through, and a
// phone's photo is 4 MB: photos are made smaller in the browser, to more than the app looks at.

const UPLOADS = "/_stcore/upload_file/";
const PHOTOS = ["image/jpeg", "image/png", "image/webp"];
const SEND_AS_IS = 900_000; // bytes
const SMALLER = [[2400, 0.9], [1600, 0.85], [1000, 0.8]]; // longest side in pixels, JPEG quality
const ENDED = "mnist-playground-upload-ended";

export default function ({ parentElement }) {
  const place = parentElement.querySelector(".upload-problem");
  const show = ({ detail }) => {
    place.replaceChildren(...sentence(detail));
    place.hidden = !place.hasChildNodes();
  };
  window.addEventListener(ENDED, show);
  return () => window.removeEventListener(ENDED, show);
}

function sentence({ status, name, size }) {
  if (status >= 200 && status < 300) return [];
  const file = `“${name}” is ${megabytes(size)}`;
  if (status === 413)
    return [`${file}, more than the network between you and the app lets through. `, `${smaller(name)} `, ...ownAddress()];
  if (status === 403)
    return ["The file was refused, because this browser keeps no cookies for the app here. ", ...ownAddress()];
  const why = status ? `the answer was ${status}` : "the connection ended early";
  return [`${file} and did not arrive: ${why}. Try again; if that fails too, the network may let through less. `, smaller(name)];
}

function smaller(name) {
  if (/\.(csv|json|npz)$/i.test(name)) return "Use a part of the digits.";
  return /\.(keras|h5|hdf5)$/i.test(name)
    ? "Use a smaller network, or a computer in the same network as the app."
    : "Use a smaller picture: crop it to the digit.";
}

function ownAddress() {
  if (window.top === window) return [];
  const link = document.createElement("a");
  Object.assign(link, { href: location.href, target: "_blank", rel: "noopener", textContent: "Open the app in its own tab" });
  return ["You can also try this: ", link, "."];
}

function megabytes(size) {
  return `${(size / 1e6).toFixed(1)} MB`;
}

function fileIn(body) {
  return body instanceof FormData ? [...body.entries()].find(([, value]) => value instanceof File) : undefined;
}

async function smallerPhoto(body) {
  const [field, file] = fileIn(body);
  const picture = await createImageBitmap(file); // upright, whichever way the camera was held
  let blob = file;
  for (const [side, quality] of SMALLER) {
    blob = await asJpeg(picture, side, quality);
    if (blob.size <= SEND_AS_IS) break;
  }
  picture.close();
  if (blob.size >= file.size) return body;
  const changed = new FormData();
  changed.append(field, new File([blob], file.name, { type: "image/jpeg" }), file.name);
  return changed;
}

function asJpeg(picture, side, quality) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "white"; // behind what is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality });
}

function listen() {
  const { open, send } = XMLHttpRequest.prototype;
  const uploads = new WeakSet();
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    if (method.toUpperCase() === "PUT" && String(url).includes(UPLOADS)) uploads.add(this);
    return open.call(this, method, url, ...rest);
  };
  XMLHttpRequest.prototype.send = function (body) {
    const [, file] = (uploads.has(this) && fileIn(body)) || [];
    if (!file) return send.call(this, body);
    let aborted = false;
    this.addEventListener("abort", () => (aborted = true));
    this.addEventListener("loadend", () => {
      const detail = { status: aborted ? 200 : this.status, name: file.name, size: file.size };
      window.dispatchEvent(new CustomEvent(ENDED, { detail }));
    });
    if (!PHOTOS.includes(file.type) || file.size <= SEND_AS_IS) return send.call(this, body);
    const sendIt = (made) => aborted || send.call(this, made);
    smallerPhoto(body).then(sendIt, () => sendIt(body)); // what the browser can't read, the app may
  };
}

if (!window.mnistPlaygroundListens) {
  window.mnistPlaygroundListens = true;
  listen();
}

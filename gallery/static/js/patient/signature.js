// The pad to draw a signature in. Without this script the typed name is the signature.

import SignaturePad from "../../vendor/signature_pad/signature_pad.min.js";

const INK = "#14213d";
const box = document.querySelector("[data-signature]");
const canvas = box.querySelector("canvas");
const state = box.querySelector("[data-state]");
const drawing = box.querySelector("input[name=signature]");
const strokes = box.querySelector("input[name=strokes]");
const undo = box.querySelector("[data-undo]");
const clear = box.querySelector("[data-clear]");
// At least two dots for each pixel of the page: the drawing is printed in her copy.
const density = Math.min(3, Math.max(2, devicePixelRatio));
let widthPx = 0;

box.querySelector("[data-pad]").hidden = false;
box.querySelector("[data-plain]").hidden = true;

const pad = new SignaturePad(canvas, { penColor: INK, minWidth: 0.8, maxWidth: 2.6 });

function scaled(lines, factor) {
  return lines.map((line) => ({
    ...line,
    points: line.points.map((point) => ({ ...point, x: point.x * factor, y: point.y * factor })),
  }));
}

// Fits the drawing to the pad's present size: a turned phone loses no stroke.
function fit() {
  const width = canvas.clientWidth;
  if (width === 0 || width === widthPx) return;
  const lines = scaled(pad.toData(), widthPx ? width / widthPx : 1);
  widthPx = width;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(canvas.clientHeight * density);
  canvas.getContext("2d").scale(density, density);
  pad.fromData(lines);
  tell();
}

function tell(words) {
  const isEmpty = pad.isEmpty();
  undo.disabled = clear.disabled = isEmpty;
  state.textContent = words ?? (isEmpty ? box.dataset.typed : box.dataset.drawn);
}

// What was drawn before the form came back is kept as points, relative to the pad's width.
function restore() {
  try {
    const kept = JSON.parse(strokes.value);
    pad.fromData(scaled(kept, widthPx));
  } catch {
    pad.clear();
  }
  tell();
}

function keep() {
  const lines = scaled(pad.toData(), 1 / widthPx).map((line) => ({
    ...line,
    points: line.points.map(({ x, y, pressure, time }) => (
      { x: +x.toFixed(4), y: +y.toFixed(4), pressure, time })),
  }));
  drawing.value = pad.isEmpty() ? "" : pad.toDataURL("image/png");
  strokes.value = pad.isEmpty() ? "" : JSON.stringify(lines);
}

undo.addEventListener("click", () => {
  const lines = pad.toData().slice(0, -1);
  pad.fromData(lines);
  tell();
});
clear.addEventListener("click", () => {
  pad.clear();
  tell(`${box.dataset.cleared} ${box.dataset.typed}`);
});
pad.addEventListener("endStroke", () => {
  tell();
  drawing.dispatchEvent(new Event("input", { bubbles: true }));
});
document.querySelector("[data-signing]").addEventListener("submit", keep);

fit();
if (strokes.value) restore();
tell();
new ResizeObserver(fit).observe(canvas);

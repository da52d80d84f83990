// The page on which masks are drawn: tools, keys, saving.
import { Drawing, moved, thinned, treatedArea } from "./mask-drawing.js";
import { offerFaces } from "./mask-faces.js";
import { keepList } from "./mask-list.js";
import { covering } from "./mask-result.js";
import { Surface } from "./mask-surface.js";

const MOST_CHARACTERS = 800_000;
const STEP = 0.005;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const page = document.querySelector("[data-masks]");
const [form, tools, numbers] = ["[data-save]", "[data-tools]", "[data-numbers] form"].map((name) => page.querySelector(name));
const field = form.elements.drawing;
const drawing = new Drawing(JSON.parse(field.value));
const saved = JSON.stringify(drawing);
const aspect = page.dataset.width / page.dataset.height;
let covered = [];
const surface = new Surface(page.querySelector(".surface"), drawing, tool);

function tool() {
  const { value: name } = tools.querySelector("[name=tool]:checked");
  const { value: fill } = tools.querySelector("[name=look]:checked");
  return { name, fill, width: Number(tools.querySelector("[data-brush] input").value) / 100 };
}

function showState() {
  const [undo, redo, remove] = ["[data-undo]", "[data-redo]", "[data-delete]"].map((name) => tools.querySelector(name));
  undo.disabled = !drawing.canUndo;
  redo.disabled = !drawing.canRedo;
  remove.disabled = drawing.chosen < 0;
  page.querySelector("[data-brush]").hidden = tool().name !== "stroke";
  form.querySelector("[data-state]").textContent = isChanged() ? "Not saved yet" : "";
  const told = form.querySelector("[data-covers]");
  told.hidden = !covered.length;
  told.textContent = told.hidden ? "" : "A mask covers the treated area: make room before you save.";
}

function check() {
  covered = covering(drawing.shapes, aspect);
}

function isChanged() {
  return "unsaved" in page.dataset || JSON.stringify(drawing) !== saved;
}

/** Return the drawing as text, its strokes with fewer points if it would be too long to send. */
function written() {
  const lists = drawing.toJSON();
  for (let tolerance = 0.001; JSON.stringify(lists).length > MOST_CHARACTERS; tolerance *= 2) {
    for (const mask of lists.masks) mask.points = thinned(mask.points, tolerance);
  }
  return JSON.stringify(lists);
}

function press(event) {
  if (event.target.matches("input:not([type=radio]), select, textarea")) return;
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
    event.preventDefault();
    if (key === "y" || event.shiftKey) drawing.redo();
    else drawing.undo();
  } else if (event.target === surface.svg) pressOnPicture(event);
}

function pressOnPicture(event) {
  const { chosen, shapes } = drawing;
  if (event.key === "Enter") surface.addInTheMiddle();
  else if (event.key === "Escape") drawing.choose(-1);
  else if (!(chosen in shapes)) return;
  else if (event.key === "Delete" || event.key === "Backspace") drawing.remove(chosen);
  else if (event.key in ARROWS) {
    const [across, down] = ARROWS[event.key].map((way) => way * STEP * (event.shiftKey ? 5 : 1));
    drawing.replace(chosen, moved(shapes[chosen], across, down));
  } else return;
  event.preventDefault();
}

/** Add a shape by numbers to what is drawn, rather than to what is saved. */
function addByNumbers(event) {
  event.preventDefault();
  const told = new FormData(numbers);
  const [left, top, right, bottom] = ["left", "top", "right", "bottom"].map((side) => Number(told.get(side)) / 100);
  const points = [[left, top], [right, bottom]];
  if (told.get("kind") === "treated") drawing.add(treatedArea(...points));
  else drawing.add({ kind: "mask", shape: told.get("kind"), points, fill: told.get("fill"), width: null });
}

form.hidden = tools.hidden = false;
drawing.addEventListener("change", check);
drawing.addEventListener("change", showState);
tools.addEventListener("change", () => {
  surface.draw();
  showState();
});
tools.querySelector("[data-undo]").addEventListener("click", () => drawing.undo());
tools.querySelector("[data-redo]").addEventListener("click", () => drawing.redo());
tools.querySelector("[data-delete]").addEventListener("click", () => drawing.remove(drawing.chosen));
numbers.addEventListener("submit", addByNumbers);
page.addEventListener("keydown", press);
form.addEventListener("submit", () => {
  field.value = written();
  removeEventListener("beforeunload", keep);
});
addEventListener("beforeunload", keep);
check();
keepList(page.querySelector("[data-list]"), drawing, () => covered);
offerFaces(page, drawing);
showState();

function keep(event) {
  if (isChanged()) event.preventDefault();
}

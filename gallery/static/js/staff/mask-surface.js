// The picture to draw on: outlines, handles, and what pointer and touch do with them.
import { bounds, moved, thinned, treatedArea, within } from "./mask-drawing.js";
import { element, outline, handles } from "./mask-outlines.js";
import { showResult } from "./mask-result.js";

const LEAST_PX = 5;
const THIN = 0.0008;

export class Surface {
  #pending = null;
  #start = null;

  /** `tool` tells what is drawn: `{name, fill, width}`. */
  constructor(place, drawing, tool) {
    Object.assign(this, { drawing, tool, picture: place.querySelector("img") });
    this.canvas = document.createElement("canvas");
    this.canvas.className = "surface__result";
    this.svg = element("svg", { class: "surface__shapes", tabindex: 0, role: "group" });
    this.svg.setAttribute("aria-label", "Picture to draw on. Enter adds a shape in the middle, arrow keys move the chosen one, Delete removes it.");
    place.append(this.canvas, this.svg);
    drawing.addEventListener("change", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.picture);
    this.picture.addEventListener("load", () => this.draw());
    this.svg.addEventListener("pointerdown", (event) => this.#down(event));
    this.svg.addEventListener("pointermove", (event) => this.#move(event));
    this.svg.addEventListener("pointerup", (event) => this.#up(event));
    this.svg.addEventListener("pointercancel", () => this.#drop());
    this.draw();
  }

  /** Return the shapes as they are now, with the one that is being drawn or moved. */
  get shapes() {
    const { shapes } = this.drawing;
    if (!this.#pending) return shapes;
    const { at, shape } = this.#pending;
    return at in shapes ? shapes.with(at, shape) : [...shapes, shape];
  }

  draw() {
    const [width, height] = [this.picture.clientWidth, this.picture.clientHeight];
    if (!width) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.classList.toggle("is-selecting", this.tool().name === "select");
    const { chosen, suggested } = this.drawing;
    const drawn = this.shapes.map((shape, at) => outline(shape, width, height, { at, chosen: at === chosen }));
    const faces = suggested.map(({ face }) => outline({ kind: "face", ...face }, width, height, {}));
    const shown = this.tool().name === "select" && chosen in this.shapes ? handles(this.shapes[chosen], width, height) : [];
    this.svg.replaceChildren(...faces, ...drawn, ...shown);
    showResult(this.canvas, this.picture, this.shapes);
  }

  /** Add a shape of the tool in the middle: for those who do not point. */
  addInTheMiddle() {
    const { name } = this.tool();
    const points = name === "stroke" ? [[0.4, 0.5], [0.6, 0.5]] : [[0.4, 0.4], [0.6, 0.6]];
    if (name !== "select") this.drawing.add(this.#shape(points));
  }

  #down(event) {
    if (event.button || !event.isPrimary) return;
    this.svg.setPointerCapture(event.pointerId);
    this.svg.focus({ preventScroll: true });
    event.preventDefault();
    this.#start = this.#place(event);
    if (this.tool().name === "select") this.#take(event.target);
    else this.#pending = { at: -1, shape: this.#shape([this.#start, this.#start]) };
  }

  /** Choose what is under the pointer; a handle keeps the corner across from it. */
  #take(target) {
    const { at, corner } = target.dataset;
    if (corner === undefined) this.drawing.choose(at === undefined ? -1 : Number(at));
    const { chosen, shapes } = this.drawing;
    if (!(chosen in shapes)) return;
    const [left, top, right, bottom] = bounds(shapes[chosen].points);
    const opposite = [[right, bottom], [left, bottom], [left, top], [right, top]][corner];
    this.#pending = { at: chosen, shape: shapes[chosen], from: shapes[chosen], opposite };
  }

  #move(event) {
    if (!this.#pending) return;
    const here = this.#place(event);
    const { at, from, opposite, shape } = this.#pending;
    if (opposite) this.#pending.shape = { ...from, points: [opposite, here] };
    else if (from) this.#pending.shape = moved(from, here[0] - this.#start[0], here[1] - this.#start[1]);
    else if (shape.shape === "stroke") {
      const all = event.getCoalescedEvents?.() ?? [];
      shape.points.push(...(all.length ? all : [event]).map((each) => this.#place(each)));
    } else this.#pending = { at, shape: this.#shape([this.#start, here]) };
    this.draw();
  }

  #up(event) {
    const pending = this.#pending;
    this.#drop();
    if (!pending) return;
    const { at, from, shape } = pending;
    if (from) {
      if (shape !== from && isLarge(shape, this.picture)) this.drawing.replace(at, shape);
      return;
    }
    if (shape.shape === "stroke") this.drawing.add({ ...shape, points: thinned(shape.points, THIN) });
    else if (isLarge(shape, this.picture)) this.drawing.add(shape);
    event.preventDefault();
  }

  #drop() {
    this.#pending = this.#start = null;
    this.draw();
  }

  #shape(points) {
    const { name, fill, width } = this.tool();
    if (name === "treated") return treatedArea(...points);
    return { kind: "mask", shape: name, points, fill, width: name === "stroke" ? width : null };
  }

  #place(event) {
    const box = this.svg.getBoundingClientRect();
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
  }
}

function isLarge({ shape, points }, picture) {
  const [left, top, right, bottom] = bounds(points);
  if (shape === "stroke") return true;
  return Math.min((right - left) * picture.clientWidth, (bottom - top) * picture.clientHeight) >= LEAST_PX;
}

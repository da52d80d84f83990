// Move the after over the before by pointer, keys or the form's fields; the form is what is sent.
import { frameOf, outline, shade } from "./pair-frame.js";

const STEP = 0.001; // of the before's longer side
const LARGE = 10;
const KEYS = {
  ArrowLeft: (place, step) => ({ ...place, dx: place.dx - step }),
  ArrowRight: (place, step) => ({ ...place, dx: place.dx + step }),
  ArrowUp: (place, step) => ({ ...place, dy: place.dy - step }),
  ArrowDown: (place, step) => ({ ...place, dy: place.dy + step }),
  "+": (place) => ({ ...place, scale: place.scale * 1.002 }),
  "=": (place) => ({ ...place, scale: place.scale * 1.002 }),
  "-": (place) => ({ ...place, scale: place.scale / 1.002 }),
  ",": (place) => ({ ...place, turn: place.turn - 0.1 }),
  ".": (place) => ({ ...place, turn: place.turn + 0.1 }),
};

export class Mover {
  constructor(stage, form) {
    this.svg = stage.querySelector("svg");
    this.moved = stage.querySelector("[data-move]");
    this.form = form;
    const unmoved = stage.querySelector("[data-unmoved]").dataset;
    const [scale, x, y] = unmoved.unmoved.split(" ").map(Number);
    const [width, height] = unmoved.after.split(" ").map(Number);
    this.before = { width: Number(this.svg.dataset.width), height: Number(this.svg.dataset.height) };
    this.after = { width, height, scale, x, y };
    stage.classList.add("stage--live");
    stage.tabIndex = 0;
    stage.setAttribute("role", "group");
    stage.setAttribute("aria-label", "Move the after with the arrow keys");
    stage.addEventListener("keydown", (event) => this.press(event));
    this.svg.addEventListener("pointerdown", (event) => this.grab(event));
    form.addEventListener("input", () => this.draw());
    form.addEventListener("reset", () => setTimeout(() => this.draw()));
  }

  get place() {
    const field = (name) => Number(this.form.elements[name].value) || 0;
    return {
      dx: field("dx_px"),
      dy: field("dy_px"),
      scale: field("scale_percent") / 100 || 1,
      turn: field("rotation_deg"),
    };
  }

  set place(place) {
    const fields = this.form.elements;
    fields.dx_px.value = place.dx.toFixed(1);
    fields.dy_px.value = place.dy.toFixed(1);
    fields.scale_percent.value = (place.scale * 100).toFixed(2);
    fields.rotation_deg.value = place.turn.toFixed(2);
    this.draw();
  }

  press(event) {
    const change = KEYS[event.key];
    if (!change || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = STEP * Math.max(this.before.width, this.before.height);
    this.place = change(this.place, event.shiftKey ? LARGE * step : step);
  }

  grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.svg.parentElement.focus({ preventScroll: true });
    this.svg.setPointerCapture(event.pointerId);
    const from = this.place;
    const perPixel = 1 / this.svg.getScreenCTM().a;
    const drag = (move) => {
      const dx = from.dx + (move.clientX - event.clientX) * perPixel;
      const dy = from.dy + (move.clientY - event.clientY) * perPixel;
      this.place = { ...from, dx, dy };
    };
    const end = () => {
      this.svg.removeEventListener("pointermove", drag);
      this.svg.removeEventListener("pointerup", end);
      this.svg.removeEventListener("pointercancel", end);
    };
    this.svg.addEventListener("pointermove", drag);
    this.svg.addEventListener("pointerup", end);
    this.svg.addEventListener("pointercancel", end);
  }

  draw() {
    const { dx, dy, scale, turn } = this.place;
    const [x, y] = [this.before.width / 2, this.before.height / 2];
    this.moved.setAttribute(
      "transform",
      `translate(${dx + x} ${dy + y}) rotate(${turn}) scale(${scale}) translate(${-x} ${-y})`,
    );
    const frame = frameOf(this.before, this.after, this.place);
    this.svg.querySelector("[data-frame]").setAttribute("d", outline(frame));
    this.svg.querySelector("[data-shade]").setAttribute("d", shade(this.before, frame));
  }
}

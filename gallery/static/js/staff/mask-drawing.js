// The masks and treated areas of one photo, with undo and redo. Points are ratios of the picture.

const DEEPEST = 100;

export class Drawing extends EventTarget {
  #done = [];
  #undone = [];
  shapes = [];
  chosen = -1;
  suggested = [];

  /** Read the lists that the page came with: `{masks, treated_areas}`. */
  constructor({ masks, treated_areas: areas }) {
    super();
    const treated = areas.map(({ left, top, right, bottom }) => treatedArea([left, top], [right, bottom]));
    this.shapes = [...treated, ...masks.map((mask) => ({ kind: "mask", ...mask }))];
  }

  /** Return the lists as the server takes them. */
  toJSON() {
    return {
      masks: this.shapes
        .filter(({ kind }) => kind === "mask")
        .map(({ shape, points, fill, width = null }) => ({ shape, points: points.map(rounded), fill, width })),
      treated_areas: this.shapes.filter(({ kind }) => kind === "treated").map(({ points }) => {
        const [left, top, right, bottom] = bounds(points);
        return { left, top, right, bottom };
      }),
    };
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** Add a shape and choose it. */
  add(shape) {
    this.#change([...this.shapes, shape], this.shapes.length);
  }

  /** Put a shape in the place of the one at `at`. */
  replace(at, shape) {
    this.#change(this.shapes.with(at, shape), at);
  }

  remove(at) {
    if (at in this.shapes) this.#change(this.shapes.toSpliced(at, 1), -1);
  }

  choose(at) {
    this.chosen = at;
    this.#tell();
  }

  suggest(masks) {
    this.suggested = masks;
    this.#tell();
  }

  undo() {
    this.#step(this.#done, this.#undone);
  }

  redo() {
    this.#step(this.#undone, this.#done);
  }

  #change(shapes, chosen) {
    this.#done = [...this.#done, this.shapes].slice(-DEEPEST);
    this.#undone = [];
    this.shapes = shapes;
    this.choose(chosen);
  }

  #step(from, to) {
    if (!from.length) return;
    to.push(this.shapes);
    this.shapes = from.pop();
    this.choose(-1);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Return a treated area between two opposite corners. */
export function treatedArea(one, other) {
  return { kind: "treated", shape: "rectangle", points: [one, other] };
}

/** Return [left, top, right, bottom] of points. */
export function bounds(points) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return rounded([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
}

/** Return a shape moved by ratios, as far as the picture goes. */
export function moved(shape, across, down) {
  const [left, top, right, bottom] = bounds(shape.points);
  const x = Math.min(Math.max(across, -left), 1 - right);
  const y = Math.min(Math.max(down, -top), 1 - bottom);
  return { ...shape, points: shape.points.map((point) => [point[0] + x, point[1] + y].map(within)) };
}

/** Leave out points of a brush's way that stray less than `tolerance` (Ramer, Douglas, Peucker). */
export function thinned(points, tolerance) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points.at(-1)];
  let [farthest, distance] = [0, -1];
  for (let at = 1; at < points.length - 1; at += 1) {
    const away = distanceTo(points[at], first, last);
    if (away > distance) [farthest, distance] = [at, away];
  }
  if (distance <= tolerance) return [first, last];
  const before = thinned(points.slice(0, farthest + 1), tolerance);
  return [...before.slice(0, -1), ...thinned(points.slice(farthest), tolerance)];
}

export function within(value) {
  return Math.min(Math.max(value, 0), 1);
}

function rounded(values) {
  return values.map((value) => Math.round(within(value) * 1e5) / 1e5);
}

function distanceTo([x, y], [x0, y0], [x1, y1]) {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const along = length ? within(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length) : 0;
  return Math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0));
}

// Outlines of shapes as SVG, in CSS pixels of the picture.
import { bounds } from "./mask-drawing.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const HANDLE_PX = 7;

/** Return an SVG element. */
export function element(name, attributes) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Return the outline of a shape, twice: light on dark reads on any skin. */
export function outline(shape, width, height, { at, chosen = false }) {
  const group = element("g", {});
  const isBrush = shape.shape === "stroke";
  const kind = `${chosen ? " shape--chosen" : ""} shape--${isBrush ? "brush" : shape.kind}`;
  const [name, attributes] = isBrush ? way(shape, width, height) : form(shape, width, height);
  for (const look of ["shape--back", kind]) {
    const part = element(name, { ...attributes, class: `shape ${look}` });
    if (at !== undefined) part.dataset.at = at;
    else part.setAttribute("pointer-events", "none");
    group.append(part);
  }
  if (isBrush && at !== undefined) {
    const broad = shape.width * Math.max(width, height);
    const grip = element(name, { ...attributes, class: "shape__grip", "stroke-width": broad });
    grip.dataset.at = at;
    group.append(grip);
  }
  if (shape.kind === "treated") group.append(label("Treated", shape, width, height));
  return group;
}

/** Return the four corners to pull at; a brush stroke has none. */
export function handles(shape, width, height) {
  if (shape.shape === "stroke") return [];
  const [left, top, right, bottom] = bounds(shape.points);
  return [[left, top], [right, top], [right, bottom], [left, bottom]].map(([x, y], corner) => {
    const handle = element("circle", { cx: x * width, cy: y * height, r: HANDLE_PX, class: "handle" });
    handle.dataset.corner = corner;
    return handle;
  });
}

/** A brush stroke is shown by the line along its middle, and taken anywhere on its width. */
function way(shape, width, height) {
  const points = shape.points.map(([x, y]) => `${x * width},${y * height}`);
  const line = points.length > 1 ? points.join(" ") : `${points[0]} ${points[0]}`;
  return ["polyline", { points: line }];
}

function form(shape, width, height) {
  const [left, top, right, bottom] = bounds(shape.points);
  const [x, y, across, down] = [left * width, top * height, (right - left) * width, (bottom - top) * height];
  if (shape.shape === "ellipse") {
    return ["ellipse", { cx: x + across / 2, cy: y + down / 2, rx: across / 2, ry: down / 2 }];
  }
  return ["rect", { x, y, width: across, height: down }];
}

function label(text, shape, width, height) {
  const [left, top] = bounds(shape.points);
  const made = element("text", { x: left * width + 5, y: top * height + 17, class: "shape__label" });
  made.textContent = text;
  return made;
}

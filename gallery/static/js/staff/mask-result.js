// Show on a canvas what masks will look like, and which of them cover a treated area. The server
// decides and draws anew; this is only to see while drawing.
import { bounds } from "./mask-drawing.js";

const TONE = "rgb(118 118 118)";
const [CELLS_SHORT, CELLS_LONG] = [6, 12];
const CHECK_PX = 256;

/** Draw the masks of `shapes` over `picture`, an image, on a canvas of the same place. */
export function showResult(canvas, picture, shapes) {
  const [width, height] = [picture.clientWidth, picture.clientHeight];
  if (!width || !picture.naturalWidth) return;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, width, height);
  for (const shape of shapes) {
    if (shape.kind !== "mask") continue;
    if (shape.fill === "mosaic") context.drawImage(mosaic(picture, shape, width, height), 0, 0);
    else paint(context, shape, width, height, TONE);
  }
}

/** Return the indexes of masks that cover some of a treated area. */
export function covering(shapes, aspect) {
  const [width, height] = aspect > 1 ? [CHECK_PX, Math.round(CHECK_PX / aspect)] : [Math.round(CHECK_PX * aspect), CHECK_PX];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const treated = shapes.filter(({ kind }) => kind === "treated");
  return [...shapes.keys()].filter((at) => {
    if (shapes[at].kind !== "mask") return false;
    return treated.some((area) => {
      context.globalCompositeOperation = "copy";
      paint(context, area, width, height, "black");
      context.globalCompositeOperation = "source-in";
      paint(context, shapes[at], width, height, "black");
      return context.getImageData(0, 0, width, height).data.some((value, byte) => byte % 4 === 3 && value > 127);
    });
  });
}

function paint(context, shape, width, height, tone) {
  const points = shape.points.map(([x, y]) => [x * width, y * height]);
  context.fillStyle = context.strokeStyle = tone;
  context.beginPath();
  if (shape.shape === "stroke") {
    Object.assign(context, { lineCap: "round", lineJoin: "round" });
    context.lineWidth = shape.width * Math.max(width, height);
    context.moveTo(...points[0]);
    for (const point of points.length > 1 ? points.slice(1) : points) context.lineTo(...point);
    context.stroke();
    return;
  }
  const [left, top, right, bottom] = corners(points);
  if (shape.shape === "ellipse") {
    context.ellipse((left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2, 0, 0, 2 * Math.PI);
  } else context.rect(left, top, right - left, bottom - top);
  context.fill();
}

function corners(points) {
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function mosaic(picture, shape, width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  paint(context, shape, width, height, "black");
  const [left, top, right, bottom] = bounds(shape.points);
  const half = shape.shape === "stroke" ? (shape.width * Math.max(width, height)) / 2 : 0;
  const box = [left * width - half, top * height - half, (right - left) * width + 2 * half, (bottom - top) * height + 2 * half];
  const side = Math.max(Math.min(box[2], box[3]) / CELLS_SHORT, Math.max(box[2], box[3]) / CELLS_LONG, 1);
  const cells = new OffscreenCanvas(Math.ceil(box[2] / side), Math.ceil(box[3] / side));
  const scale = picture.naturalWidth / width;
  const from = [box[0], box[1], cells.width * side, cells.height * side].map((value) => value * scale);
  const small = cells.getContext("2d");
  small.imageSmoothingQuality = "high";
  small.drawImage(picture, ...from, 0, 0, cells.width, cells.height);
  context.imageSmoothingEnabled = false;
  context.globalCompositeOperation = "source-in";
  context.drawImage(cells, box[0], box[1], cells.width * side, cells.height * side);
  return canvas;
}

// The frame that two photos would have in common; gallery/imaging/common_frame.py decides.
const HALVINGS = 30;

export function frameOf(before, after, place) {
  const corners = cornersOf(before, after, place);
  let [low, high] = [0, 1];
  let best = centres(before, corners, 1);
  if (best.length) low = 1;
  for (let step = 0; step < HALVINGS && low < 1; step += 1) {
    const share = (low + high) / 2;
    const found = centres(before, corners, share);
    if (found.length) [low, best] = [share, found];
    else high = share;
  }
  if (!best.length) return null;
  const middle = (axis) => best.reduce((sum, point) => sum + point[axis], 0) / best.length;
  const [width, height] = [before.width * low, before.height * low];
  return { x: middle(0) - width / 2, y: middle(1) - height / 2, width, height };
}

export function outline(frame) {
  if (!frame) return "";
  return `M${frame.x} ${frame.y}h${frame.width}v${frame.height}h${-frame.width}z`;
}

export function shade(before, frame) {
  return `M0 0h${before.width}v${before.height}h${-before.width}z${outline(frame)}`;
}

function cornersOf(before, after, { dx, dy, scale, turn }) {
  const angle = (turn * Math.PI) / 180;
  const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const [middleX, middleY] = [before.width / 2, before.height / 2];
  const ends = [[0, 0], [after.width, 0], [after.width, after.height], [0, after.height]];
  return ends.map(([u, v]) => {
    const x = after.scale * u + after.x - middleX;
    const y = after.scale * v + after.y - middleY;
    return [a * x - b * y + middleX + dx, b * x + a * y + middleY + dy];
  });
}

function centres(before, corners, share) {
  const [halfWidth, halfHeight] = [(before.width * share) / 2, (before.height * share) / 2];
  const [right, bottom] = [before.width - halfWidth, before.height - halfHeight];
  let area = [[halfWidth, halfHeight], [right, halfHeight], [right, bottom], [halfWidth, bottom]];
  corners.forEach(([x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % 4];
    const length = Math.hypot(nextX - x, nextY - y);
    const [px, py] = [(nextY - y) / length, (x - nextX) / length];
    const reach = Math.abs(px) * halfWidth + Math.abs(py) * halfHeight;
    area = cut(area, px, py, px * x + py * y + 0.001 - reach);
  });
  return area;
}

function cut(area, px, py, limit) {
  const kept = [];
  area.forEach(([x, y], index) => {
    const [lastX, lastY] = area.at(index - 1);
    const inside = limit - px * x - py * y;
    const insideLast = limit - px * lastX - py * lastY;
    if (inside >= 0 !== insideLast >= 0) {
      const ratio = insideLast / (insideLast - inside);
      kept.push([lastX + ratio * (x - lastX), lastY + ratio * (y - lastY)]);
    }
    if (inside >= 0) kept.push([x, y]);
  });
  return kept;
}

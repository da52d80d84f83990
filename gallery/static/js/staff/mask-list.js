// The shapes as a list beside the picture: choose one, change its look, remove it.
const SHAPES = { rectangle: "Rectangle", ellipse: "Ellipse", stroke: "Brush stroke" };

/** Keep `list` showing what `drawing` holds; masks that cover a treated area are named so. */
export function keepList(list, drawing, covers) {
  const show = () => {
    const covering = covers();
    const numbers = { mask: 0, treated: 0 };
    const rows = drawing.shapes.map((shape, at) => {
      numbers[shape.kind] += 1;
      return row(drawing, shape, at, numbers[shape.kind], covering.includes(at));
    });
    list.replaceChildren(...(rows.length ? rows : [nothing()]));
  };
  drawing.addEventListener("change", show);
  show();
}

function row(drawing, shape, at, number, isCovering) {
  const item = document.createElement("li");
  item.className = `maskrow${at === drawing.chosen ? " maskrow--chosen" : ""}`;
  const name = shape.kind === "treated" ? `Treated area ${number}` : `Mask ${number}: ${SHAPES[shape.shape]}`;
  const words = isCovering ? `${name}, covers the treated area` : name;
  const choose = button(words, "link maskrow__name", () => drawing.choose(at === drawing.chosen ? -1 : at));
  choose.setAttribute("aria-pressed", String(at === drawing.chosen));
  item.append(choose);
  const tools = document.createElement("span");
  tools.className = "choices";
  if (shape.kind === "mask") {
    const other = shape.fill === "mosaic" ? "solid" : "mosaic";
    tools.append(button(`Make ${other}`, "link", () => drawing.replace(at, { ...shape, fill: other }), name));
  }
  tools.append(button("Remove", "link", () => drawing.remove(at), name));
  item.append(tools);
  return item;
}

/** Return a button; `what` is told to those who hear it out of its row. */
export function button(text, kind, onClick, what = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button ${kind.split(" ").map((part, at) => (at ? part : `button--${part}`)).join(" ")}`;
  made.textContent = text;
  if (what) made.setAttribute("aria-label", `${text}: ${what}`);
  made.addEventListener("click", onClick);
  return made;
}

function nothing() {
  const item = document.createElement("li");
  item.className = "quiet";
  item.textContent = "Nothing is marked yet. Mark what was treated first.";
  return item;
}

// Faces that the service finds: outlined, and covered only when somebody says so.
import { button } from "./mask-list.js";

/** Let the link look for faces without leaving the page, so that nothing drawn is lost. */
export function offerFaces(page, drawing) {
  const [link, list, note] = ["[data-look]", "[data-found]", "[data-found-note]"].map((name) => page.querySelector(name));
  link.setAttribute("role", "button");
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    note.textContent = "Looking for faces …";
    try {
      const answer = await fetch(page.dataset.faces, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`The server answered ${answer.status}. Try again.`);
      show(await answer.json());
    } catch (error) {
      note.textContent = error instanceof TypeError ? "The connection was lost. Try again." : error.message;
    }
  });

  function show({ faces, note: text }) {
    note.textContent = text || `${faces.length} found. Nothing is covered until you say so.`;
    drawing.suggest(faces);
    list.replaceChildren(...faces.map((face, at) => row(face, `Face ${at + 1}`)));
  }

  function row(face, name) {
    const item = document.createElement("li");
    item.className = "maskrow";
    const words = document.createElement("span");
    words.textContent = `${name} (${Math.round(face.confidence * 100)} % sure)`;
    const tools = document.createElement("span");
    tools.className = "choices";
    for (const [part, text] of [["face", "Mask face"], ["eyes", "Mask eyes"]]) {
      tools.append(button(text, "quiet", () => drawing.add({ kind: "mask", ...face[part] }), name));
    }
    item.append(words, tools);
    return item;
  }
}

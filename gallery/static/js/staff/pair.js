// The page of one pair: look at the after over the before, and move it there.
import { Mover } from "./pair-mover.js";
import { Looks } from "./pair-looks.js";

const stage = document.querySelector("[data-stage]");
const modes = document.querySelector("[data-modes]");
const correction = document.querySelector("[data-correction]");

for (const part of document.querySelectorAll("[data-script]")) part.hidden = false;
new Looks(stage, modes, document.querySelector("[data-beside]"));
if (correction) new Mover(stage, correction);

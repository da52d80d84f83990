// The list of jobs keeps itself up to date while something is being done.
import { refresh } from "./refresh.js";

const EVERY_MS = 2000;

async function watch() {
  const list = document.querySelector("[data-live=jobs]");
  if (!list || !("running" in list.dataset)) return;
  await refresh();
  setTimeout(watch, EVERY_MS);
}

setTimeout(watch, EVERY_MS);

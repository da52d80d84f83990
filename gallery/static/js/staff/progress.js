// Watch the work on a case: ask each second while something runs, stop when nothing does.
import { refresh } from "./refresh.js";

const EVERY_MS = 1000;
const MOST_FAILURES = 5;

export class Progress {
  #path;
  #timer = 0;
  #failures = 0;

  constructor(path) {
    this.#path = path;
  }

  /** Start watching, unless it is being watched already. */
  watch() {
    if (!this.#timer) this.#timer = setTimeout(() => this.#ask(), EVERY_MS);
  }

  async #ask() {
    this.#timer = 0;
    const work = await this.#answer();
    if (!work) {
      this.#failures += 1;
      if (this.#failures < MOST_FAILURES) this.watch();
      return;
    }
    this.#failures = 0;
    if (work.is_running) {
      show(work);
      this.watch();
    } else if (follow(await refresh())) {
      this.watch(); // something new began between the two answers
    }
  }

  async #answer() {
    try {
      const response = await fetch(this.#path, { headers: { Accept: "application/json" } });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
}

function show(work) {
  const text = document.querySelector("[data-work-text]");
  const bar = document.querySelector("[data-work-bar]");
  if (text) text.textContent = work.summary;
  if (bar) {
    bar.max = work.photos_total || 1;
    bar.value = work.photos_ready;
  }
  for (const photo of work.photos) {
    const badge = document.querySelector(`[data-photo="${photo.id}"] .badge`);
    if (badge) {
      badge.textContent = photo.word;
      badge.className = `badge badge--${photo.tone}`;
    }
  }
}

/** Mark the page as at work or not, as the page just fetched is; return which. */
function follow(fresh) {
  const page = document.querySelector("[data-progress]");
  const next = fresh?.querySelector("[data-progress]");
  if (next) page.toggleAttribute("data-running", next.hasAttribute("data-running"));
  return page.hasAttribute("data-running");
}

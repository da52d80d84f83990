// The upload form: files are queued with what they show, then sent two at a time.
import { remember, remembered } from "./hints.js";
import { Queued, sizeOf } from "./queued.js";

const AT_ONCE = 2;

export class Upload {
  constructor(form, onSettled) {
    this.form = form;
    this.onSettled = onSettled;
    this.items = [];
    this.input = form.querySelector("input[type=file]");
    this.drop = form.querySelector("[data-drop]");
    this.queue = form.querySelector("[data-queue]");
    this.button = form.querySelector("[data-send]");
    this.defaults = Object.fromEntries(
      ["role", "view", "interval"].map((name) => [name, form.querySelector(`[data-defaults] [name=${name}]`)]),
    );
    this.#prepare();
  }

  #prepare() {
    this.input.required = false;
    this.form.querySelector("[data-drop-text]").textContent =
      "Drop files here, or choose them. Each is kept privately; nothing is public until the case is published.";
    for (const [name, value] of Object.entries(remembered())) {
      const select = this.defaults[name];
      if (select && [...select.options].some((option) => option.value === value)) select.value = value;
    }
    this.input.addEventListener("change", () => this.#take(this.input.files));
    this.form.addEventListener("submit", (event) => this.#submit(event));
    for (const kind of ["dragenter", "dragover"]) this.drop.addEventListener(kind, (event) => this.#over(event, true));
    for (const kind of ["dragleave", "drop"]) this.drop.addEventListener(kind, (event) => this.#over(event, false));
    this.drop.addEventListener("drop", (event) => this.#take(event.dataTransfer.files));
    addEventListener("beforeunload", (event) => this.#of("sending").length && event.preventDefault());
    this.#take(this.input.files); // chosen before this script had come
  }

  #over(event, isOver) {
    event.preventDefault();
    this.drop.classList.toggle("drop--over", isOver);
  }

  #of(state) {
    return this.items.filter((item) => item.state === state);
  }

  #take(files) {
    for (const file of files) {
      const item = new Queued(file, this.defaults, (what) => this.#changed(what));
      item.refuseOver(Number(this.form.dataset.maxBytes));
      this.items.push(item);
      this.queue.append(item.row);
    }
    this.input.value = "";
    this.#label();
  }

  #label() {
    const waiting = this.#of("waiting").length;
    this.button.textContent = waiting > 1 ? `Upload ${waiting} photos` : "Upload";
    this.button.disabled = waiting === 0;
  }

  #submit(event) {
    event.preventDefault();
    const waiting = this.#of("waiting");
    if (!waiting.length) return;
    remember(waiting.at(-1).choices);
    this.#fill();
  }

  #fill() {
    if (!this.#of("sending").length) this.#startClock();
    while (this.#of("sending").length < AT_ONCE && this.#of("waiting").length) {
      this.#of("waiting")[0].upload(this.form.action, this.form.elements.csrf_token.value);
    }
    this.#label();
  }

  #startClock() {
    this.startedAt = performance.now();
    this.sentBefore = this.#sent();
  }

  #sent() {
    return this.items.reduce((sum, item) => sum + (item.state === "left" ? 0 : item.loaded), 0);
  }

  #changed(what) {
    if (what === "retry") this.#fill();
    if (what === "settled") this.#settled();
    this.#label();
    this.#total();
  }

  #settled() {
    if (this.#of("waiting").length) this.#fill();
    else if (!this.#of("sending").length) this.#finish();
  }

  #finish() {
    const [done, failed] = [this.#of("done"), this.#of("failed")];
    this.form.querySelector("[data-spoken]").textContent = `${done.length} taken in, ${failed.length} not.`;
    for (const item of done) item.row.remove();
    this.items = this.items.filter((item) => item.state !== "done");
    this.onSettled();
  }

  #total() {
    const frame = this.form.querySelector("[data-total]");
    const busy = this.items.filter((item) => ["sending", "waiting", "done"].includes(item.state));
    const all = busy.reduce((sum, item) => sum + item.file.size, 0);
    frame.hidden = !this.#of("sending").length || this.items.length < 2;
    frame.querySelector("progress").value = all ? this.#sent() / all : 0;
    frame.querySelector("[data-total-text]").textContent = this.#words(all);
  }

  #words(all) {
    const sent = this.#sent();
    const seconds = (performance.now() - this.startedAt) / 1000;
    const rate = seconds > 0.5 ? (sent - this.sentBefore) / seconds : 0;
    const text = `${sizeOf(sent)} of ${sizeOf(all)}`;
    if (!rate) return text;
    const left = Math.ceil((all - sent) / rate);
    return `${text}, ${sizeOf(rate)} a second, ${left < 60 ? `${left} s` : `${Math.ceil(left / 60)} min`} left`;
  }
}

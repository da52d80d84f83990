// One file in the queue: its picture, what it shows, how far it is.
import { roleOf } from "./hints.js";
import { send } from "./send.js";

const NAMES = ["role", "view", "interval"];

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export const sizeOf = (bytes) =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export class Queued {
  constructor(file, defaults, onChange) {
    this.file = file;
    this.state = "waiting";
    this.loaded = 0;
    this.onChange = onChange;
    this.row = this.#build(defaults);
    this.#say("");
  }

  /** Refuse a file that the server would refuse for its size, before it is sent. */
  refuseOver(maxBytes) {
    if (!maxBytes || this.file.size <= maxBytes) return;
    this.state = "failed";
    this.#say(`This file has ${sizeOf(this.file.size)}; the limit is ${sizeOf(maxBytes)}. Choose a smaller one.`);
  }

  get choices() {
    return Object.fromEntries(NAMES.map((name) => [name, this.selects[name].value]));
  }

  #build(defaults) {
    const row = element("li", "queued");
    const side = element("div", "queued__side");
    const top = element("div", "queued__top");
    this.drop = this.#button("Leave out", () => this.#leave());
    this.drop.className = "button button--link";
    this.drop.setAttribute("aria-label", `Leave out ${this.file.name}`);
    top.append(element("span", "queued__name", this.file.name), element("span", "quiet", sizeOf(this.file.size)), this.drop);
    side.append(top, this.#choices(defaults), this.#foot());
    row.append(this.#thumb(), side);
    return row;
  }

  #thumb() {
    const frame = element("span", "queued__thumb");
    const image = element("img");
    const url = URL.createObjectURL(this.file);
    image.alt = "";
    image.src = url;
    image.addEventListener("load", () => URL.revokeObjectURL(url));
    image.addEventListener("error", () => {
      // Browsers cannot draw HEIC: the server's preview takes its place once it exists.
      URL.revokeObjectURL(url);
      frame.replaceChildren(element("span", "", (this.file.name.split(".").pop() || "file").toUpperCase().slice(0, 5)));
    });
    frame.append(image);
    this.thumb = frame;
    return frame;
  }

  #choices(defaults) {
    const frame = element("div", "queued__choices");
    this.selects = {};
    for (const name of NAMES) {
      const select = defaults[name].cloneNode(true);
      select.value = defaults[name].value;
      select.removeAttribute("id");
      select.setAttribute("aria-label", `${defaults[name].closest("label").textContent.trim().split("\n")[0]}: ${this.file.name}`);
      this.selects[name] = select;
      frame.append(select);
    }
    const hinted = roleOf(this.file.name);
    if (hinted) this.selects.role.value = hinted;
    this.selects.role.addEventListener("change", () => this.#fitInterval());
    this.#fitInterval();
    return frame;
  }

  #fitInterval() {
    this.selects.interval.disabled = this.selects.role.value === "before";
  }

  #foot() {
    const foot = element("div", "queued__foot");
    this.bar = element("progress");
    this.bar.max = 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", this.file.name);
    this.status = element("span", "queued__status");
    this.retry = this.#button("Try again", () => this.#again());
    foot.append(this.bar, this.status, this.retry);
    return foot;
  }

  #button(text, act) {
    const button = element("button", "button button--quiet", text);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  #again() {
    this.state = "waiting";
    this.loaded = 0;
    this.#say("");
    this.onChange("retry");
  }

  #leave() {
    this.state = "left";
    this.row.remove();
    this.onChange("left");
  }

  #say(text) {
    const isOver = this.state === "done";
    this.row.className = `queued queued--${this.state}`;
    this.status.textContent = text;
    this.bar.hidden = this.state === "waiting" || isOver || this.state === "failed";
    this.bar.value = this.file.size ? this.loaded / this.file.size : 0;
    this.retry.hidden = this.state !== "failed";
    this.drop.hidden = this.state === "sending" || isOver;
    for (const select of Object.values(this.selects)) select.disabled = this.state === "sending" || isOver;
    if (!isOver && this.state !== "sending") this.#fitInterval();
  }

  /** Send the file; never rejects: a failure is shown here and can be tried again. */
  async upload(path, token) {
    const fields = { csrf_token: token, ...this.choices, file: this.file };
    this.state = "sending";
    this.#say("Sending");
    try {
      const photo = await send(path, fields, (loaded, total) => this.#move(loaded, total));
      this.state = "done";
      this.loaded = this.file.size;
      this.#say(`Taken in as ${photo.label}`);
      this.#showPreview(photo.preview_path);
    } catch (error) {
      this.state = "failed";
      this.loaded = 0;
      this.#say(error.message);
    }
    this.onChange("settled");
  }

  #move(loaded, total) {
    this.loaded = total ? (loaded / total) * this.file.size : 0;
    this.bar.value = total ? loaded / total : 0;
    this.status.textContent = loaded < total ? `${Math.round((loaded / total) * 100)} %` : "Checking the picture";
    this.onChange("moved");
  }

  #showPreview(path) {
    const image = element("img");
    image.alt = "";
    image.src = path;
    this.thumb.replaceChildren(image);
  }
}

// Ways to look at two photos: overlay, difference, blink, side by side.
const BLINK_MS = 700;

export class Looks {
  constructor(stage, modes, beside) {
    this.stage = stage;
    this.beside = beside;
    this.after = stage.querySelector(".stage__after");
    this.opacity = modes.querySelector("[data-opacity]");
    this.timer = 0;
    modes.addEventListener("change", (event) => {
      if (event.target.name === "mode") this.show(event.target.value);
    });
    this.opacity.addEventListener("input", () => this.fade());
    this.show(modes.querySelector(":checked").value);
    this.fade();
  }

  show(mode) {
    clearInterval(this.timer);
    this.after.classList.remove("stage__after--away");
    this.stage.hidden = mode === "beside";
    this.beside.hidden = mode !== "beside";
    this.opacity.disabled = mode !== "overlay";
    this.stage.classList.toggle("stage--difference", mode === "difference");
    this.stage.classList.toggle("stage--blink", mode === "blink");
    if (mode === "blink") {
      this.timer = setInterval(() => this.after.classList.toggle("stage__after--away"), BLINK_MS);
    }
  }

  fade() {
    this.after.setAttribute("opacity", String(this.opacity.value / 100));
  }
}

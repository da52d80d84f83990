// Moves the divider with its handle, and changes between slider and side by side.

const comparisons = [...document.querySelectorAll("[data-comparison]")];
const modes = document.querySelector("[data-modes]");

function followHandle(comparison) {
  const range = comparison.querySelector("input[type=range]");
  const words = range.dataset.valueText;
  const follow = () => {
    comparison.style.setProperty("--position", `${range.value}%`);
    range.setAttribute("aria-valuetext", words.replace("{percent}", range.value));
  };
  range.addEventListener("input", follow);
  follow();
}

function show(mode) {
  for (const comparison of comparisons) {
    comparison.dataset.mode = mode;
  }
  for (const button of modes.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
  }
}

comparisons.forEach(followHandle);
modes.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-mode]");
  if (button) show(button.dataset.mode);
});

// The signing form: the faults come into focus, and a second tap sends nothing.

const form = document.querySelector("[data-signing]");
const button = form.querySelector("button[type=submit]");
const words = button.textContent;
let isSent = false;

document.querySelector("[data-focus]")?.focus();

form.addEventListener("submit", (event) => {
  if (isSent) {
    event.preventDefault();
    return;
  }
  isSent = true;
  button.textContent = form.dataset.sending;
  // A disabled button would lose the focus: it only tells that it is busy.
  button.setAttribute("aria-disabled", "true");
});

// Coming back by the history must find the form usable.
addEventListener("pageshow", () => {
  isSent = false;
  button.textContent = words;
  button.removeAttribute("aria-disabled");
});

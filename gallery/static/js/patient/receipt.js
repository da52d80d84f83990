// The receipt on the practice's device: printing it needs a script, closing it does not.

const tools = document.querySelector("[data-tools]");
tools.hidden = !window.print;
tools.querySelector("[data-print]").addEventListener("click", () => window.print());

// A page that the back button brings from memory asks again whether it is still open.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

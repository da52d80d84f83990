// A button that copies a link which is shown only once.

for (const button of document.querySelectorAll("[data-copy]")) {
  const part = button.closest("[data-handover]");
  const field = part.querySelector("[data-copy-from]");
  const state = part.querySelector("[data-copy-state]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      state.textContent = "Copied.";
    } catch {
      state.textContent = "It is selected: copy it with the keyboard.";
    }
  });
}

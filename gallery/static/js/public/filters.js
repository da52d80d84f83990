// Keeps the address short: fields left empty are not sent.

const form = document.querySelector("[data-filters]");

function setEmptyFields({ disabled }) {
  for (const field of form.elements) {
    const isDefault = field.value === "" || (field.name === "sort" && field.selectedIndex === 0);
    if (field.name && (isDefault || !disabled)) field.disabled = disabled;
  }
}

form?.addEventListener("submit", () => setEmptyFields({ disabled: true }));
// Coming back by the history must find the form usable.
addEventListener("pageshow", () => form && setEmptyFields({ disabled: false }));

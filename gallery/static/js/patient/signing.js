// The signing form: the faults come into focus and go once their field is changed, and a second
// tap sends nothing.

const form = document.querySelector("[data-signing]");
const button = form.querySelector("button[type=submit]");
const words = button.textContent;
let isSent = false;

document.querySelector("[data-focus]")?.focus();

// The list above keeps its lines, so that nothing moves under her finger.
function mend(place) {
  const fault = document.getElementById(place.id.replace("f-", "e-"));
  if (!fault) return;
  fault.remove();
  place.removeAttribute("aria-invalid");
  const others = place.getAttribute("aria-describedby")?.split(" ").filter((id) => id !== fault.id);
  if (others?.length) place.setAttribute("aria-describedby", others.join(" "));
  else place.removeAttribute("aria-describedby");
  const link = document.querySelector(`.summary a[href="#${place.id}"]`);
  if (!link) return;
  const mended = document.createElement("del");
  mended.textContent = link.textContent;
  link.replaceWith(mended);
}

// Who signs decides as well what else is asked there.
form.addEventListener("input", (event) => {
  const place = event.target.closest("[id^=f-]");
  if (place) [place, ...place.querySelectorAll("[id^=f-]")].forEach(mend);
});

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

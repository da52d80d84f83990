// The forms of a consent: quick choices of the expiry, and what the chosen text lacks.

const YEARS = [1, 2, 5, 10];

function yearsAfter(day, years) {
  const [year, month, date] = day.split("-").map(Number);
  const end = new Date(Date.UTC(year + years, month - 1, date));
  return end.toISOString().slice(0, 10);
}

function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

const signed = document.querySelector("[name=signed_on]");
const expires = document.querySelector("[name=expires_on]");

if (expires) {
  const row = document.createElement("p");
  row.className = "presets";
  row.append("Ends after ");
  for (const years of YEARS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = years === 1 ? "1 year" : `${years} years`;
    button.addEventListener("click", () => {
      if (!signed) expires.value = yearsAfter(today(), years);
      else if (signed.value) expires.value = yearsAfter(signed.value, years);
      else signed.focus();
    });
    row.append(button);
  }
  (expires.closest(".row") ?? expires.closest(".field")).after(row);
}

const text = document.querySelector("select[name=text]");
const shortfalls = document.querySelectorAll("[data-shortfalls] [data-text]");

function showChosen() {
  for (const each of shortfalls) each.hidden = each.dataset.text !== text.value;
}

if (text && shortfalls.length) {
  text.addEventListener("change", showChosen);
  showChosen();
}

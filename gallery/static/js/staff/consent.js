// The form of a consent: quick choices of the expiry, counted from the signature.

const YEARS = [1, 2, 5, 10];

function yearsAfter(day, years) {
  const [year, month, date] = day.split("-").map(Number);
  const end = new Date(Date.UTC(year + years, month - 1, date));
  return end.toISOString().slice(0, 10);
}

const signed = document.querySelector("[name=signed_on]");
const expires = document.querySelector("[name=expires_on]");

if (signed && expires) {
  const row = document.createElement("p");
  row.className = "presets";
  row.append("Ends after ");
  for (const years of YEARS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = years === 1 ? "1 year" : `${years} years`;
    button.addEventListener("click", () => {
      if (signed.value) expires.value = yearsAfter(signed.value, years);
      else signed.focus();
    });
    row.append(button);
  }
  expires.closest(".row").after(row);
}

// Her own page: copies the link, prints, and looks again while places are still being cleared.

const FIRST_WAIT_MS = 4000;
const LONGEST_WAIT_MS = 60_000;
const live = document.querySelector("[data-live]");
const tools = document.querySelector("[data-tools]");

// A bookmark of this page must not thank for the signature for ever.
if (new URLSearchParams(location.search).has("signed")) {
  history.replaceState(null, "", location.pathname + location.hash);
}

tools.hidden = !navigator.clipboard && !window.print;
tools.querySelector("[data-copy]").hidden = !navigator.clipboard;
tools.querySelector("[data-copy]").addEventListener("click", async () => {
  await navigator.clipboard.writeText(document.querySelector("[data-address]").textContent.trim());
  tools.querySelector("[data-state]").textContent = tools.dataset.copied;
});
tools.querySelector("[data-print]").addEventListener("click", () => window.print());

const isOpen = () => live.querySelector("[data-open]") !== null;

function tellThatItLooks() {
  for (const note of live.querySelectorAll("[data-scripted]")) note.hidden = false;
}

// Puts the new words into the card that stands there: it stays the target of the address and
// keeps the focus, and its status line tells readers what is new.
function renew(old, fresh) {
  if (old.textContent.replace(/\s+/g, " ") === fresh.textContent.replace(/\s+/g, " ")) return;
  const status = old.querySelector("[role=status]");
  const told = fresh.querySelector("[role=status]");
  const words = told.textContent;
  told.replaceWith(status);
  old.replaceChildren(...fresh.childNodes);
  old.toggleAttribute("data-open", fresh.hasAttribute("data-open"));
  if (status.textContent !== words) status.textContent = words;
}

async function look() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const fresh of page.querySelectorAll("[data-live] article")) {
    const old = document.getElementById(fresh.id);
    if (old) renew(old, document.adoptNode(fresh));
  }
  tellThatItLooks();
}

function lookLater(waitMs) {
  if (!isOpen()) return;
  setTimeout(async () => {
    if (!document.hidden) await look().catch(() => {});
    lookLater(Math.min(waitMs * 1.5, LONGEST_WAIT_MS));
  }, waitMs);
}

// After a withdrawal its confirmation is read first.
live.querySelector(":target")?.focus();
tellThatItLooks();
lookLater(FIRST_WAIT_MS);

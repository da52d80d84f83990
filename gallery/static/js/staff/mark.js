// Show the mark on sample pictures while staff change it. Without script the Preview button does.

const WAIT_MS = 300;
const root = document.querySelector("[data-mark-preview]");
const form = root.closest("form");
const samples = root.querySelector("[data-samples]");
const shownOn = root.querySelector("[name=shown_on]");
let timer = 0;
let asking = null;

/** Offer the channels that are typed now, and keep what is chosen if it is still there. */
function offerChannels() {
  const chosen = shownOn.value;
  const channels = [...form.querySelectorAll("[data-channel-mark] [name^=channel_]")]
    .filter((field) => /^channel_\d+$/.test(field.name) && field.value.trim())
    .map((field) => field.value.trim());
  const known = new Map([...shownOn.options].map((option) => [option.value, option.text]));
  const options = channels.map((channel) => new Option(known.get(channel) ?? channel, channel));
  shownOn.replaceChildren(shownOn.options[0], ...options);
  shownOn.value = channels.includes(chosen) ? chosen : "";
}

/** Ask for the samples as things are typed; a newer question ends an older one. */
async function show() {
  asking?.abort();
  asking = new AbortController();
  const wasOpen = samples.querySelector("details")?.open ?? false;
  samples.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(root.dataset.markPreview, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Part": "samples" },
      signal: asking.signal,
    });
    if (response.redirected || (!response.ok && response.status !== 422)) return;
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    samples.replaceChildren(...answer.body.childNodes);
    const full = samples.querySelector("details");
    if (full) full.open = wasOpen;
    samples.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name !== "AbortError") samples.removeAttribute("aria-busy");
  }
}

form.addEventListener("input", (event) => {
  const part = event.target.closest("#mark");
  if (!part && event.target.name !== "name") return;
  const row = event.target.closest("[data-channel-mark]");
  offerChannels();
  if (row) shownOn.value = row.querySelector("input").value.trim();
  clearTimeout(timer);
  timer = setTimeout(show, WAIT_MS);
});
root.querySelector("button").addEventListener("click", (event) => {
  event.preventDefault();
  show();
});
show();

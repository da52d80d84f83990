// Bring parts of the page up to date from the server, without losing what is being typed elsewhere.

const isInUse = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");

/** Fetch this page again and replace every part named in data-live that nobody is using. */
export async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!response.ok || response.redirected) return null;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (next && !isInUse(part)) part.replaceWith(document.adoptNode(next));
  }
  for (const part of document.querySelectorAll(".part[id]")) {
    const next = fresh.getElementById(part.id);
    if (next) part.className = next.className;
  }
  return fresh;
}

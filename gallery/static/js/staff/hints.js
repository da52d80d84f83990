// What a file's name tells about a photo, and what was chosen last. Names never leave the browser.

const KEY = "gallery-upload-defaults";
const BEFORE = /(^|[^a-z])(before|pre|vorher|antes|baseline)([^a-z]|$)/i;
const AFTER = /(^|[^a-z])(after|post|nachher|despu[eé]s)([^a-z]|$)/i;

/** Return "before", "after", or null where the name says neither or both. */
export function roleOf(name) {
  const [before, after] = [BEFORE.test(name), AFTER.test(name)];
  if (before === after) return null;
  return before ? "before" : "after";
}

/** Return the last choices of this computer. */
export function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

/** Keep choices for the next time. */
export function remember(choices) {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // Private windows may keep nothing: the defaults of the page serve then.
  }
}

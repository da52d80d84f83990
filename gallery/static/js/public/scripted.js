// Runs before the first paint, so that the page is laid out once: a module would come later.
document.documentElement.classList.add("is-scripted");

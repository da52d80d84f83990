// Puts a quiet note where a picture could not be loaded, for example because it was taken down.

const note = document.getElementById("content").dataset.missingText;

function mark(image) {
  const photo = image.closest(".photo");
  if (photo) photo.dataset.missing = note;
}

// "error" does not bubble: it is caught on its way down.
document.addEventListener("error", (event) => {
  if (event.target instanceof HTMLImageElement) mark(event.target);
}, true);

for (const image of document.images) {
  if (image.complete && image.naturalWidth === 0) mark(image);
}

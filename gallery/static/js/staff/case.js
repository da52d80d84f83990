// The page of a case: uploads with progress, and the state of its work.
import { Progress } from "./progress.js";
import { refresh } from "./refresh.js";
import { Upload } from "./upload.js";

const page = document.querySelector("[data-progress]");
const form = document.querySelector("form[data-upload]");

if (page) {
  const progress = new Progress(page.dataset.progress);
  if ("running" in page.dataset) progress.watch();
  if (form) {
    new Upload(form, async () => {
      await refresh();
      progress.watch();
    });
  }
}

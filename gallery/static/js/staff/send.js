// Send one file, and say how far it is. XMLHttpRequest: fetch reports no upload progress.

/** Resolve with the answer, or reject with a sentence that says what went wrong. */
export function send(path, fields, onProgress) {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded, event.total));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response);
      else reject(new Error(reason(request)));
    });
    request.addEventListener("error", () => reject(new Error("The connection was lost. Try again.")));
    request.addEventListener("timeout", () => reject(new Error("The server did not answer. Try again.")));
    request.send(body);
  });
}

function reason(request) {
  if (request.status === 401) return "You were signed out. Sign in in another tab, then try again.";
  const error = request.response?.error;
  if (!error) return `The server answered ${request.status}. Try again.`;
  const fields = Object.values(error.fields ?? {});
  return fields.length ? fields.join(" ") : error.message;
}

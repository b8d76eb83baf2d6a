// Photos go up as soon as they are chosen; without this file the button beside them does the same.
import { gettext } from "./words.js";
for (const form of document.querySelectorAll("form[data-upload]")) {
  const button = form.querySelector("[data-upload-button]");
  button.hidden = true;
  form.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.files.length && event.target.validity.valid) {
      button.hidden = false;
      button.textContent = gettext("送っています…");
      form.requestSubmit();
    }
  });
}

/* The frame: text size, one submit at a time, unsaved words, print. Everything here only eases what forms do. */

import { gettext, interpolate } from "./words.js";

/** Headers that every request of a page carries: whose page it is, and that it is ours. */
export function pageHeaders() {
  return JSON.parse(document.body.getAttribute("hx-headers") || "{}");
}

/* Text size ------------------------------------------------------------------ */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-text-size-form]") || !event.submitter) return;
  event.preventDefault();
  const size = event.submitter.value;
  if (size) document.documentElement.dataset.textSize = size;
  else delete document.documentElement.dataset.textSize;
  for (const button of document.querySelectorAll("[data-text-size-form] button")) {
    button.setAttribute("aria-pressed", String(button.value === size));
  }
  // The server writes the cookie, here as without a script.
  const data = new FormData(form, event.submitter);
  fetch(form.action, { method: "POST", body: data, headers: pageHeaders(), redirect: "manual" }).catch(() => {});
});

/* One submit at a time --------------------------------------------------------
   The server recognises a doubled form by its key; this only spares people the wait and the doubt. */
const SENDING = gettext("送っています…");
const GIVE_UP_AFTER = 15000;

function markBusy(form, button) {
  form.dataset.busy = "true";
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  if (button.matches(".btn") && !button.children.length) {
    button.dataset.word = button.textContent;
    button.textContent = SENDING;
  }
}

function markFree(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[aria-busy='true']")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.word) button.textContent = button.dataset.word;
    delete button.dataset.word;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  delete form.dataset.dirty;
  // After the form has been read: a changed button must not change what is sent.
  setTimeout(() => markBusy(form, event.submitter));
  setTimeout(() => markFree(form), GIVE_UP_AFTER);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest("form");
  const sent = event.detail.requestConfig;
  if (form && sent.verb !== "get") markBusy(form, sent.triggeringEvent?.submitter);
});
// htmx keeps a second submit and sends it after the first: here it is not even asked for.
document.addEventListener("htmx:confirm", (event) => {
  const form = event.target.closest("form");
  if (form?.dataset.busy && event.detail.verb !== "get") event.preventDefault();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (!form) return;
  markFree(form);
  if (event.detail.successful) delete form.dataset.dirty;
});
// Back from the next page: the form is the old one, with its busy button.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-busy]").forEach(markFree);
});

/* A refused piece of a page: htmx keeps the page as it is, so the refusal's words are put on top. */
function tell(title, text) {
  document.querySelector("[data-offline-note]")?.remove();
  const note = document.createElement("div");
  note.className = "note bad";
  note.dataset.offlineNote = "";
  note.setAttribute("role", "alert");
  note.tabIndex = -1;
  const head = document.createElement("b");
  head.textContent = title;
  const body = document.createElement("p");
  body.textContent = text;
  note.append(head, body);
  document.querySelector("main")?.prepend(note);
  note.focus();
}
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  tell(
    page.querySelector("main h1")?.textContent || gettext("うまく動きませんでした"),
    page.querySelector("main .lead")?.textContent || gettext("書いたものは残っています。もう一度お試しください。"),
  );
});
document.addEventListener("htmx:sendError", () => {
  tell(gettext("つながりませんでした"), gettext("書いたものは残っています。つながったら、もう一度お試しください。"));
});

/* Files that are too large are not even sent: on a slow line the answer would come minutes later. */
const MEGABYTE = 1024 * 1024, TOGETHER = 60 * MEGABYTE;
function tooLarge(input) {
  const most = Number(document.body.dataset.fileMost);
  const large = [...input.files].find((file) => file.size > most);
  if (large) return interpolate(gettext("%s は大きすぎます(%sMB まで)。"), [large.name, most / MEGABYTE]);
  const all = [...input.files].reduce((sum, file) => sum + file.size, 0);
  return all > TOGETHER ? interpolate(gettext("あわせて %sMB までです。数を分けて送ってください。"), [TOGETHER / MEGABYTE]) : "";
}
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("input[type=file]")) return;
  event.target.setCustomValidity(tooLarge(event.target));
  event.target.reportValidity();
}, true); // before the form itself sends what was chosen

/* Unsaved words -------------------------------------------------------------- */
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) form.dataset.dirty = "true";
});
document.addEventListener("nakama:saved", (event) => {
  delete event.target.dataset.dirty;
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
});

/* A button for what the browser's menu does, shown only where there is a script. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

/* What is folded away belongs on paper too ------------------------------------ */
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  opened.forEach((details) => (details.open = true));
});
addEventListener("afterprint", () => {
  opened.forEach((details) => (details.open = false));
  opened = [];
});

/* After a refused form the summary of what to mend is read first. */
document.querySelector("[data-errors]")?.focus();

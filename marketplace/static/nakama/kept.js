/* What this browser keeps of a person (unsent words, drafts of rooms, where htmx has been) is theirs, and goes when they do:
   at sign-out, and on the page that a visitor sees after a session has ended. */

/** A visitor's words belong to the tab: they are waiting for the sign-in. */
export const VISITORS_WORDS = "nakama.words";

function forget(except) {
  for (const store of [localStorage, sessionStorage]) {
    for (const key of Object.keys(store)) if (key !== except) store.removeItem(key);
  }
}

function unsent() {
  const lists = Object.keys(localStorage).filter((key) => key.startsWith("nakama.unsent."));
  return lists.reduce((sum, key) => sum + JSON.parse(localStorage.getItem(key)).length, 0);
}

try {
  if ("visitor" in document.body.dataset) forget(VISITORS_WORDS);
  const leaving = document.querySelector("form[data-sign-out]");
  leaving?.addEventListener("submit", () => forget());
  if (leaving && unsent()) {
    const note = document.querySelector("[data-unsent]");
    note.querySelector("[data-n]").textContent = unsent();
    note.hidden = false;
  }
} catch {
  // a browser that forbids the store has kept nothing
}

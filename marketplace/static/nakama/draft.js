/* Drafts save themselves: form[data-draft-url] is sent 800 ms after the last letter, on leaving a field, and when the
   page goes out of sight. [data-draft-state] says when it was saved, and says plainly when it was not.
   The answer may be empty or JSON {"saved_at": "10:21"}; an error may carry {"text": "…"} to show. */

import { pageHeaders } from "./frame.js";
import { gettext, interpolate } from "./words.js";

const WAIT = 800;
const TRY_AGAIN = 10000;
// Fetches that outlive the page may carry this much.
const PARTING_BYTES = 60000;

class Draft {
  constructor(form) {
    this.form = form;
    this.sent = this.snapshot().toString();
    this.timer = 0;
    this.running = false;
  }

  /** The words of the form. Files go their own way, and the key that makes a post count once is not for drafts. */
  snapshot() {
    const words = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && name !== "idempotency_key") words.append(name, value);
    }
    return words;
  }

  soon(wait = WAIT) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save(parting = false) {
    clearTimeout(this.timer);
    if (this.form.dataset.busy || (this.running && !parting)) return;
    const body = this.snapshot();
    const text = body.toString();
    if (text === this.sent) return;
    this.running = true;
    try {
      const answer = await fetch(this.form.dataset.draftUrl, {
        method: "POST",
        body,
        headers: { ...pageHeaders(), Accept: "application/json" },
        credentials: "same-origin",
        redirect: "error",
        keepalive: parting && text.length < PARTING_BYTES,
      });
      const reply = await answer.json().catch(() => ({}));
      if (answer.ok) {
        this.sent = text;
        this.say(interpolate(gettext("下書きを保存しました %s"), [reply.saved_at || clock()]), true);
        if (this.snapshot().toString() === text) {
          this.form.dispatchEvent(new CustomEvent("nakama:saved", { bubbles: true }));
        } else this.soon();
      } else if (answer.status >= 500 || answer.status === 429) {
        this.failed();
      } else {
        // Asking again would be refused again: somebody has to read this.
        this.say(reply.text || gettext("保存できませんでした。書いたものは残っています。画面を開き直してください。"), false);
      }
    } catch {
      this.failed();
    } finally {
      this.running = false;
    }
  }

  failed() {
    this.say(gettext("まだ保存できていません。つながったら、もう一度保存します。"), false);
    this.soon(TRY_AGAIN);
  }

  say(words, good) {
    const state = this.form.querySelector("[data-draft-state]") ?? document.querySelector("[data-draft-state]");
    if (!state) return;
    state.querySelector(".i")?.toggleAttribute("hidden", !good);
    const text = state.querySelector("[data-draft-text]") ?? state;
    text.textContent = words;
    state.classList.toggle("err", !good);
    state.hidden = false;
  }
}

function clock() {
  const now = new Date();
  return `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
}

const drafts = new Map();

function draftOf(form) {
  if (!drafts.has(form)) drafts.set(form, new Draft(form));
  return drafts.get(form);
}
function gather() {
  document.querySelectorAll("form[data-draft-url]").forEach(draftOf);
}
function each(action) {
  for (const [form, draft] of drafts) {
    if (form.isConnected) action(draft);
    else drafts.delete(form);
  }
}
function touched(event) {
  const form = event.target.form ?? event.target.closest?.("form");
  return form?.matches("form[data-draft-url]") ? draftOf(form) : null;
}

gather();
document.addEventListener("htmx:load", gather);
document.addEventListener("input", (event) => touched(event)?.soon());
document.addEventListener("change", (event) => touched(event)?.soon());
document.addEventListener("focusout", (event) => touched(event)?.save());
document.addEventListener("visibilitychange", () => document.hidden && each((draft) => draft.save(true)));
addEventListener("pagehide", () => each((draft) => draft.save(true)));
addEventListener("online", () => each((draft) => draft.save()));

// 相談する: speaking instead of typing, where the browser can write down what it hears; and the link that opens the card's fields.
import { VISITORS_WORDS } from "./kept.js";
import { gettext } from "./words.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

function ready(button) {
  const box = document.getElementById(button.dataset.voice);
  const word = button.querySelector("[data-voice-word]");
  const recognition = new Recognition();
  recognition.lang = document.documentElement.lang === "en" ? "en-US" : "ja-JP";
  recognition.continuous = true;
  let listening = false;

  const say = (text) => (word.textContent = text);
  const stopped = () => {
    listening = false;
    button.setAttribute("aria-pressed", "false");
    say(gettext("声で入れる"));
  };
  recognition.onresult = (event) => {
    for (let i = event.resultIndex; i < event.results.length; i += 1) {
      if (!event.results[i].isFinal) continue;
      box.value += (box.value && !/\s$/.test(box.value) ? " " : "") + event.results[i][0].transcript.trim();
    }
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  recognition.onerror = (event) => {
    stopped();
    if (event.error === "not-allowed") say(gettext("マイクを使えません。ブラウザの設定をご確認ください"));
  };
  recognition.onend = () => listening && stopped();
  button.addEventListener("click", () => {
    if (listening) {
      recognition.stop();
      stopped();
      return;
    }
    recognition.start();
    listening = true;
    button.setAttribute("aria-pressed", "true");
    say(gettext("聞いています。押すと止まります"));
  });
  button.hidden = false;
  for (const help of document.querySelectorAll("[data-voice-help]")) help.hidden = false;
}

if (Recognition) document.querySelectorAll("[data-voice]").forEach(ready);

// A link to what is folded away opens it.
for (const link of document.querySelectorAll("[data-open]")) {
  link.addEventListener("click", () => {
    document.getElementById(link.dataset.open).open = true;
  });
}

// Nobody asked for what follows the words: when it cannot be fetched, a quiet line says so and nobody is torn from the box.
const off = document.querySelector("[data-reading-off]");
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    if (event.target.id !== "ask") return;
    event.stopPropagation();
    off.hidden = false;
  }, true);
}
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.successful) off.hidden = true;
});

// A visitor's words have no draft on the server yet: the tab keeps them, until they are sent or the tab is closed.
const form = document.querySelector("form#inquiry:not([data-draft-url])");
const words = form?.querySelector("textarea[name=text]");
if (words) {
  try {
    if (!words.value && sessionStorage.getItem(VISITORS_WORDS)) {
      words.value = sessionStorage.getItem(VISITORS_WORDS);
      // What follows the words listens from the moment the page has loaded.
      addEventListener("load", () => words.dispatchEvent(new Event("input", { bubbles: true })));
    }
    words.addEventListener("input", () => sessionStorage.setItem(VISITORS_WORDS, words.value));
    form.addEventListener("submit", () => sessionStorage.removeItem(VISITORS_WORDS));
  } catch {
    // a browser that forbids it: the page still shows the words
  }
}

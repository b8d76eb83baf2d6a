// The conversation: words go over the socket and stay until they are acknowledged; without it the form posts them.
import live from "./live.js";
import { gettext, interpolate } from "./words.js";

const section = document.querySelector("[data-room]");
const id = section.dataset.room;
const me = section.dataset.me;
const talk = section.querySelector("[data-talk]");
const form = section.querySelector("[data-compose]");
const waiting = new Map(); // client_id -> li
const typingLine = section.querySelector("[data-typing]");
let lastTyped = 0;
let typingTimer = null;

const clock = (iso) => new Intl.DateTimeFormat("ja-JP", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Tokyo" }).format(new Date(iso));

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function line(item) {
  if (item.kind === "event") {
    const made = element("li", "event", `${clock(item.at)} ${item.body}`);
    made.dataset.seq = item.seq;
    return made;
  }
  const mine = item.author === me;
  const made = element("li", mine ? "msg me" : "msg");
  const who = element("p", mine ? "who vh" : "who", `${item.name} `);
  who.append(element("span", "sub", item.firm));
  const say = element("div", "say");
  const words = element("p");
  item.body.split("\n").forEach((text, n) => { if (n) words.append(document.createElement("br")); words.append(text); });
  say.append(words);
  made.append(who, say, element("p", "at", item.at ? clock(item.at) : gettext("送っています")));
  if (item.seq) made.dataset.seq = item.seq;
  return made;
}

function atEnd() { return window.innerHeight + window.scrollY > document.body.scrollHeight - 200; }

function toEnd() { window.scrollTo({ top: document.body.scrollHeight }); }

function onItems(items) {
  const follow = atEnd();
  for (const item of items) {
    waiting.get(item.client_id)?.remove();
    waiting.delete(item.client_id);
    talk.append(line(item));
  }
  for (const li of waiting.values()) talk.append(li);
  typingLine.hidden = true;
  if (follow) toEnd();
  seen();
}

function seen() {
  const room = live.rooms.get(id);
  if (room && document.visibilityState === "visible") live.read(id, room.seq);
}

function onRead(frame) {
  for (const li of talk.querySelectorAll(".msg.me[data-seq]")) {
    if (Number(li.dataset.seq) <= frame.seq && !li.querySelector("[data-read]")) {
      const mark = element("span", "", gettext("既読") + " ");
      mark.dataset.read = "";
      li.querySelector(".at").prepend(mark);
    }
  }
}

function onTyping(frame) {
  section.querySelector("[data-typing-name]").textContent = interpolate(gettext("%sさん"), [frame.member]);
  typingLine.hidden = false;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => { typingLine.hidden = true; }, 4000);
}

function fail(clientId, text) {
  const li = waiting.get(clientId);
  if (!li) return;
  li.classList.add("fail");
  const at = li.querySelector(".at");
  at.textContent = `${text} `;
  const again = element("button", "btn quiet", gettext("送り直す"));
  again.type = "button";
  again.addEventListener("click", () => {
    li.classList.remove("fail");
    at.textContent = gettext("送っています");
    live.post(id, clientId, li.dataset.body);
  });
  at.append(again);
}

const REFUSALS = {
  too_fast: gettext("少し間をおいてください。"),
  frozen: gettext("この部屋は終わりました。"),
  too_long: gettext("長すぎます。分けて送ってください。"),
};

live.join(id, Number(section.dataset.seq), {
  onItems, onRead, onTyping,
  onAck: () => {},
  onError: (frame) => fail(frame.client_id, REFUSALS[frame.code] || gettext("まだ送れていません。")),
});

if (form) {
  const box = form.querySelector("textarea");
  const draftKey = `nakama.draft.${id}`;
  box.value ||= sessionStorage.getItem(draftKey) || "";
  box.addEventListener("input", () => {
    sessionStorage.setItem(draftKey, box.value);
    if (Date.now() - lastTyped > 2500) { lastTyped = Date.now(); live.typing(id); }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", (event) => {
    const body = box.value.trim();
    event.preventDefault();
    event.stopPropagation();
    if (!body) return;
    const clientId = crypto.randomUUID ? crypto.randomUUID() : form.client_id.value;
    const li = line({ kind: "text", author: me, name: "", firm: "", body, at: "" });
    li.dataset.body = body;
    waiting.set(clientId, li);
    talk.append(li);
    live.post(id, clientId, body);
    box.value = "";
    sessionStorage.removeItem(draftKey);
    toEnd();
    setTimeout(() => { if (waiting.has(clientId) && !live.isOpen) fail(clientId, gettext("まだ送れていません。つながると送ります。")); }, 3000);
  }, true);
}

document.addEventListener("visibilitychange", seen);
document.addEventListener("nakama:welcome", seen);
toEnd();

// One socket a tab: rooms, badges, and pages that change under the eye. Rows are the truth; this only hears of them.
const acting = document.body.dataset.acting;
// Words of one person never go out in the name of another who uses the same browser.
const unsentKey = `nakama.unsent.${acting}.${document.querySelector("[data-me]")?.dataset.me}`;
const rooms = new Map(); // id -> {seq, onItems, onRead, onTyping, onAck, onError}
const live = { rooms, isOpen: false, join, post, typing, read };
let socket = null;
let tries = 0;
let pinger = null;
let gotTimer = null;
let wasDown = false;

export default live;

function unsent() {
  try { return JSON.parse(localStorage.getItem(unsentKey) || "[]"); } catch { return []; }
}

function keepUnsent(list) {
  try { localStorage.setItem(unsentKey, JSON.stringify(list)); } catch { /* a full or forbidden store: the page still shows it */ }
}

function send(frame) {
  if (live.isOpen) socket.send(JSON.stringify(frame));
  return live.isOpen;
}

function showLine(isDown) {
  const line = document.querySelector("[data-net]");
  if (line) line.hidden = !isDown;
}

function badge(unread) {
  for (const element of document.querySelectorAll('[data-badge="talk"]')) {
    element.hidden = unread < 1;
    element.querySelector("[data-n]").textContent = unread > 99 ? "99+" : unread;
  }
  const bare = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = unread > 0 ? `(${unread}) ${bare}` : bare;
}

function connect() {
  const scheme = location.protocol.replace("http", "ws");
  socket = new WebSocket(`${scheme}//${location.host}/ws/`);
  socket.onopen = hello;
  socket.onmessage = (event) => hear(JSON.parse(event.data));
  socket.onclose = (event) => {
    live.isOpen = false;
    wasDown = true;
    clearInterval(pinger);
    if (event.code === 4401 || event.code === 4403) { location.reload(); return; }
    // Cut off as one tab too many, or too slow: unseen it would only push out another one.
    if (event.code === 4408 && document.hidden) {
      document.addEventListener("visibilitychange", connect, { once: true });
      return;
    }
    if (tries > 0) showLine(true);
    tries += 1;
    const most = Math.min(30, 0.5 * 2 ** tries);
    setTimeout(connect, 1000 * (0.5 + Math.random() * most));
  };
}

function hello() {
  socket.send(JSON.stringify({
    type: "hello", v: 1, organization: acting,
    rooms: [...rooms].map(([id, room]) => ({ id, seq: room.seq })),
  }));
}

function hear(frame) {
  if (frame.type === "welcome") {
    live.isOpen = true;
    tries = 0;
    showLine(false);
    badge(frame.inbox);
    clearInterval(pinger);
    pinger = setInterval(() => send({ type: "ping" }), 20000);
    for (const subject of new Set([...document.querySelectorAll("[data-live]")].map((e) => e.dataset.live))) {
      send({ type: "watch", subject });
    }
    for (const post of unsent()) if (rooms.has(post.room)) send(post);
    if (wasDown) lookAgain(); // what rang meanwhile was not heard
    wasDown = false;
    document.dispatchEvent(new CustomEvent("nakama:welcome"));
  } else if (frame.type === "messages") {
    take(frame);
  } else if (frame.type === "ack" || (frame.type === "error" && frame.client_id)) {
    if (frame.type === "ack" || !["failed", "too_fast"].includes(frame.code)) {
      keepUnsent(unsent().filter((p) => p.client_id !== frame.client_id));
    }
    const room = rooms.get(frame.room);
    if (room) (frame.type === "ack" ? room.onAck : room.onError)(frame);
  } else if (frame.type === "read") {
    rooms.get(frame.room)?.onRead(frame);
    gotSoon();
  } else if (frame.type === "typing") {
    rooms.get(frame.room)?.onTyping(frame);
    gotSoon();
  } else if (frame.type === "inbox") {
    badge(frame.unread);
    gotSoon();
  } else if (frame.type === "changed") {
    lookAgain(frame.subject);
    gotSoon();
  } else if (frame.type === "pong") {
    for (const [id, head] of Object.entries(frame.heads)) {
      const room = rooms.get(id);
      if (room && head > room.seq) send({ type: "since", room: id, seq: room.seq });
    }
    if (document.visibilityState === "visible") lookAgain(); // a bell may have been lost
  }
}

function lookAgain(subject) {
  for (const element of document.querySelectorAll(subject ? `[data-live="${subject}"]` : "[data-live]")) {
    // Somebody who is just writing here must not lose the words: the piece is fetched once they leave it.
    const busy = element.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    const isWritten = [...element.querySelectorAll("textarea, input:not([type=hidden])")].some((f) => f.value !== f.defaultValue);
    if (busy) document.activeElement.addEventListener("blur", () => lookAgain(subject), { once: true });
    else if (!isWritten) element.dispatchEvent(new Event("changed"));
  }
}

// A piece that could not be fetched is fetched again; nobody asked for it, so nobody is told.
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    const element = event.target.closest?.("[data-live]");
    if (!element || event.detail.requestConfig?.verb !== "get") return;
    event.stopPropagation();
    setTimeout(() => element.dispatchEvent(new Event("changed")), 3000);
  }, true);
}

function take(frame) {
  const room = rooms.get(frame.room);
  if (!room) return;
  const fresh = frame.items.filter((item) => item.seq > room.seq);
  if (fresh.length && fresh[0].seq !== room.seq + 1) {
    send({ type: "since", room: frame.room, seq: room.seq }); // a hole: ask again, show nothing out of order
    return;
  }
  if (fresh.length) {
    room.seq = fresh[fresh.length - 1].seq;
    room.onItems(fresh);
  }
  gotSoon();
  if (frame.more) {
    got(); // else a long absence looks like lagging
    send({ type: "since", room: frame.room, seq: room.seq });
  }
}

function gotSoon() {
  if (gotTimer) return;
  gotTimer = setTimeout(() => {
    gotTimer = null;
    got();
  }, 1000);
}

function got() {
  send({ type: "got", ...Object.fromEntries([...rooms].map(([id, room]) => [id, room.seq])) });
}

function join(id, seq, handlers) {
  rooms.set(id, { seq, ...handlers });
  if (socket?.readyState === WebSocket.OPEN) hello(); // the page's own script came after the socket had opened
}

function post(room, clientId, body) {
  const frame = { type: "post", room, client_id: clientId, body };
  keepUnsent([...unsent(), frame].slice(-50));
  return send(frame);
}

function typing(room) { send({ type: "typing", room }); }

function read(room, seq) { send({ type: "read", room, seq }); }

if (acting) connect();

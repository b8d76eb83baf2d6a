/* The clock: the server draws the face, this moves the hand and the words every half minute.
   [data-clock-end]    the instant it ends (ISO 8601); [data-clock-now] the server's instant when the page was made,
                       so that a wrong clock on the desk does not matter
   [data-clock-total]  seconds of a whole turn; without it only the words move
   [data-clock-text]   inside: the words; without one, the element's own <b> */

import { gettext, interpolate } from "./words.js";

const EVERY = 30000;
const OVER = gettext("時間になりました");

export function words(seconds) {
  const minutes = Math.ceil(seconds / 60);
  if (minutes >= 48 * 60) return interpolate(gettext("%s日"), [Math.floor(minutes / (24 * 60))]);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (!hours) return interpolate(gettext("%s分"), [rest]);
  return rest ? interpolate(gettext("%s時間%s分"), [hours, rest]) : interpolate(gettext("%s時間"), [hours]);
}

function onFace(turn, radius) {
  const angle = 2 * Math.PI * turn;
  return [44 + radius * Math.sin(angle), 44 - radius * Math.cos(angle)].map((value) => value.toFixed(2));
}

function draw(dial, share) {
  const [x, y] = onFace(Math.max(1 - share, 0.0005), 36);
  dial.querySelector(".left")?.setAttribute("d", share > 0 ? `M${x} ${y}A36 36 0 ${share > 0.5 ? 1 : 0} 1 44 8` : "");
  const hand = dial.querySelector(".hand");
  const [handX, handY] = onFace(1 - share, 27);
  hand?.setAttribute("x2", handX);
  hand?.setAttribute("y2", handY);
}

// How far the desk's clock is off, taken once per face when it appears.
const skews = new WeakMap();

function skewOf(clock) {
  if (!skews.has(clock)) {
    const now = Date.parse(clock.dataset.clockNow);
    skews.set(clock, Number.isNaN(now) ? 0 : now - Date.now());
  }
  return skews.get(clock);
}

function move(clock) {
  const end = Date.parse(clock.dataset.clockEnd);
  if (Number.isNaN(end)) return;
  const left = Math.max(0, (end - (Date.now() + skewOf(clock))) / 1000);
  const total = Number(clock.dataset.clockTotal);
  const dial = clock.querySelector(".dial");
  if (dial && total > 0) draw(dial, Math.min(1, left / total));
  const text = clock.querySelector("[data-clock-text]") ?? clock.querySelector("b") ?? clock;
  const said = left > 0 ? words(left) : OVER;
  if (text.textContent !== said) text.textContent = said;
  if (left === 0) clock.classList.add("late");
}

function moveAll() {
  document.querySelectorAll("[data-clock-end]").forEach(move);
}

moveAll();
setInterval(moveAll, EVERY);
document.addEventListener("htmx:load", moveAll);
document.addEventListener("visibilitychange", () => document.hidden || moveAll());

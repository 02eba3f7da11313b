// Asks questions and draws the turns that come back. Runs once, with `trigger`, `watch` and `props`; messages are `props.value`.
// It listens to "chat:ask", "chat:open", "chat:new", "chat:address"; it emits "chat:kept", "chat:opened", "chat:cleared".
const find = (what, within = document) => within.querySelector(what);
const turns = () => find("#log .turns");
const scroller = () => find("#log");
const emit = (name, detail = {}) => document.dispatchEvent(new CustomEvent(name, { detail }));
const waiting = [];  // questions to be asked after the current one
let asking = "";  // id of the turn whose question is being asked
let conversation = "", places = 0;
const began = new Map();  // when each turn was asked, for performance marks

// Asking

function ask({ typed, edited = "", asTyped = false, article = null }) {
  const plain = typed.trim();
  if (!plain) return;
  const start = performance.now();
  const turn = article || document.createElement("article");
  turn.id ||= `turn-${++places}`;
  turn.dataset.typed = plain;
  turn.setAttribute("aria-busy", "true");
  began.set(turn.id, start);
  waiting.push({ typed: plain, place: turn.id, edited, as_typed: asTyped, instead: Number(turn.dataset.turn) || 0 });
  next();  // before the browser lays anything out
  turn.classList.add("turn", "waiting");
  if (article) return;
  turn.innerHTML = placeholder;
  find(".question", turn).textContent = plain;
  turns().append(turn);
  document.body.classList.add("has-turns");
  toTop(turn);
}

function next() {
  if (asking || !waiting.length) return;
  const question = waiting.shift();
  asking = question.place;
  setTimeout(overdue, 30_000, asking);
  trigger("ask", { ...question, conversation });
}

function overdue(place) {
  const turn = document.getElementById(place);
  if (asking !== place || !turn?.classList.contains("waiting")) return;
  turn.insertAdjacentHTML("beforeend", `<p class="turn-notice" role="alert">The server has not answered for half a minute.
    If it is running, the answer will come; if not, start it and reload this page.</p>`);
}

const placeholder = `<header class="turn-head"><h2 class="question" dir="auto" tabindex="-1"></h2></header>
<div class="turn-body"><p class="looking" role="status">Looking in the papers…</p><div class="ghost"></div><div class="ghost"></div></div>`;

// Drawing

function draw(message) {
  const turn = document.getElementById(message.place);
  if (!turn) { done(message.place); return; }  // its conversation was closed in the meantime
  if (turn.shown !== message.html) {
    const focus = focused(turn);
    turn.innerHTML = message.html;
    turn.shown = message.html;
    refocus(turn, focus);
    mark(turn);
  }
  turn.className = `turn ${message.state === "problem" ? "problem" : message.answered ? "answered" : "unanswered"}`;
  turn.dataset.state = message.state;
  if (message.state === "first") return;
  turn.setAttribute("aria-busy", "false");
  if (message.state === "kept") kept(turn, message);
  done(message.place);
}

function kept(turn, message) {
  enter(message.conversation);
  turn.dataset.turn = message.turn;
  remember({ turn: message.turn });
  emit("chat:kept", { conversation, place: turn.id, turn: message.turn, awaits: Boolean(find("[data-awaits]", turn)) });
}

function done(place) {
  if (asking !== place) return;
  asking = "";
  next();
}

// The part of a turn that has the focus keeps it when the turn is redrawn.
function focused(turn) {
  const active = document.activeElement;
  if (!turn.contains(active)) return null;
  const card = active.closest(".card");
  return { rank: card?.dataset.rank, label: active.getAttribute("aria-label") || active.textContent };
}
function refocus(turn, focus) {
  if (!focus) return;
  const within = focus.rank ? find(`.card[data-rank="${focus.rank}"]`, turn) || turn : turn;
  const same = [...within.querySelectorAll("button, summary, a, [tabindex]")]
    .find((one) => (one.getAttribute("aria-label") || one.textContent) === focus.label);
  (same || find(".question", turn)).focus({ preventScroll: true });
}

function mark(turn) {
  const start = began.get(turn.id);
  if (start === undefined || !find(".card, .refusal", turn)) return;
  began.delete(turn.id);
  requestAnimationFrame(() => performance.measure("first-card", { start, end: performance.now() }));
}

function toTop(turn) { scroller().scrollTop += turn.getBoundingClientRect().top - scroller().getBoundingClientRect().top; }

// Conversations and addresses

function enter(name) { conversation = name; scroller().dataset.conversation = name; }

function remember(fields) {
  const address = new URL(location);
  for (const name of ["conversation", "turn", "quote", "document", "start", "end"]) address.searchParams.delete(name);
  if (conversation) address.searchParams.set("conversation", conversation);
  for (const [name, value] of Object.entries(fields)) if (value && conversation) address.searchParams.set(name, value);
  history.replaceState(null, "", address);
}

function clear() {
  turns().replaceChildren();
  waiting.length = 0;
  asking = "";
  enter("");
  document.body.classList.remove("has-turns");
  emit("chat:cleared");
}

function open(message) {
  clear();
  if (message.problem) {
    const note = turns().appendChild(document.createElement("p"));
    note.className = "turn-notice";
    note.setAttribute("role", "alert");
    note.textContent = message.problem;
    remember({});
    return;
  }
  enter(message.conversation);
  document.body.classList.add("has-turns");
  for (const one of message.turns) {
    const turn = document.createElement("article");
    turn.id = `turn-${++places}`;
    turn.className = `turn ${one.answered ? "answered" : "unanswered"}`;
    turn.dataset.turn = one.turn;
    turn.dataset.state = "kept";
    turn.innerHTML = one.html;
    turn.dataset.typed = find(".question", turn).textContent;
    turns().append(turn);
  }
  const chosen = turns().querySelector(`.turn[data-turn="${message.turn}"]`) || turns().lastElementChild;
  if (chosen) toTop(chosen);
  remember({ turn: message.turn });
  emit("chat:opened", { conversation, title: message.title });
  const card = message.quote && find(`.card[data-number="${message.quote}"]`, chosen || document);
  if (card) { find(".number", card).click(); stay(card); }
}

// A card is kept in view while the pane that shows its paper opens and squeezes the conversation, unless the user scrolls.
function stay(card) {
  const watching = new ResizeObserver(() => card.scrollIntoView({ block: "center" }));
  const stop = () => watching.disconnect();
  watching.observe(card);
  setTimeout(stop, 3000);
  for (const what of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(what, stop, { once: true, passive: true, capture: true });
}

document.addEventListener("chat:ask", (event) => ask(event.detail));
document.addEventListener("chat:open", (event) => trigger("open", { conversation: event.detail.conversation }));
document.addEventListener("chat:new", () => { clear(); remember({}); find("#question textarea").focus(); });
document.addEventListener("chat:address", (event) => remember(event.detail));
watch("value", () => {
  const message = props.value;
  if (message?.kind === "turn") draw(message);
  if (message?.kind === "conversation") open(message);
});

// The question box: Enter asks, Shift+Enter begins a line; it grows with what is in it.

const box = () => find("#question textarea");
function grow() { box().style.height = "auto"; box().style.height = `${Math.min(box().scrollHeight, 160)}px`; }
document.addEventListener("keydown", (event) => {
  if (event.target !== box() || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".ask")) return;
  event.preventDefault();
  const typed = box().value;
  if (!typed.trim()) return;
  box().value = "";
  grow();
  ask({ typed });
});
document.addEventListener("input", (event) => { if (event.target === box()) grow(); });

// The actions of a turn and its quotes: show, unfold, copy, fold, judge, edit the question. Runs once, with `element`.
const emit = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
element.setAttribute("role", "log");
element.setAttribute("aria-label", "Conversation");
element.setAttribute("tabindex", "0");

element.addEventListener("click", (event) => {
  const turn = event.target.closest(".turn"), card = event.target.closest(".card");
  const button = event.target.closest("button");
  if (!button) {
    if (card && !event.target.closest("a, details, .whole, .sure") && !String(getSelection())) show(card);
    return;
  }
  const has = (name) => name in button.dataset;
  if (has("show")) show(card);
  if (has("copy")) copy(button, button.dataset.copy);
  if (has("copyLink")) copy(button, address(turn, card));
  if (has("goto")) goTo(turn.querySelector(`.card[data-number="${button.dataset.goto}"]`));
  if (has("unfold")) unfold(card, button.getAttribute("aria-expanded") === "false");
  if (has("cited")) cited(card, button.dataset.cited.split(" ").map(Number));
  if (has("fold")) fold(button, card, turn);
  if (has("judge")) emit("card:judge", { turn: turn.dataset.turn, rank: Number(card?.dataset.rank) || 0, verdict: button.dataset.judge });
  if (has("edit")) edit(turn);
  if (has("asTyped")) emit("chat:ask", { typed: turn.dataset.typed, asTyped: true, article: turn });
  if (has("askAgain")) emit("chat:ask", { typed: turn.dataset.typed, edited: button.dataset.askAgain, article: turn });
  if (button.closest(".menu div")) closeMenu(button.closest("details"));
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ask]");
  if (button) emit("chat:ask", { typed: button.textContent });
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  event.preventDefault();
  closeMenu(menu);
});
function closeMenu(menu) {
  menu.open = false;
  menu.querySelector("summary").focus();
}

// Showing

function choose(card) {
  document.querySelectorAll(".card.chosen").forEach((other) => other.classList.remove("chosen"));
  card.classList.add("chosen");
  emit("chat:address", { turn: card.closest(".turn").dataset.turn, quote: card.dataset.number });
}
function show(card) {
  choose(card);
  emit("card:show", { card });
}
// The source pane has gone to another quote of the same turn: its card becomes the chosen one.
document.addEventListener("source:quote", (event) => {
  const { document: name, start } = event.detail;
  const turn = element.querySelector(".card.chosen")?.closest(".turn") || element;
  const card = [...turn.querySelectorAll(".card")].find((one) => one.dataset.document === name && Number(one.dataset.start) === start);
  if (card) choose(card);
});
document.addEventListener("source:close", () => element.querySelector(".card.chosen")?.classList.remove("chosen"));

function goTo(card) {
  card.hidden = false;
  card.scrollIntoView({ block: "center" });
  card.querySelector(".number").focus({ preventScroll: true });
}

// The whole passage and the full reference; a raised number opens the work that it cites

function unfold(card, opens) {
  card.classList.toggle("unfolded", opens);
  card.querySelector(".whole").hidden = !opens;
  const button = card.querySelector("[data-unfold]");
  button.setAttribute("aria-expanded", String(opens));
  button.textContent = opens ? "Hide passage" : "Show passage";
}
function cited(card, works) {
  unfold(card, true);
  const list = card.querySelector(".cites"), entries = [...list.querySelectorAll("li")];
  list.open = true;
  entries.forEach((entry, at) => entry.classList.toggle("chosen-work", works.includes(at)));
  entries[works[0]].focus();
}

// Copying

async function copy(button, words) {
  let done = true;
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // No clipboard over plain http from another machine: copy from a field made for it instead.
    const field = document.createElement("textarea");
    field.value = words;
    document.body.append(field);
    field.select();
    done = document.execCommand("copy");
    field.remove();
    button.focus();
  }
  flash(button.closest(".menu")?.querySelector("summary") || button, done ? "Copied" : "Not copied");
}
function flash(button, words) {
  button.dataset.label ??= button.textContent;
  button.style.minWidth = `${button.offsetWidth}px`;
  button.textContent = words;
  emit("page:say", words);
  setTimeout(() => { button.textContent = button.dataset.label; button.style.minWidth = ""; }, 1500);
}
function address(turn, card) {
  const place = new URL(location.origin + location.pathname);
  const name = document.querySelector("#log").dataset.conversation;
  if (name) place.searchParams.set("conversation", name);
  if (name && turn.dataset.turn) place.searchParams.set("turn", turn.dataset.turn);
  if (card) {
    if (name) place.searchParams.set("quote", card.dataset.number);
    else for (const field of ["document", "start", "end"]) place.searchParams.set(field, card.dataset[field]);
  }
  return String(place);
}

// Folding the quotes of one paper under the first of them

function fold(button, card, turn) {
  const folds = button.getAttribute("aria-expanded") === "true";
  const others = [...turn.querySelectorAll(".card")].filter((one) => one !== card && one.dataset.document === card.dataset.document);
  others.forEach((one) => { one.hidden = folds; });
  button.setAttribute("aria-expanded", String(!folds));
  button.textContent = `${folds ? "Show" : "Fold"} ${others.length} more`;
}

// Editing the question as it was understood: Enter asks it again in this place, Escape leaves it.

function edit(turn) {
  const chip = turn.querySelector(".chip");
  const field = document.createElement("textarea");
  field.className = "chip-field";
  field.setAttribute("aria-label", "The question as understood. Enter asks it again, Escape leaves it.");
  field.dir = "auto";
  field.rows = 1;
  field.value = chip.querySelector(".chip-text").textContent;
  const leave = () => { if (field.isConnected) { field.replaceWith(chip); chip.focus(); } };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); leave(); }
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const edited = field.value.trim();
    if (!edited) { leave(); return; }
    emit("chat:ask", { typed: turn.dataset.typed, edited, article: turn });
  });
  chip.replaceWith(field);
  field.focus();
  field.select();
}

// A click on a card shows its document; a click on "Copy citation" copies it. Runs once, with `element` and `trigger`.
function flash(button, message) {
  const label = button.dataset.label || button.textContent;
  button.dataset.label = label;
  button.textContent = message;
  setTimeout(() => { button.textContent = label; }, 1500);
}

async function copy(button) {
  const words = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // No clipboard on plain http from another machine: select the words in a field of their own instead.
    const field = document.createElement("textarea");
    field.value = words;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) { flash(button, "Not copied"); return; }
  }
  flash(button, "Copied");
}

element.setAttribute("role", "log");
element.setAttribute("aria-live", "polite");
element.setAttribute("aria-label", "Conversation");

element.addEventListener("click", (event) => {
  const copyButton = event.target.closest("button.copy");
  if (copyButton) { copy(copyButton); return; }
  const card = event.target.closest(".card");
  if (!card || event.target.closest("a, details") || String(getSelection())) return;
  element.querySelectorAll(".card.chosen").forEach((other) => other.classList.remove("chosen"));
  card.classList.add("chosen");
  document.querySelector("#pane .text")?.closest("[role=region]").classList.add("open");  // the same quote again
  trigger("click", {
    document: card.dataset.document,
    start: Number(card.dataset.start),
    end: Number(card.dataset.end),
  });
});

watch("value", () => {
  document.querySelector("#pane .open")?.classList.remove("open");
  const turns = element.querySelectorAll(".turn");
  if (turns.length) turns[turns.length - 1].scrollIntoView({ block: "start", behavior: "instant" });
});

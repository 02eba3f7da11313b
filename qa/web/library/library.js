// Every part of the library pane runs this once, with its `element`, `trigger`, `watch` and `upload`.
// The server listens to: "look", "tick", "narrow", "journal", "widen", "arrive", "folder", "remove", "discard", "cancel".
const pane = () => element.closest(".library-pane") || document;
const later = (wait, act) => { let timer; return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), wait); }; };
const fields = (form) => Object.fromEntries(new FormData(form));

// Buttons say what they send; the dialog names the paper before it is removed.
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.choose) element.querySelector(`[data-picks=${button.dataset.choose}]`).click();
  if ("asks" in button.dataset) ask(button);
  if ("hides" in button.dataset) element.querySelector(".library-job").remove();
  if ("closes" in button.dataset) button.closest("dialog").close();
  if (button.dataset.sends) {
    button.closest("dialog")?.close();
    trigger(button.dataset.sends, { ...button.dataset });
  }
});

function ask(button) {
  const dialog = pane().querySelector(".library-dialog");
  dialog.querySelector(".library-dialog-title").textContent = button.dataset.title;
  dialog.querySelector(".library-dialog-about").textContent = button.dataset.about;
  Object.assign(dialog.querySelector("[data-sends=remove]").dataset, { document: button.dataset.document });
  dialog.showModal();
  dialog.querySelector("[data-closes]").focus();
}

// Forms: the search runs while the user types, the filters when a field is left.
const look = later(120, (form) => trigger("look", fields(form)));
element.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-looks]");
  if (form) look(form);
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (!form.dataset.submits) return;
  // Enter in a year submits the form too; an event without a journal would put the filter of before back.
  if (form.dataset.submits === "journal" && !form.elements.journal.value.trim()) return;
  trigger(form.dataset.submits, fields(form));
  if (form.dataset.submits === "journal") form.elements.journal.value = "";
});
element.addEventListener("change", (event) => {
  const field = event.target;
  if ("narrows" in field.dataset) {
    const form = field.form.elements;
    trigger("narrow", { first: form.first.value, last: form.last.value, reviews: form.reviews.checked });
  }
  if (field.dataset.picks) { send([...field.files]); field.value = ""; }
  if (field.classList.contains("library-tick")) tick(field);
});

// The ticked papers are kept here, as the list shows only some of the papers.
let ticked = new Set();
const remember = () => { ticked = new Set(JSON.parse(element.querySelector(".library-list")?.dataset.ticked || "[]")); };
function tick(box) {
  if (box.checked) ticked.add(box.value); else ticked.delete(box.value);
  trigger("tick", { documents: [...ticked] });
}
remember();

let open = false;  // the list of failed files
element.addEventListener("toggle", (event) => { if (event.target.isConnected) open = event.target.open; }, true);

// A running change can be stopped, and each of its steps is read out once by screen readers.
let step = "";
watch("value", () => {
  if (element.querySelector(".library-list")) remember();
  const failures = element.querySelector("details");
  if (failures) failures.open = open;
  // Gradio keeps the state of fields when it draws a part again: set them to what the server sent.
  element.querySelectorAll(".library-tick").forEach((box) => { box.checked = ticked.has(box.value); });
  element.querySelectorAll("[data-narrows]").forEach((field) => {
    field.value = field.defaultValue;
    field.checked = field.defaultChecked;
  });
  if (!element.matches(".library-progress, .library-progress *")) return;
  const stop = pane().querySelector(".library-stop");
  if (stop) stop.hidden = !element.querySelector("[data-running]");
  const now = element.querySelector(".library-step")?.textContent || "";
  if (now !== step) say(step = now, ".library-aloud");
});
function say(words, where = ".library-sent") {
  const place = pane().querySelector(where);
  if (place) place.textContent = words;
}

// Files are chosen or dropped, folders are searched for files. They are sent one after the other.
const zone = element.querySelector(".library-drop");
if (zone) {
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = entries.length ? (await Promise.all(entries.map(below))).flat() : [...event.dataTransfer.files];
    send(files);
  });
}

async function below(entry) {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
  const reader = entry.createReader();
  const inside = [];
  for (;;) {  // a reader returns a hundred at a time
    const some = await new Promise((found, failed) => reader.readEntries(found, failed));
    if (!some.length) return (await Promise.all(inside.map(below))).flat();
    inside.push(...some);
  }
}

async function send(chosen) {
  const most = Number(zone.dataset.maxFiles), largest = Number(zone.dataset.maxBytes);
  const files = chosen.filter((file) => !file.name.startsWith(".") && file.size <= largest);
  const left = chosen.filter((file) => file.size > largest).map((file) => `${file.name} is too large.`);
  if (files.length > most) left.push(`Only the first ${most} files are taken; add the others after them.`);
  const sent = [];
  for (const [at, file] of files.slice(0, most).entries()) {
    say(`Sending ${at + 1} of ${Math.min(files.length, most)}: ${file.name}`);
    try {
      const { path } = await upload(file);
      sent.push({ path, name: file.name });
    } catch {
      left.push(`${file.name} could not be sent.`);
    }
  }
  say(left.slice(0, 5).join(" "));
  if (sent.length) trigger("arrive", { files: sent });
}

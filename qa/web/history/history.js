// The list of conversations. Runs once, with `element`, `trigger`, `watch`.
const find = (what) => document.querySelector(what);
const emit = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const search = () => find(".history-search input")?.value || "";
let current = "", title = "";

element.addEventListener("click", async (event) => {
  const line = event.target.closest(".history-line"), button = event.target.closest("button");
  if (!line || !button) return;
  const conversation = line.dataset.conversation;
  if ("open" in button.dataset) { emit("chat:open", { conversation }); emit("rail:close"); }
  if ("rename" in button.dataset) {
    const title = await asked("Rename this conversation", "", "Rename", button.dataset.title);
    if (title) trigger("rename", { conversation, title, search: search() });
  }
  if ("delete" in button.dataset) {
    const sure = await asked("Delete this conversation?", `“${button.dataset.title}” and its answers are deleted for good.`, "Delete");
    if (!sure) return;
    trigger("delete", { conversation, search: search() });
    if (conversation === current) emit("chat:new");
  }
});

// The title typed, or true; false where it was cancelled.
function asked(head, about, yes, title) {
  const dialog = find(".history-dialog"), field = dialog.querySelector("[name=title]");
  dialog.querySelector("h3").textContent = head;
  dialog.querySelector(".history-about").textContent = about;
  dialog.querySelector(".history-yes").textContent = yes;
  dialog.classList.toggle("dangerous", title === undefined);
  field.hidden = title === undefined;
  field.required = title !== undefined;
  field.value = title ?? "";
  dialog.returnValue = "";
  dialog.showModal();
  if (title === undefined) dialog.querySelector("[value=no]").focus(); else field.select();
  return new Promise((found) => {
    dialog.addEventListener("close", () => found(dialog.returnValue === "yes" && (title === undefined || field.value)), { once: true });
  });
}

let timer;
document.addEventListener("input", (event) => {
  if (!event.target.closest(".history-search")) return;
  clearTimeout(timer);
  timer = setTimeout(() => trigger("look", { search: search() }), 120);
});
document.addEventListener("submit", (event) => { if (event.target.matches(".history-search")) event.preventDefault(); });

// Which one is open, in the list and above the chat

function mark() {
  element.querySelectorAll(".history-line").forEach((line) => {
    const open = line.dataset.conversation === current;
    line.classList.toggle("current", open);
    line.querySelector(".history-open").toggleAttribute("aria-current", open);
    if (open) title = line.querySelector(".history-title").textContent;
  });
  const first = find("#log .question")?.textContent || "";  // is read below the bar already
  find(".bar-title").textContent = first.startsWith(title.replace(/…$/, "")) ? "" : title;
  find(".bar-export").hidden = !current;
  document.querySelectorAll(".bar-export a").forEach((link) => { link.href = `/exports/${current}.${link.dataset.format}`; });
}
document.addEventListener("chat:kept", (event) => { current = event.detail.conversation; trigger("look", { search: search() }); });
document.addEventListener("chat:opened", (event) => { current = event.detail.conversation; title = event.detail.title; mark(); });
document.addEventListener("chat:cleared", () => { current = title = ""; mark(); });
watch("value", mark);

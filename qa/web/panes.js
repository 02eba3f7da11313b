// The panes of the page: the rail with its tabs, which is a sheet on a narrow window, and short notices. Runs once.
const find = (what) => document.querySelector(what);
const rail = element.closest("#rail");
const tabs = [...element.querySelectorAll("[role=tab]")];
let opener = null;

const roles = { rail: ["complementary", "Conversations and library"], conversations: ["tabpanel", "Conversations"], library: ["tabpanel", "Library"] };
function label() {
  for (const [name, [role, words]] of Object.entries(roles)) {
    find(`#${name}`)?.setAttribute("role", role);
    find(`#${name}`)?.setAttribute("aria-label", words);
  }
}
requestAnimationFrame(label);

function enter(pane, focus = false) {
  rail.dataset.pane = pane;
  tabs.forEach((tab) => {
    const on = tab.dataset.pane === pane;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    if (on && focus) tab.focus();
  });
}
function close() {
  if (!rail.classList.contains("open")) return;
  rail.classList.remove("open");
  opener?.focus();
}

element.addEventListener("keydown", (event) => {
  const at = tabs.indexOf(event.target), by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (at >= 0 && by) enter(tabs[(at + by + tabs.length) % tabs.length].dataset.pane, true);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.role === "tab" || button.getAttribute("role") === "tab") { if (tabs.includes(button)) enter(button.dataset.pane); }
  if (button.dataset.opens) {
    opener = button;
    enter(button.dataset.opens);
    rail.classList.add("open");
    tabs.find((tab) => tab.tabIndex === 0).focus();
  }
  if ("closesRail" in button.dataset) close();
  if ("new" in button.dataset) { close(); document.dispatchEvent(new CustomEvent("chat:new")); }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !find("dialog[open]")) close();
});
document.addEventListener("rail:close", close);

// Notices: seen for a while, or only read out

const notice = document.body.appendChild(document.createElement("p"));
notice.className = "page-notice";
notice.setAttribute("role", "status");
let timer;
function say(words, seen) {
  notice.textContent = words;
  notice.classList.toggle("unseen", !seen);
  clearTimeout(timer);
  timer = setTimeout(() => { notice.textContent = ""; }, 8000);
}
document.addEventListener("page:notice", (event) => say(event.detail, true));
document.addEventListener("page:say", (event) => say(event.detail, false));
enter("conversations");

// The source pane. Runs once, with its `element` and `watch`; the value is what `source_html` returns.
// It emits events that bubble: "source:quote" with {document, start, end}, and "source:close".
const pane = element.closest("#source-pane") || element;
const narrow = matchMedia("(max-width: 900px)");
const steps = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
const find = (what) => element.querySelector(what);
const all = (what) => [...element.querySelectorAll(what)];
let opener = null;  // where the focus returns to
let view = "";  // "pages" or "text", once the user has chosen
let zoom = narrow.matches ? 1.5 : 1;  // page widths to the pane's width
let held = 0;  // number of the quote that is kept in view until the user scrolls
const sizes = new ResizeObserver(() => { if (held) place(held); });

pane.setAttribute("role", "region");
pane.setAttribute("aria-label", "Source");

function emit(name, detail) {
  pane.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}

function open() {
  const paper = find(".source-document");
  if (!paper) { pane.classList.remove("source-open"); return; }
  const focused = document.activeElement;
  if (focused && focused !== document.body && !pane.contains(focused)) opener = focused;
  pane.classList.add("source-open");
  show(paper.dataset.view === "pages" && view ? view : paper.dataset.view);
  go(Number(paper.dataset.chosen) || 0, false);
  if (narrow.matches) find(".source-head h2").focus({ preventScroll: true });
}

function close() {
  pane.classList.remove("source-open");
  const back = opener?.isConnected ? opener : document.querySelector(".card.chosen button, .card.chosen");
  back?.focus();
  emit("source:close");
}

// Pages or text

function shown() {
  return find(`.source-${find(".source-document")?.dataset.view}`);
}

function show(which) {
  find(".source-document").dataset.view = which || "text";
  all("[data-source=pages], [data-source=text]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.source === which));
  });
  all(".source-zooming").forEach((group) => { group.hidden = which !== "pages"; });
  draw();
}

// Pictures are loaded as sharp as they are shown, and only near the visible part (loading="lazy").
function draw() {
  const pages = find(".source-pages");
  if (!pages || !pages.clientWidth) return;
  pages.style.setProperty("--source-zoom", zoom);
  const sharpness = pages.dataset.zooms.split(" ");
  const dots = find(".source-sheet").clientWidth * devicePixelRatio;
  all(".source-sheet img").forEach((image) => {
    const needed = dots / image.dataset.points;
    const least = sharpness.find((one) => Number(one) >= 0.9 * needed) || sharpness.at(-1);
    const source = `${image.dataset.image}?zoom=${least}&of=${image.dataset.version}`;
    if (image.getAttribute("src") !== source) image.src = source;
  });
}

async function explain(image) {
  const answer = await fetch(image.src).catch(() => null);
  if (!answer || answer.status === 503) { setTimeout(() => { image.src = image.src; }, 3000); return; }
  if (answer.ok || image.parentElement.querySelector(".source-note")) return;
  const note = document.createElement("p");
  note.className = "source-note";
  note.textContent = await answer.text();
  image.after(note);
}

function resize(to) {
  const pages = find(".source-pages");
  if (!pages) return;
  const [down, across] = [pages.scrollTop / pages.scrollHeight, pages.scrollLeft / pages.scrollWidth];
  [zoom, held] = [to, 0];
  draw();
  pages.scrollTop = down * pages.scrollHeight;
  pages.scrollLeft = across * pages.scrollWidth;
}

// Quotes

const quotes = () => all(".source-of-quote");

function go(number, byUser = true) {
  const paper = find(".source-document");
  const chosen = quotes().find((one) => Number(one.dataset.number) === number);
  paper.dataset.chosen = number;
  all(".source-quote").forEach((mark) => { mark.classList.toggle("source-current", Number(mark.dataset.quote) === number); });
  quotes().forEach((one) => { one.hidden = one !== chosen || !one.textContent; });
  if (!chosen) { shown()?.scrollTo(0, 0); return; }
  const page = chosen.dataset.page && ` · ${chosen.dataset.page}`;
  find(".source-which").textContent = `Quote ${number} of ${paper.dataset.of}${page}`;
  if (!shown().querySelector(`[data-quote="${number}"]`)) show("text");
  scroll(number);
  const { start, end } = chosen.dataset;
  if (byUser) emit("source:quote", { document: paper.dataset.document, start: Number(start), end: Number(end) });
}

// The mark is kept at a third of the height while the parts above it get their final heights.
function scroll(number) {
  held = number;
  sizes.disconnect();
  all(".source-part, .source-sheet").forEach((part) => sizes.observe(part));
  place(number);
}

function place(number) {
  const within = shown();
  const mark = within?.querySelector(`[data-quote="${number}"]`);
  if (!mark) return;
  mark.closest(".source-part")?.classList.add("source-laid");  // otherwise the browser may not paint its part
  const [spot, frame] = [mark.getBoundingClientRect(), within.getBoundingClientRect()];
  const off = spot.top - frame.top - within.clientHeight / 3;
  if (Math.abs(off) > 1) within.scrollTop += off;
  if (spot.left < frame.left || spot.right > frame.right) within.scrollLeft += spot.left - frame.left - 24;
}

function step(by) {
  const numbers = quotes().map((one) => Number(one.dataset.number));
  const at = numbers.indexOf(Number(find(".source-document")?.dataset.chosen));
  if (numbers.length) go(numbers[(Math.max(at, by < 0 ? 0 : -1) + by + numbers.length) % numbers.length]);
}

const actions = {
  close,
  previous: () => step(-1),
  next: () => step(1),
  smaller: () => resize(steps.findLast((one) => one < zoom) || zoom),
  larger: () => resize(steps.find((one) => one > zoom) || zoom),
  fit: () => resize(1),
  pages: () => choose("pages"),
  text: () => choose("text"),
};

function choose(which) {
  view = which;
  show(which);
  scroll(Number(find(".source-document").dataset.chosen));
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-source]");
  if (button) actions[button.dataset.source]();
});
const keys = { n: "next", p: "previous", "+": "larger", "=": "larger", "-": "smaller", 0: "fit" };
element.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !find(".source-document")) return;
  if (keys[event.key]) { event.preventDefault(); actions[keys[event.key]](); }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !pane.classList.contains("source-open")) return;
  if (pane.contains(event.target) || (narrow.matches && !document.querySelector("dialog[open]"))) close();
});
["wheel", "touchmove", "pointerdown", "keydown"].forEach((what) => {
  element.addEventListener(what, () => { held = 0; }, { passive: true, capture: true });
});
element.addEventListener("error", (event) => { if (event.target.matches(".source-sheet img")) explain(event.target); }, true);
let waiting;
new ResizeObserver(() => { clearTimeout(waiting); waiting = setTimeout(draw, 150); }).observe(element);
watch("value", open);
open();

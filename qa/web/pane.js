// The highlighted quote comes into view; on a narrow window the pane is a sheet that opens with a quote and can be closed.
element.setAttribute("role", "region");
element.setAttribute("aria-label", "Document of the chosen quote");

function close() {
  element.classList.remove("open");
  document.querySelector("#log .card.chosen .show")?.focus();
}
element.addEventListener("click", (event) => { if (event.target.closest(".close")) close(); });
element.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

watch("value", () => {
  const quote = element.querySelector(".quote");
  if (!quote) return;
  element.classList.add("open");
  const text = element.querySelector(".text");
  text.setAttribute("tabindex", "0");
  text.scrollTop += quote.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
});

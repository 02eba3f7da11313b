// All but asking: showing a quote in its paper, judging, related questions. Runs once, with `trigger`, `watch`, `props`.
const conversation = () => document.querySelector("#log").dataset.conversation || "";
const span = (words) => words?.split(" ").map(Number);

document.addEventListener("card:show", (event) => {
  const card = event.detail.card, data = card.dataset, every = [...card.closest(".turn").querySelectorAll(".card")];
  const same = every.filter((one) => one.dataset.document === data.document);
  const quotes = same.map((one) => [Number(one.dataset.start), Number(one.dataset.end), Number(one.dataset.number)]);
  const place = { document: data.document, start: Number(data.start), end: Number(data.end), of: every.length };
  trigger("show", { ...place, quotes, ...(data.antecedent ? { antecedent: span(data.antecedent) } : {}) });
});

document.addEventListener("card:judge", (event) => {
  const turn = Number(event.detail.turn) || 0;
  trigger("judge", { conversation: conversation(), turn, rank: event.detail.rank, verdict: event.detail.verdict });
});

// A refusal is drawn first; related questions are put into their place in it later.
document.addEventListener("chat:kept", (event) => {
  const { place, turn, awaits } = event.detail;
  if (awaits) trigger("related", { conversation: conversation(), turn, place });
});

watch("value", () => {
  const message = props.value;
  if (message?.kind === "related") {
    const place = document.getElementById(message.place)?.querySelector(".related");
    if (place) { place.innerHTML = message.html; delete place.dataset.awaits; }
  }
  if (message?.kind === "verdicts" && message.conversation === conversation()) press(message);
  if (message?.kind === "notice") document.dispatchEvent(new CustomEvent("page:notice", { detail: message.html }));
});

function press(message) {
  const turn = document.querySelector(`#log .turn[data-turn="${message.turn}"]`);
  const said = new Map(message.verdicts);
  turn?.querySelectorAll("[data-judge]").forEach((button) => {
    const rank = Number(button.closest(".card")?.dataset.rank) || 0;
    button.setAttribute("aria-pressed", String(said.get(rank) === button.dataset.judge));
  });
}

// The lab answers while a lever moves: the address keeps the state, the server computes and draws.
import { keepState, reveal } from "/static/site.js";

const form = document.getElementById("lab");
const said = document.getElementById("said");
const region = form.querySelector("[data-region]");
const language = form.querySelector("input[name=lang]")?.value ?? "";

const sliders = (name) => [...form.querySelectorAll(`input[name^="${CSS.escape(name)}."]`)];
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

// Only what differs from the strategy that the reader began with is written to the address.
const address = () => {
  const to = new URL(form.action);
  for (const select of form.querySelectorAll("select")) {
    if (select.value !== select.dataset.default) to.searchParams.set(select.name, select.value);
  }
  for (const lever of form.querySelectorAll("[data-lever]")) {
    const inputs = [...lever.querySelectorAll("input")];
    if (inputs.some((i) => Number(i.value) !== Number(i.dataset.start))) {
      to.searchParams.set(lever.dataset.lever, inputs.map((i) => Number(i.value)).join(","));
    }
  }
  const weights = sliders("w");
  if (weights.some((i) => i.value !== i.dataset.start)) {
    to.searchParams.set("w", weights.map((i) => i.value).join(","));
  }
  for (const row of form.querySelectorAll("[data-given]")) {
    to.searchParams.set(`e.${row.dataset.elasticity}`, row.dataset.given);
  }
  const off = [...form.querySelectorAll("input[name^='off.']:checked")].map((i) => i.name.slice(4));
  if (off.length) to.searchParams.set("without", off.join(","));
  if (language) to.searchParams.set("lang", language);
  return to;
};

const showValues = () => {
  for (const lever of form.querySelectorAll("[data-lever]")) {
    let changed = false;
    for (const input of lever.querySelectorAll("input")) {
      const value = Number(input.value);
      input.closest("label").querySelector("output").textContent = number.format(value).replace("-", "−");
      changed ||= value !== Number(input.dataset.start);
    }
    lever.classList.toggle("changed", changed);
  }
  const weights = sliders("w");
  const sum = weights.reduce((total, i) => total + Number(i.value), 0);
  for (const input of weights) {
    const share = sum ? Math.round((100 * Number(input.value)) / sum) : 0;
    input.closest("label").querySelector("output").textContent = `${share} %`;
  }
  return sum > 0;
};

// Two handles are the ends of a range; put together they are one value, at the published ends nothing.
const setRange = (row) => {
  const inputs = [...row.querySelectorAll("input")];
  const ends = inputs.map((i) => Number(i.value)).sort((a, b) => a - b);
  const isPublished = inputs.every((i, at) => ends[at] === Number(i.dataset.start));
  const values = ends[0] === ends[1] ? [ends[0]] : ends;
  if (isPublished) delete row.dataset.given;
  else row.dataset.given = values.join(":");
  row.classList.toggle("changed", !isPublished);
  const written = values.map((v) => number.format(v).replace("-", "−"));
  row.querySelector("output").textContent = written.join(` ${form.dataset.to} `);
};

const put = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const slot of page.querySelectorAll("[data-slot]")) {
    const here = form.querySelector(`[data-slot="${slot.dataset.slot}"]`);
    const open = here.querySelector("details")?.open;
    here.replaceChildren(...slot.childNodes);
    const details = here.querySelector("details");
    if (details && open) details.open = true;
    reveal(here);
  }
};

const fetchPart = async (to, part) => {
  const ask = new URL(to);
  ask.searchParams.set("part", part);
  const answer = await fetch(ask);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.text();
};

// One request at a time, and after it the newest state: no queue builds up while a lever is dragged.
let busy = false;
let waiting = false;
let later = 0;
const redraw = async () => {
  if (!showValues()) return;
  if (busy) { waiting = true; return; }
  busy = true;
  const began = performance.now();
  region.setAttribute("aria-busy", "true");
  try {
    const to = address();
    put(await fetchPart(to, "results"));
    keepState(to);
    clearTimeout(later);
    later = setTimeout(() => { tell(); fillTable(); }, 700);
    performance.measure("lab-redraw", { start: began, end: performance.now() });
    form.dataset.redraws = `${Number(form.dataset.redraws ?? 0) + 1}`;
  } catch {
    said.textContent = form.dataset.failed;
  } finally {
    busy = false;
    region.removeAttribute("aria-busy");
    if (waiting) { waiting = false; redraw(); }
  }
};

const tell = () => { said.textContent = form.querySelector(".headline").textContent; };
const fillTable = async () => {
  const to = address();
  try {
    const html = await fetchPart(to, "table");
    if (address().href === to.href) put(html);
  } catch { /* the link in its place still leads there */ }
};

form.addEventListener("input", (event) => {
  const row = event.target.closest("[data-elasticity]");
  if (row) setRange(row);
  if (event.target.type === "range") redraw();
});
form.addEventListener("change", (event) => {
  if (event.target.name === "from") location.assign(fresh());
  else if (event.target.type === "checkbox") redraw();
  else if (event.target.tagName === "SELECT") redraw();
});
form.addEventListener("submit", (event) => { event.preventDefault(); redraw(); });

// A new start sets all levers, so the server writes the page anew; weights and comparison stay.
const fresh = () => {
  for (const input of form.querySelectorAll("[data-lever] input")) input.value = input.dataset.start;
  return address();
};

const equal = form.querySelector("[data-equal]");
equal.hidden = false;
equal.addEventListener("click", () => {
  for (const input of sliders("w")) input.value = input.dataset.start;
  redraw();
});

if (matchMedia("(max-width: 640px)").matches) form.querySelector("details.all").open = false;
showValues();
keepState(address());
if (form.querySelector("[data-slot=table][data-later]")) fillTable();

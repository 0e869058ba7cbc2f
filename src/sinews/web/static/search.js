// The search box: "/" opens it, arrows choose, Enter goes there. Same rule as sinews.web.search.
const form = document.querySelector("form[role=search]");
const box = form.querySelector("input[type=search]");
const list = form.querySelector("[role=listbox]");
const language = document.documentElement.lang;
const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]/gu, " ");

let index = null;
const load = () => {
  index ??= fetch(form.dataset.index).then((answer) => answer.json()).then(({ kinds, entries }) => ({
    kinds,
    entries: entries.map(([kind, label, to, other]) => ({ kind, label, to: to || `/figure/${other}`, folded: ` ${fold(label)}`, other: fold(other) })),
  }));
  return index;
};

const score = (word, entry) => (entry.folded.includes(` ${word}`) ? 4 : entry.folded.includes(word) ? 2 : entry.other.includes(word) ? 1 : 0);
const order = (a, b) => b.points - a.points || a.kind - b.kind || [...a.label].length - [...b.label].length || (a.to < b.to ? -1 : 1);
const find = (entries, query, most) => {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const found = [];
  for (const entry of words.length ? entries : []) {
    const points = words.map((word) => score(word, entry));
    if (points.every(Boolean)) found.push({ ...entry, points: points.reduce((a, b) => a + b, 0) });
  }
  return found.sort(order).slice(0, most);
};

const inLanguage = (to) => {
  const address = new URL(to, location.origin);
  if (language !== "en") address.searchParams.set("lang", language);
  return address.pathname + address.search + address.hash;
};

let chosen = -1;
const options = () => [...list.children];
const choose = (place) => {
  const all = options();
  chosen = all.length ? (place + all.length) % all.length : -1;
  all.forEach((o, i) => o.setAttribute("aria-selected", `${i === chosen}`));
  if (chosen < 0) { box.removeAttribute("aria-activedescendant"); return; }
  box.setAttribute("aria-activedescendant", all[chosen].id);
  all[chosen].scrollIntoView({ block: "nearest" });
};
const close = () => { list.hidden = true; box.setAttribute("aria-expanded", "false"); choose(-1); };

const show = async () => {
  const { kinds, entries } = await load();
  const found = find(entries, box.value, 12);
  list.replaceChildren(...found.map((entry, i) => {
    const option = document.createElement("li");
    option.id = `found-${i}`;
    option.setAttribute("role", "option");
    option.dataset.to = inLanguage(entry.to);
    const name = document.createElement("span");
    name.textContent = entry.label;
    const kind = document.createElement("small");
    kind.textContent = kinds[entry.kind];
    option.append(name, " ", kind);
    return option;
  }));
  list.hidden = found.length === 0;
  box.setAttribute("aria-expanded", `${found.length > 0}`);
  chosen = -1;
  box.removeAttribute("aria-activedescendant");
};

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", list.id);
box.setAttribute("aria-expanded", "false");
box.addEventListener("focus", load);
box.addEventListener("input", show);
box.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && !list.hidden) {
    event.preventDefault();
    choose(chosen < 0 && step < 0 ? -1 : chosen + step);
  } else if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    location.assign(options()[chosen].dataset.to);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  }
});
list.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) { event.preventDefault(); location.assign(option.dataset.to); }
});
box.addEventListener("blur", close);
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  event.preventDefault();
  box.focus();
  box.select();
});

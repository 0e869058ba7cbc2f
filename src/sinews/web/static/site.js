// Conveniences of every page; each works without them: theme, origin drawer, copy, live forms.
const root = document.documentElement;
const order = ["auto", "light", "dark"];

const theme = document.getElementById("theme");
const show = (value) => {
  if (value === "auto") delete root.dataset.theme; else root.dataset.theme = value;
  theme.textContent = theme.dataset[value];
  theme.dataset.now = value;
};
show(root.dataset.theme ?? "auto");
theme.hidden = false;
theme.addEventListener("click", () => {
  const next = order[(order.indexOf(theme.dataset.now) + 1) % order.length];
  show(next);
  try { localStorage.setItem("sinews-theme", next); } catch { /* private */ }
});

const drawer = document.getElementById("drawer");
const body = drawer.querySelector("div");
const openOrigin = async (link) => {
  const address = new URL(link.href);
  address.searchParams.set("part", "drawer");
  const answer = await fetch(address);
  if (!answer.ok) { location.assign(link.href); return; }
  hideGlance();
  body.innerHTML = await answer.text();
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
};

// A glance at a number: grade, interval, source and date beside it, on hover and on focus.
const seen = new Map();
const glance = document.createElement("div");
glance.id = "glance";
glance.className = "glance";
glance.setAttribute("role", "tooltip");
glance.hidden = true;
document.body.append(glance);
let looked = null;
let pause = 0;
const hideGlance = () => {
  clearTimeout(pause);
  looked?.removeAttribute("aria-describedby");
  looked = null;
  glance.hidden = true;
};
const showGlance = async (link) => {
  const address = new URL(link.href);
  if (!seen.has(address.pathname)) {
    address.searchParams.set("part", "glance");
    const answer = await fetch(address);
    if (!answer.ok) return;
    seen.set(new URL(link.href).pathname, await answer.text());
  }
  if (looked !== link) return;
  glance.innerHTML = seen.get(new URL(link.href).pathname);
  glance.hidden = false;
  const at = link.getBoundingClientRect();
  const over = at.bottom + glance.offsetHeight + 8 > innerHeight && at.top > glance.offsetHeight;
  glance.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - glance.offsetWidth - 8)) + scrollX}px`;
  glance.style.top = `${(over ? at.top - glance.offsetHeight - 2 : at.bottom + 2) + scrollY}px`;
  link.setAttribute("aria-describedby", "glance");
};
const look = (link, wait) => {
  clearTimeout(pause);
  if (looked === link || drawer.open) return;
  hideGlance();
  looked = link;
  pause = setTimeout(() => showGlance(link).catch(hideGlance), wait);
};
const numberAt = (event) => event.target.closest?.("a[data-origin]");
document.addEventListener("pointerover", (event) => {
  const link = numberAt(event);
  if (link && event.pointerType !== "touch") look(link, 300);
  else if (looked && glance.contains(event.target)) clearTimeout(pause);
  else if (looked && looked !== document.activeElement) { clearTimeout(pause); pause = setTimeout(hideGlance, 250); }
});
document.addEventListener("focusin", (event) => {
  const link = numberAt(event);
  if (link?.matches(":focus-visible")) look(link, 150);
  else if (looked && !glance.contains(event.target)) hideGlance();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideGlance();
  if (event.key === "c" && !event.ctrlKey && !event.metaKey && looked && looked === document.activeElement) glance.querySelector("button")?.click();
});

document.addEventListener("click", (event) => {
  const number = event.target.closest("a[data-origin]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (number && plain) {
    event.preventDefault();
    openOrigin(number).catch(() => location.assign(number.href));
  }
  if (event.target === drawer || event.target.closest("#drawer .close")) drawer.close();
  const copy = event.target.closest("button[data-copy]");
  if (copy) {
    const from = document.getElementById(copy.dataset.copy);
    const text = copy.dataset.copy === "address" ? location.href : from.value ?? from.textContent;
    navigator.clipboard?.writeText(text).then(() => { copy.textContent = copy.dataset.done; });
  }
  const picture = event.target.closest("button[data-picture]");
  if (picture) copyPicture(picture).then(() => { picture.textContent = picture.dataset.done; });
  const area = event.target.closest("textarea[readonly]");
  if (area) area.select();
});
// A browser takes the promise of a picture, so that the click still counts when it comes.
const copyPicture = (button) => {
  const data = fetch(button.dataset.picture).then((answer) => answer.blob());
  return navigator.clipboard.write([new ClipboardItem({ "image/png": data })]);
};
// Tables that can be put in another order; without a script they keep the one they came in.
const makeSortable = (table) => {
  const heads = [...table.tHead.rows[0].cells];
  const rows = table.tBodies[0];
  const worth = (row, i) => row.cells[i].dataset.value ?? row.cells[i].textContent.trim();
  heads.forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") !== "descending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const numeric = rows.rows.length > 0 && "value" in rows.rows[0].cells[i].dataset;
      const order = (a, b) => numeric ? Number(worth(a, i)) - Number(worth(b, i)) : worth(b, i).localeCompare(worth(a, i), root.lang);
      rows.append(...[...rows.rows].sort((a, b) => falling ? order(b, a) : order(a, b)));
    });
  });
};
// A field that hides what does not hold its words; without a script it is not shown.
const makeFilter = (field) => {
  field.hidden = false;
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    const wanted = field.value.toLocaleLowerCase(root.lang).split(/\s+/);
    for (const one of document.querySelectorAll(field.dataset.filter)) {
      const text = one.textContent.toLocaleLowerCase(root.lang);
      one.hidden = !wanted.every((word) => text.includes(word));
    }
  });
  field.addEventListener("change", (event) => event.stopPropagation());
};
// Buttons that need a script are hidden where there is none.
export const reveal = (part) => {
  for (const table of part.querySelectorAll("table.sortable")) makeSortable(table);
  for (const field of part.querySelectorAll("input[data-filter]")) makeFilter(field);
  for (const copy of part.querySelectorAll("button[data-copy][hidden], button[data-picture][hidden]")) copy.hidden = false;
};
reveal(document);

// A form that shows its result at once: the address keeps the state, the server draws it.
let waiting = null;
export const stateOf = (form) => {
  const address = new URL(form.action);
  for (const [key, value] of new FormData(form)) if (value !== "") address.searchParams.append(key, value);
  return address;
};
// The language links keep the state, too.
export const keepState = (address) => {
  history.replaceState(null, "", address);
  for (const link of document.querySelectorAll(".langs a")) {
    const to = new URL(address);
    to.searchParams.delete("lang");
    if (link.hreflang !== "en") to.searchParams.set("lang", link.hreflang);
    link.href = to;
  }
};
const follow = async (form) => {
  waiting?.abort();
  waiting = new AbortController();
  const address = stateOf(form);
  const ask = new URL(address);
  ask.searchParams.set("part", "results");
  const region = document.querySelector("[data-results]");
  try {
    region.setAttribute("aria-busy", "true");
    const answer = await fetch(ask, { signal: waiting.signal });
    if (!answer.ok) { location.assign(address); return; }
    region.innerHTML = await answer.text();
    reveal(region);
    keepState(address);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  } finally {
    region.removeAttribute("aria-busy");
  }
};
for (const form of document.querySelectorAll("form[data-live]")) {
  let timer = 0;
  form.addEventListener("change", () => follow(form));
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(timer);
    timer = setTimeout(() => follow(form), 250);
  });
}

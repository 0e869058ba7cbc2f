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
  body.innerHTML = await answer.text();
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
};

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
// Buttons that need a script are hidden where there is none.
export const reveal = (part) => {
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

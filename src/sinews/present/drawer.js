// Three conveniences; the page is complete without them: theme, origin drawer, copy.
(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  const order = ["auto", "light", "dark"];
  const store = (value) => { try { localStorage.setItem("sinews-theme", value); } catch { /* private */ } };
  const recall = () => { try { return localStorage.getItem("sinews-theme"); } catch { return null; } };
  const show = (value) => {
    if (value === "auto") delete root.dataset.theme; else root.dataset.theme = value;
    theme.textContent = theme.dataset[value];
    theme.dataset.now = value;
  };
  show(order.includes(recall()) ? recall() : "auto");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const next = order[(order.indexOf(theme.dataset.now) + 1) % order.length];
    show(next);
    store(next);
  });

  const drawer = document.getElementById("drawer");
  const body = drawer.querySelector("div");
  const open = (id) => {
    const entry = document.getElementById(`origin-${id}`);
    if (!entry) return false;
    const copy = entry.cloneNode(true);
    copy.removeAttribute("id");
    body.replaceChildren(copy);
    if (!drawer.open) drawer.showModal();
    drawer.scrollTop = 0;
    return true;
  };
  document.addEventListener("click", (event) => {
    const number = event.target.closest("a[data-origin]");
    if (number && !event.ctrlKey && !event.metaKey && open(number.dataset.origin)) event.preventDefault();
    if (event.target === drawer || event.target.closest(".close")) drawer.close();
    const copy = event.target.closest("button[data-copy]");
    if (copy) {
      const text = document.getElementById(copy.dataset.copy).textContent;
      navigator.clipboard?.writeText(text).then(() => { copy.textContent = copy.dataset.done; });
    }
  });
})();

// Runs before the page is drawn, so that a chosen theme does not flash.
(() => {
  let now = null;
  try { now = localStorage.getItem("sinews-theme"); } catch { /* private */ }
  if (now === "light" || now === "dark") document.documentElement.dataset.theme = now;
})();

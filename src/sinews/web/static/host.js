// In the page of the host: fits the height of Sinews frames and tells them the theme of the page.
// Only messages count that come from such a frame itself and from the server of this script.
(() => {
  const server = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll("iframe")].filter((f) => f.src.startsWith(`${server}/`));
  const themeOf = (frame) => {
    if (frame.dataset.theme) return frame.dataset.theme;
    const [r, g, b, alpha = 1] = (getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (!(alpha > 0)) return null;
    return 0.299 * r + 0.587 * g + 0.114 * b < 110 ? "dark" : "light";
  };
  const paint = (frame) => {
    const theme = themeOf(frame);
    if (theme) frame.contentWindow?.postMessage({ type: "sinews:theme", theme }, server);
  };
  addEventListener("message", (event) => {
    if (event.origin !== server) return;
    const frame = frames().find((f) => f.contentWindow === event.source);
    if (!frame) return;
    if (event.data?.type === "sinews:ready") paint(frame);
    const height = event.data?.type === "sinews:height" ? Number(event.data.height) : 0;
    if (height >= 50 && height <= 5000) frame.height = Math.ceil(height);
  });
  const all = () => frames().forEach(paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  new MutationObserver(all).observe(document.documentElement, { attributes: true });
  new MutationObserver(all).observe(document.body, { attributes: true });
  all();
})();

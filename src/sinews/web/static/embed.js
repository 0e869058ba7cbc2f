// Inside the frame: tells the host how tall the chart is, and takes nothing but a theme from it.
if (parent !== window) {
  const chart = document.querySelector("main").dataset.chart;
  const host = document.referrer ? new URL(document.referrer).origin : "*";
  let last = 0;
  const tell = () => {
    const height = Math.ceil(document.querySelector("main").getBoundingClientRect().height) + 24;
    if (height !== last) parent.postMessage({ type: "sinews:height", chart, height }, host);
    last = height;
  };
  new ResizeObserver(tell).observe(document.querySelector("main"));
  document.fonts.ready.then(tell);
  addEventListener("message", (event) => {
    if (event.source !== parent || event.data?.type !== "sinews:theme") return;
    const { theme } = event.data;
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  });
  parent.postMessage({ type: "sinews:ready", chart }, host);
}

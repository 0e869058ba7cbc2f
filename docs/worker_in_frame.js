// Search runs in a worker, which browsers refuse to pages opened from a folder. Here the same
// script runs in a hidden frame instead; it is told messages and tells them as a worker would.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      const inside = frame.contentWindow;
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      inside.importScripts = (...scripts) =>
        scripts.reduce((before, src) => before.then(() => load(inside, src)), Promise.resolve());
      this.inside = inside;
      this.ready = load(inside, url);
    }
    postMessage(data) {
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
    }
    terminate() {
      this.inside.frameElement.remove();
    }
  };
  const load = (inside, src) =>
    new Promise((done, failed) => {
      const script = inside.document.createElement("script");
      Object.assign(script, { src: new URL(src, document.baseURI).href, onload: done, onerror: failed });
      inside.document.body.append(script);
    });
}

// The drawer: a figure's receipt opens beside the page, has its own address, closes on Escape.
"use strict";

(() => {
  const drawer = document.getElementById("ac-drawer");
  if (!drawer) return;
  let opener = null;

  const mark = (link) => {
    for (const other of AC.$$('[data-drawer][aria-expanded="true"]')) other.setAttribute("aria-expanded", "false");
    if (link) link.setAttribute("aria-expanded", "true");
  };

  const wait = () => {
    const words = document.createElement("p");
    words.className = "ac-quiet";
    words.setAttribute("role", "status");
    words.textContent = drawer.dataset.waiting;
    drawer.replaceChildren(words);
    drawer.dataset.open = "";
  };

  const open = async (link) => {
    mark(link);
    const patience = setTimeout(wait, 120);
    let answer;
    try {
      answer = await fetch(link.href, { headers: { "HX-Request": "true", "X-Accord-Drawer": "1" } });
    } catch {
      window.location.href = link.href;
      return;
    }
    clearTimeout(patience);
    if (link.getAttribute("aria-expanded") !== "true") return;
    if (!answer.ok || answer.redirected) {
      window.location.href = link.href;
      return;
    }
    drawer.replaceChildren();
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    drawer.append(...parsed.body.childNodes);
    drawer.dataset.open = "";
    opener = opener ?? link;
    window.dispatchEvent(new Event("resize"));
    drawer.focus({ preventScroll: true });
    drawer.scrollTop = 0;
  };

  const close = () => {
    if (!("open" in drawer.dataset)) return false;
    delete drawer.dataset.open;
    drawer.replaceChildren();
    mark(null);
    window.dispatchEvent(new Event("resize"));
    opener?.focus();
    opener = null;
    return true;
  };
  AC.closeDrawer = close;

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-drawer-close], .ac-shade")) {
      event.preventDefault();
      close();
      return;
    }
    const link = event.target.closest("a[data-drawer]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (link.getAttribute("aria-expanded") === "true") close();
    else open(link);
  });
})();

// Keys: / search, j and k move, Enter opens, x selects, ? help, Escape closes.
"use strict";

(() => {
  const rows = () => AC.$$("[data-row]");
  const here = () => AC.$("[data-row].is-here");

  const move = (step) => {
    const all = rows();
    if (!all.length) {
      const link = AC.$(step > 0 ? 'a[data-key="j"]' : 'a[data-key="k"]');
      if (link) link.click();
      return;
    }
    const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(here()) + step))];
    here()?.classList.remove("is-here");
    next.classList.add("is-here");
    const link = AC.$("a[data-open]", next);
    link?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const actions = {
    "/": () => {
      const field = AC.$("[data-search]:not(:disabled)", AC.$("main")) ?? AC.$("[data-search]");
      field?.focus();
      field?.select();
    },
    j: () => move(1),
    k: () => move(-1),
    Enter: () => AC.$("a[data-open]", here() ?? document.createElement("i"))?.click(),
    x: () => {
      const pick = here() && AC.$(".ac-pick", here());
      if (pick) pick.click();
    },
    "?": () => AC.$("#ac-keys")?.showModal(),
  };

  // A page's own keys: data-press names one; data-then only moves there, so that Enter confirms.
  const press = (key) => {
    const open = (one) => one.matches("summary") || !one.closest("details:not([open])");
    const found = AC.$$("[data-press]").find((one) => one.dataset.press === key && open(one));
    if (!found) return false;
    if ("then" in found.dataset) found.focus();
    else found.click();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (AC.closeDrawer?.()) event.preventDefault();
      for (const menu of AC.$$("details.ac-menu[open]")) menu.removeAttribute("open");
      return;
    }
    const typing = event.target.closest?.("input:not(.ac-pick, #ac-pick-all), textarea, select, [contenteditable]");
    if (typing || AC.$("dialog[open]")) return;
    if (event.key === "Enter" && event.target.closest?.("a, button, summary")) return;
    const action = actions[event.key];
    if (!action) {
      if (press(event.key)) event.preventDefault();
      return;
    }
    event.preventDefault();
    action();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) {
      const dialog = AC.$("#ac-keys");
      if (dialog) {
        event.preventDefault();
        dialog.showModal();
      }
    }
  });
})();

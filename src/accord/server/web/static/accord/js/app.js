// Toasts, menus, live refresh and file drop: what the pages need beyond links and forms.
"use strict";

const AC = {
  $: (selector, root = document) => root.querySelector(selector),
  $$: (selector, root = document) => [...root.querySelectorAll(selector)],
};

// A menu (details.ac-menu) closes when something else is pressed, and on Escape.
document.addEventListener("click", (event) => {
  for (const menu of AC.$$("details.ac-menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
  const close = event.target.closest("[data-close]");
  if (close) close.closest(close.dataset.close)?.remove();
});

// Forms that only change what is shown are sent as soon as a choice is made.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form) form.requestSubmit();
});

// Bulk selection: the bar tells how many rows are chosen and shows itself only then.
AC.countPicks = () => {
  const bar = AC.$("#ac-bulk");
  if (!bar) return;
  const picks = AC.$$(".ac-pick");
  const chosen = picks.filter((pick) => pick.checked).length;
  bar.hidden = chosen === 0;
  const words = AC.$("[data-count]", bar);
  if (words) words.textContent = chosen;
  const all = AC.$("#ac-pick-all");
  if (all) {
    all.checked = chosen > 0 && chosen === picks.length;
    all.indeterminate = chosen > 0 && chosen < picks.length;
  }
};
document.addEventListener("change", (event) => {
  if (event.target.id === "ac-pick-all") {
    for (const pick of AC.$$(".ac-pick")) pick.checked = event.target.checked;
  }
  if (event.target.matches("#ac-pick-all, .ac-pick")) AC.countPicks();
});
AC.countPicks();
document.addEventListener("htmx:after:swap", () => AC.countPicks());

// Dropping files on the frame puts them into its own file field.
for (const zone of AC.$$(".ac-drop")) {
  const field = AC.$('input[type="file"]', zone);
  const mark = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragenter", mark(true));
  zone.addEventListener("dragover", mark(true));
  zone.addEventListener("dragleave", mark(false));
  zone.addEventListener("drop", (event) => {
    mark(false)(event);
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.addEventListener("change", () => {
    const names = [...field.files].map((file) => file.name).join(", ");
    const words = AC.$("[data-names]", zone);
    if (words && names) words.textContent = names;
  });
}

// Text in a form that is left is kept for this browser until the form is sent.
for (const field of AC.$$("textarea[data-keep]")) {
  const key = "accord:" + field.dataset.keep;
  const kept = localStorage.getItem(key);
  if (kept && !field.value) field.value = kept;
  field.addEventListener("input", () => localStorage.setItem(key, field.value));
  field.form?.addEventListener("submit", () => localStorage.removeItem(key));
}

// Weights that have to sum to a hundred are counted while they are typed.
const weights = AC.$("[data-weights]");
if (weights) {
  const count = () => {
    const found = AC.$$("[data-weight]").map((field) => Number(field.value.replace(",", ".")));
    const sum = found.reduce((all, one) => all + (Number.isFinite(one) ? one : 0), 0);
    const n = Math.round(sum * 100) / 100;
    const words = n === 100 ? weights.dataset.right : n < 100 ? weights.dataset.less : weights.dataset.more;
    weights.textContent = words.replace("N", n).replace("D", Math.round(Math.abs(100 - n) * 100) / 100);
    weights.className = n === 100 ? "ac-ok" : "ac-bad";
  };
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-weight]")) return;
    const beside = AC.$(":scope > summary [data-weight-of]", event.target.closest("details"));
    if (beside) beside.textContent = event.target.value;
    count();
  });
}

// A buying group: a person dropped on a role is sent as the form beside them would send it.
"use strict";

(() => {
  const form = document.getElementById("ac-drop");
  if (!form) return;
  let held = "";

  for (const person of document.querySelectorAll("[data-person]")) {
    person.addEventListener("dragstart", (event) => {
      held = person.dataset.person;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", held);
    });
    person.addEventListener("dragend", () => { held = ""; });
  }

  for (const role of document.querySelectorAll("[data-role]")) {
    role.addEventListener("dragover", (event) => {
      if (!held) return;
      event.preventDefault();
      role.dataset.over = "";
    });
    role.addEventListener("dragleave", (event) => {
      if (!role.contains(event.relatedTarget)) delete role.dataset.over;
    });
    role.addEventListener("drop", (event) => {
      if (!held) return;
      event.preventDefault();
      delete role.dataset.over;
      form.elements.person.value = held;
      form.elements.role.value = role.dataset.role;
      form.submit();
    });
  }
})();
